{# ADaM data sets: how our days, flags and words are said there. #}
{# A CDISC study day has no 0: the day of infusion is day 1, the day before it -1. #}
{% macro analysis_day(day) -%}
    cast(floor({{ day }}) + case when {{ day }} >= 0 then 1 else 0 end as integer)
{%- endmacro %}

{# The date of a study day; needs `subjects` in the query. #}
{% macro analysis_date(day) -%} subjects.infusion_date + cast(floor({{ day }}) as integer) {%- endmacro %}

{# Y, or nothing. #}
{% macro flag(condition) -%} case when {{ condition }} then 'Y' end {%- endmacro %}

{# Y or N; nothing where it is not known. #}
{% macro yes_no(condition) -%} case when {{ condition }} then 'Y' when not ({{ condition }}) then 'N' end {%- endmacro %}

{% macro cdisc_sex(sex) -%}
    case {{ sex }} when 'female' then 'F' when 'male' then 'M' when 'other' then 'UNDIFFERENTIATED' end
{%- endmacro %}
