{# Results at the limits of quantification. A limit is the assay's, or the number behind the sign when only that is
   given: `<0.7` says that the limit was 0.7. #}
{% macro lower_limit(value, qualifier, lloq) -%}
    coalesce({{ lloq }}, case when {{ qualifier }} in ('<', '<=') then {{ value }} end)
{%- endmacro %}

{% macro upper_limit(value, qualifier, uloq) -%}
    coalesce({{ uloq }}, case when {{ qualifier }} in ('>', '>=') then {{ value }} end)
{%- endmacro %}

{# A number printed below the limit is as unquantified as one printed with `<`. #}
{% macro is_below_limit(value, qualifier, lloq) -%}
    coalesce({{ qualifier }} in ('<', '<='), false) or coalesce({{ value }} < {{ lloq }}, false)
{%- endmacro %}

{% macro is_above_limit(value, qualifier, uloq) -%}
    coalesce({{ qualifier }} in ('>', '>='), false) or coalesce({{ value }} > {{ uloq }}, false)
{%- endmacro %}

{# The number an analysis sees. Policy is zero, half_lloq, lloq_over_root2 or drop (G3, G13); above the limit it is the limit (G13). The
   trap: with a log-down trapezoid half the limit gives a smaller area than zero does, so report policy and method together. #}
{% macro quantified(value, is_below, is_above, lloq, uloq, policy) -%}
    case
        when {{ is_below }}
        then {{ below_limit(lloq, policy) }}
        when {{ is_above }}
        then coalesce({{ uloq }}, {{ value }})
        else {{ value }}
    end
{%- endmacro %}

{# A policy of another name is an error of the template: it must not act as one of these. #}
{% macro below_limit(lloq, policy) -%}
    {{ {
        'zero': 'cast(0 as double)',
        'half_lloq': lloq ~ ' / 2.0',
        'lloq_over_root2': lloq ~ ' / sqrt(2.0)',
        'drop': 'cast(null as double)'
    }[policy] }}
{%- endmacro %}

{# A level on a logarithmic scale: what is zero or below becomes half the limit (G3, G26). What is
   missing stays missing, which an `else` would have turned into half a limit. #}
{% macro positive_for_log(level, lloq) -%}
    case when {{ level }} > 0 then {{ level }} when {{ level }} <= 0 then {{ lloq }} / 2.0 end
{%- endmacro %}

{# A CAR T-cell level that can count. Blood only: marrow, cerebrospinal fluid or a node say where the cells are, not how
   many circulate. #}
{% macro is_blood_result(table) -%}
    {{ table }}.qualifier is not null
    and {{ table }}.study_day is not null
    and ({{ table }}.specimen is null or regexp_matches(lower({{ table }}.specimen), 'blood|pbmc'))
{%- endmacro %}
