{# A sum in the order of its values, because the last digit of a sum of fractions depends on the order. #}
{% macro ordered_sum(value) -%} sum({{ value }} order by {{ value }}) {%- endmacro %}

{# A sum that is missing where a part of it is: what nobody counted is not nothing. #}
{% macro sum_of_all(value) -%} case when count({{ value }}) = count(*) then {{ ordered_sum(value) }} end {%- endmacro %}
