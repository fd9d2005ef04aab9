{#
Tail probabilities in plain arithmetic, because SQL has no distribution functions. Good enough to tell whether two printed
numbers belong together, not to print: P values that are shown come from python_stats.
#}

{# Two-sided P of a standard normal deviate. Abramowitz and Stegun 26.2.17: absolute error below 1.5e-7. #}
{% macro normal_two_sided(z) -%}
    2.0 * exp(-({{ z }}) * ({{ z }}) / 2.0) / sqrt(2.0 * pi()) * (
        0.319381530 / (1.0 + 0.2316419 * abs({{ z }}))
        - 0.356563782 / pow(1.0 + 0.2316419 * abs({{ z }}), 2)
        + 1.781477937 / pow(1.0 + 0.2316419 * abs({{ z }}), 3)
        - 1.821255978 / pow(1.0 + 0.2316419 * abs({{ z }}), 4)
        + 1.330274429 / pow(1.0 + 0.2316419 * abs({{ z }}), 5)
    )
{%- endmacro %}

{#
The normal deviate of a correlation over n pairs: t = r sqrt((n - 2) / (1 - r2)) with n - 2 degrees of freedom, made
normal by Wallace's formula (1959), whose P is right to about 1 in 1,000 from n = 10 on.
#}
{% macro deviate_of_correlation(r, n) -%}
    sqrt(({{ n }} - 2.0) * ln(1.0 + {{ r }} * {{ r }} / (1.0 - {{ r }} * {{ r }})))
    * (8.0 * ({{ n }} - 2.0) + 1.0) / (8.0 * ({{ n }} - 2.0) + 3.0)
{%- endmacro %}
