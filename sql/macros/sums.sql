{# A sum that is missing where a part of it is: what nobody counted is not nothing. #}
{% macro sum_of_all(value) -%} case when count({{ value }}) = count(*) then sum({{ value }}) end {%- endmacro %}
