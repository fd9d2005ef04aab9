{#
Whether a result can be converted: its analyte is not registered, so it stays in its own unit, or it is registered with
this unit. Uncorrelated lookups on purpose: a column of the row must not be taken for one of the seed's own.
#}
{% macro is_known_unit(analyte, unit) %}
(
    lower({{ received(analyte) }}) not in (select names.name from seeds.analyte_names as names)
    or concat(lower({{ received(analyte) }}), chr(31), {{ received(unit) }}) in (
        select concat(names.name, chr(31), units.unit)
        from seeds.analyte_names as names
        inner join seeds.units as units on names.analyte = units.analyte
    )
)
{% endmacro %}
