{#
How a received text is read as each type of the contract. Every macro takes a SQL expression as text and gives SQL back.

For a type T, `is_T(expr)` is true when the text can be read as T or is missing, and `as_T(expr)` is the typed value,
NULL when missing or unreadable: neither ever fails. Numbers follow the `decimal_mark` column of their row, because the
same text, 1.240, is two different numbers in two files. Written for RE2 and Java alike: no \d, no back-references.
No literal holds two blanks in a row, so that rendered SQL may be laid out freely.
#}

{# Blanks as people type them: space, tab, line ends and the no-break space of spreadsheets and web pages. #}
{% macro blanks() %}' ' || chr(9) || chr(10) || chr(13) || chr(160){% endmacro %}

{% macro literal(text) %}'{{ text | replace("'", "''") }}'{% endmacro %}

{# Most texts have no blanks around them, and DuckDB's trim of several characters costs six patterns. #}
{% macro trimmed(expr) %}
case
    when regexp_matches({{ expr }}, '^[ ' || {{ blanks_but_space() }} || ']|[ ' || {{ blanks_but_space() }} || ']$')
    then trim({{ expr }}, {{ blanks() }})
    else {{ expr }}
end
{% endmacro %}
{% macro blanks_but_space() %}chr(9) || chr(10) || chr(13) || chr(160){% endmacro %}

{#
Words that everywhere mean "missing", with blanks around them or not. ND is not one: see result_value.
A pattern rather than IN: DuckDB plans a long IN list as a join, and staging models have hundreds of them.
#}
{% macro is_missing_word(expr) %}
regexp_matches(
    lower({{ expr }}),
    '^[ ' || {{ blanks_but_space() }} || ']*(na|n/a|n[.]a[.]|nan|[.]|null)?[ ' || {{ blanks_but_space() }} || ']*$'
)
{% endmacro %}
{% macro is_missing(expr) %}coalesce({{ is_missing_word(expr) }}, true){% endmacro %}

{# The text without surrounding blanks; NULL when it is missing. #}
{% macro received(expr) %}
case when {{ is_missing_word(expr) }} then null else {{ trimmed(expr) }} end
{% endmacro %}

{# Whether a reading worked: it gave a value, or there was none to read. #}
{% macro missing_or(expr, value) %}
(case when ({{ value }}) is not null then true else {{ is_missing(expr) }} end)
{% endmacro %}

{# An identifier of nothing but blanks is missing; `NA` is one of the standard words, so it is missing too. #}
{% macro as_id(expr) %}({{ received(expr) }}){% endmacro %}
{% macro is_id(expr) %}true{% endmacro %}

{% macro as_text(expr) %}({{ received(expr) }}){% endmacro %}
{% macro is_text(expr) %}true{% endmacro %}

{# A code is compared without case and yields the contract's spelling. #}
{% macro as_code(expr, values) %}
case lower({{ trimmed(expr) }})
    {% for value in values %} when {{ literal(value | lower) }} then {{ literal(value) }} {% endfor %}
end
{% endmacro %}
{% macro is_code(expr, values) %}{{ missing_or(expr, as_code(expr, values)) }}{% endmacro %}

{#
A number with '.' as its decimal mark and ',' or ' ' between thousands: the other country's marks swapped, no-break
spaces and the typographic minus made plain. One translate, because every repetition of a text is computed again.
#}
{% macro plain_number(text, mark) %}
translate(
    {{ text }},
    ',.' || chr(160) || chr(8239) || chr(8722),
    case when {{ mark }} = ',' then '.,' else ',.' end || ' ' || ' ' || '-'
)
{% endmacro %}

{#
Digits, or groups of exactly three after a first group that is not zero: `1,240` is 1240, while `1,5`, `12,40` and
`0,240` are refused, being decimals of another country rather than thousands. No more digits than a double can hold.
#}
{% macro number_pattern() %}
'^[-+]?(?:(?:[0-9]{1,40}|[1-9][0-9]{0,2}(?:,[0-9]{3}){1,12}|[1-9][0-9]{0,2}(?: [0-9]{3}){1,12})(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][-+]?[0-9]{1,2})?$'
{% endmacro %}

{# What does not match is the empty text, which is no number. A bare cast would take `inf`, `nan` and `1_000` as well. #}
{% macro number_of(text, mark) %}
try_cast(
    translate(regexp_extract({{ plain_number(text, mark) }}, {{ number_pattern() }}, 0), ', ', '') as double
)
{% endmacro %}

{# The short way comes first: six times as fast, and nearly every number is written like this. #}
{% macro as_number(expr, mark='decimal_mark') %}
coalesce(
    case
        when {{ mark }} = '.' and regexp_matches({{ expr }}, '^-?[0-9]{1,40}(?:[.][0-9]+)?$')
        then try_cast({{ expr }} as double)
    end,
    {{ number_of('(' ~ received(expr) ~ ')', mark) }}
)
{% endmacro %}
{% macro is_number(expr, mark='decimal_mark') %}{{ missing_or(expr, as_number(expr, mark)) }}{% endmacro %}

{# `3.0` is a whole number; `3.5` is not. #}
{% macro as_integer(expr, mark='decimal_mark') %}
case
    when {{ as_number(expr, mark) }} = floor({{ as_number(expr, mark) }})
    then try_cast({{ as_number(expr, mark) }} as bigint)
end
{% endmacro %}
{# Digits alone are looked at first, because most whole numbers are written so. #}
{% macro is_integer(expr, mark='decimal_mark') %}
(
    case
        when regexp_matches({{ expr }}, '^-?[0-9]{1,15}$')
        then true
        else coalesce(try_cast({{ as_number(expr, mark) }} as bigint) = {{ as_number(expr, mark) }}, {{ is_missing(expr) }})
    end
)
{% endmacro %}

{# `85`, `85%` and `85 %`. A fraction such as 0.85 is read as less than one percent: nobody can tell it from one. #}
{% macro as_percent(expr, mark='decimal_mark') %}
{{ number_of("regexp_replace((" ~ received(expr) ~ "), ' *%$', '')", mark) }}
{% endmacro %}
{% macro is_percent(expr, mark='decimal_mark') %}{{ missing_or(expr, as_percent(expr, mark)) }}{% endmacro %}

{#
ISO dates, with or without a time, and the unambiguous `11-Aug-2018` and `11AUG2018`. `08/11/2018` is refused, since it is
two different days on two sides of an ocean, and so is a partial date such as `2018-08`. Years reach to 2299, because
public cohorts shift their dates by up to two centuries.
#}
{% macro as_date(expr) %}
try_cast(
    case
        when regexp_matches({{ received(expr) }}, '^(18|19|2[0-2])[0-9][0-9]-[0-9][0-9]-[0-9][0-9]([T ][0-9][0-9]:[0-9][0-9].*)?$')
        then substr({{ received(expr) }}, 1, 10)
        when regexp_matches(lower({{ received(expr) }}), {{ named_month_pattern() }})
        then {{ named_month_date('lower(' ~ received(expr) ~ ')') }}
    end as date
)
{% endmacro %}
{% macro is_date(expr) %}{{ missing_or(expr, as_date(expr)) }}{% endmacro %}
{% macro named_month_pattern() %}
'^([0-3][0-9])[- ]?(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[- ]?((18|19|2[0-2])[0-9][0-9])$'
{% endmacro %}
{% macro named_month_date(text) %}
concat(
    regexp_extract({{ text }}, {{ named_month_pattern() }}, 3),
    '-',
    case regexp_extract({{ text }}, {{ named_month_pattern() }}, 2)
        {% for month in ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'] %}
        when '{{ month }}' then '{{ '%02d' | format(loop.index) }}'
        {% endfor %}
    end,
    '-',
    regexp_extract({{ text }}, {{ named_month_pattern() }}, 1)
)
{% endmacro %}

{% macro as_boolean(expr) %}
case
    when lower({{ received(expr) }}) in ('true', 't', 'yes', 'y', '1', '1.0')
    then true
    when lower({{ received(expr) }}) in ('false', 'f', 'no', 'n', '0', '0.0')
    then false
end
{% endmacro %}
{% macro is_boolean(expr) %}{{ missing_or(expr, as_boolean(expr)) }}{% endmacro %}
