{# Spellings: how a text is compared with a registry in seeds/. #}
{% macro spelling(expression) -%} lower({{ trimmed(expression) }}) {%- endmacro %}

{% macro spelling_without_blanks(expression) -%} replace(lower({{ expression }}), ' ', '') {%- endmacro %}

{# Units differ in case and in the letter for micro (two code points), never in meaning. #}
{% macro unit_spelling(expression) -%}
    replace(replace(replace(lower({{ trimmed(expression) }}), 'µ', 'u'), 'μ', 'u'), ' ', '')
{%- endmacro %}

{# An analyte nobody registered keeps its own unit; a registered one must come in a unit that converts. #}
{% macro is_known_unit(analyte, unit) -%}
    (
        {{ is_missing(unit) }}
        or {{ spelling(analyte) }} not in (select names.spelling from seeds.analyte_names as names)
        or {{ spelling(analyte) }} || '|' || {{ unit_spelling(unit) }} in (
            select names.spelling || '|' || factors.unit
            from seeds.analyte_names as names
            inner join seeds.units as factors on names.analyte = factors.analyte
        )
    )
{%- endmacro %}

{# A version is part of a toxicity scale: `v4.03` and `4.03` are one, `4` and `4.03` are not. Where a row states none, that
   which the registry knows of its scale. #}
{% macro as_scale_version(expression, registered) -%}
    coalesce(nullif(replace(lower({{ as_text(expression) }}), 'v', ''), ''), {{ registered }}, 'not stated')
{%- endmacro %}

{# Place of a value in a list of preferences, first is 1; a value not in the list comes after all of them. #}
{% macro preference(expression, values) -%}
    case
        {{ expression }}
        {%- for value in values %} when '{{ value }}' then {{ loop.index }} {%- endfor %}
        else {{ values | length + 1 }}
    end
{%- endmacro %}

{# One of a study's several keys (assessor, criterion, scale): the wanted one when the study has it, else its only one,
   else none, so that two are never mixed. An aggregate over the study's rows. #}
{% macro wanted_or_only(expression, wanted) -%}
    case
        when count(*) filter (where lower({{ expression }}) = lower('{{ wanted }}')) > 0
        then max({{ expression }}) filter (where lower({{ expression }}) = lower('{{ wanted }}'))
        when count(distinct {{ expression }}) = 1
        then max({{ expression }})
    end
{%- endmacro %}

{# A wide table as long rows: feature, value. #}
{% macro long_rows(table, columns) -%}
    {%- for column in columns %}
        select
            {{ table }}.subject_id,
            '{{ column }}' as feature,
            cast({{ table }}.{{ column }} as double) as value,
            cast(null as varchar) as qualifier,
            false as is_below_limit,
            false as is_above_limit
        from {{ table }}
        {%- if not loop.last %}
            union all
        {%- endif %}
    {%- endfor %}
{%- endmacro %}

{# One feature of the long table as a column of the wide one. Needs the CTE `features` in the query. #}
{% macro feature_column(feature) -%}
    max(features.value) filter (where features.feature = '{{ feature }}') as {{ feature }}
{%- endmacro %}

{# The same for one laboratory level, whose limits say its sign. #}
{% macro limited_rows(table, column, is_below, is_above) -%}
    select
        {{ table }}.subject_id,
        '{{ column }}' as feature,
        {{ table }}.{{ column }} as value,
        case
            when {{ table }}.{{ is_below }} then '<' when {{ table }}.{{ is_above }} then '>' else '='
        end as qualifier,
        coalesce({{ table }}.{{ is_below }}, false) as is_below_limit,
        coalesce({{ table }}.{{ is_above }}, false) as is_above_limit
    from {{ table }}
{%- endmacro %}

{# One population as a column, of one parent where it is named. Needs the CTE `one_each` in the query. #}
{% macro percent_of(population, parent=none) -%}
    max(one_each.percent) filter (
        where one_each.population = '{{ population }}'
        {%- if parent %} and one_each.parent_population = '{{ parent }}' {%- endif %}
    )
{%- endmacro %}
