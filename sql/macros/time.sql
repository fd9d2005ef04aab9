{# Time and place of a sample. #}
{# Study day: the study's own number, else days from infusion to a date. Day 0 is the infusion, whereas a CDISC study
   day has no 0, so an ADY is never put here as it is. Needs the CTE `infusions` in the query. #}
{% macro study_day(day, date) -%}
    coalesce({{ as_number(day) }}, cast(date_diff('day', infusions.infusion_date, {{ as_date(date) }}) as double))
{%- endmacro %}

{# Distance of a sample to the day a visit aims at. #}
{% macro days_from(day, target) -%} abs({{ day }} - {{ target }}) {%- endmacro %}

{# True when the text of an identifier has blanks around it that had to be cut off. #}
{% macro is_id_trimmed(expression) -%} coalesce({{ expression }} <> {{ trimmed(expression) }}, false) {%- endmacro %}

{# Study day on which a number of months is full: 12 months are day 365, 6 are day 182. #}
{% macro days_of_months(months) -%} {{ (months * 365.25 / 12) | int }} {%- endmacro %}

{# The first of several records, as two columns: the lowest row number beside the first file could be that of another. #}
{% macro first_record() -%}
    min(source_file) as source_file, arg_min(source_row, (source_file, source_row)) as source_row
{%- endmacro %}
