{# Areas under a curve of levels. #}
{# Whether a pair of levels is joined by an exponential: falling, and to a level above zero. #}
{% macro is_log_trapezoid(first_level, last_level, method) -%}
    {{ {
        'linear': 'false',
        'linear_up_log_down': '(' ~ last_level ~ ' < ' ~ first_level ~ ' and ' ~ last_level ~ ' > 0)'
    }[method] }}
{%- endmacro %}

{# Area between two points: (a + b) / 2 * days, or (a - b) * days / ln(a / b) where the pair is joined by an exponential. #}
{% macro trapezoid(first_day, first_level, last_day, last_level, is_log) -%}
    case
        when {{ is_log }}
        then
            ({{ first_level }} - {{ last_level }})
            * ({{ last_day }} - {{ first_day }})
            / ln({{ first_level }} / nullif({{ last_level }}, 0))
        else ({{ first_level }} + {{ last_level }}) / 2.0 * ({{ last_day }} - {{ first_day }})
    end
{%- endmacro %}
