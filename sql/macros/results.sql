{#
How a laboratory result as written becomes value, qualifier and note: `12.5`, `<0.7`, `>= 2500`, `0.7*`, `n.d.`, `12.5 H`.

A qualifier says where the true value lies: '=' at the value, '<' and '<=' below it, '>' and '>=' above it. Not detected
is '<' with no value, because the limit is not in the text but in the row's lloq. A result is NULL throughout when missing.
#}
{% macro result_text(expr) %}
    translate(lower({{ received(expr) }}), chr(160) || chr(8239) || chr(8722), ' ' || ' ' || '-')
{% endmacro %}

{# Only letters and signs, so that `n.d.`, `N. D.` and `nd` are one word. #}
{% macro result_word(expr) %} regexp_replace({{ result_text(expr) }}, '[ ._-]', '', 'g'){% endmacro %}

{# Trap: n.d. may say "not detected", as it is read, or "not done", as ND does in CDISC. A study that means the second
   declares `missing: [n.d.]` in its study.yml; int_suspicions_of_values points to those that look like it. #}
{% macro may_be_not_done(expr) %} coalesce({{ result_word(expr) }} = 'nd', false){% endmacro %}

{# Words that can only say that nothing was measured: missing, and never below a limit. #}
{% macro is_not_done(expr) %}
    coalesce(regexp_matches({{ result_word(expr) }}, {{ not_done_pattern() }}), false)
{% endmacro %}
{% macro not_done_pattern() %}
    '^(notdone|notperformed|nottested|nichtdurchgeführt|nichtdurchgefuehrt|nichtgemacht|nichtgemessen|nichtbestimmt|nonfait|nonfaite|nonréalisé|qns|quantitynotsufficient)$'
{% endmacro %}

{% macro is_below_detection(expr) %}
    coalesce(regexp_matches({{ result_word(expr) }}, {{ below_detection_pattern() }}), false)
{% endmacro %}

{# A pattern rather than IN, which DuckDB plans as a join and so works out for every row, plain numbers included. #}
{% macro below_detection_pattern() %}
    '^(nd|notdetected|nonedetected|undetected|undetectable|notdetectable|blq|bql|bloq|blloq|bld|bdl|blod|<lloq|<loq|<lod|<llod|<blq|<bql|oor<|<oor|belowlloq|belowloq|belowlod|belowllod|belowdetectionlimit|belowdetection|belowlimitofdetection|belowquantificationlimit|belowlimitofquantification|belowlimitofquantitation)$'
{% endmacro %}
{% macro is_above_quantification(expr) %}
    coalesce(regexp_matches({{ result_word(expr) }}, '^(>uloq|>loq|oor>|>oor|aboveuloq|aboveloq|aloq|alq|auloq)$'), false)
{% endmacro %}

{# Group 1 the qualifier, group 2 the number, group 3 the note: marks of a footnote, or a laboratory's high and low flags. #}
{% macro result_pattern() %}
    '^(<=|=<|≤|<|>=|=>|≥|>|=|less than or equal to|less than|below|greater than or equal to|greater than|more than|above)? *([-+]?[0-9.,]+(?: [0-9]{3})*(?:[.,][0-9]*)?(?:e[-+]?[0-9]+)?) *([*]+|†|‡|#|hh|h|ll|l)?$'
{% endmacro %}
{% macro result_part(expr, part) %}
    regexp_extract({{ result_text(expr) }}, {{ result_pattern() }}, {{ part }})
{% endmacro %}

{# Most results are plain numbers, and coalesce tries the cheap reading first. #}
{% macro result_value(expr, mark='decimal_mark') %}
    coalesce({{ as_number(expr, mark) }}, {{ number_of(result_part(expr, 2), mark) }})
{% endmacro %}

{% macro is_result(expr, mark='decimal_mark') %}
    (
        case
            when {{ result_value(expr, mark) }} is not null
            then true
            when {{ is_missing(expr) }}
            then true
            else
                {{ is_below_detection(expr) }}
                or {{ is_above_quantification(expr) }}
                or {{ is_not_done(expr) }}
        end
    )
{% endmacro %}

{% macro as_result(expr, mark='decimal_mark') %} {{ result_value(expr, mark) }}{% endmacro %}

{% macro result_qualifier(expr, mark='decimal_mark') %}
    (
        case
            when {{ as_number(expr, mark) }} is not null
            then '='
            when {{ is_below_detection(expr) }}
            then '<'
            when {{ is_above_quantification(expr) }}
            then '>'
            when {{ result_value(expr, mark) }} is null
            then null
            else
                case
                    when {{ result_part(expr, 1) }} in ('<', 'less than', 'below')
                    then '<'
                    when {{ result_part(expr, 1) }} in ('>', 'greater than', 'more than', 'above')
                    then '>'
                    when {{ result_part(expr, 1) }} in ('<=', '=<', '≤', 'less than or equal to')
                    then '<='
                    when {{ result_part(expr, 1) }} in ('>=', '=>', '≥', 'greater than or equal to')
                    then '>='
                    else '='
                end
        end
    )
{% endmacro %}

{% macro result_note(expr, mark='decimal_mark') %}
    (
        case
            when {{ number_of(result_part(expr, 2), mark) }} is not null
            then nullif(upper({{ result_part(expr, 3) }}), '')
        end
    )
{% endmacro %}
