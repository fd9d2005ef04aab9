/*
about: 'What two forests need of each covariate, side by side (Figures 7B to 7D).'
grain: [figure, covariate]
columns:
  figure: {about: Figure of the paper, tests: [not_null]}
  covariate: {about: Covariate}
  covariate_label: {about: Covariate in words}
  x_outcome_label: {about: Outcome of the first forest}
  x_importance: {about: Importance in the first forest}
  x_p_value: {about: Its P}
  x_direction: {about: 'Direction alone: 1 or -1'}
  y_outcome_label: {about: Outcome of the second forest}
  y_importance: {about: Importance in the second forest}
  y_p_value: {about: Its P}
  y_direction: {about: 'Direction alone: 1 or -1'}
reference: 'Locke 2020, Figures 7B-D'
*/
with
    importances as (select * from {{ ref('rpt_importances') }}),
    planes(figure, x_analysis, y_analysis) as (
        values
            ('7B', 'fig7_forest_durable_response', 'fig7_forest_severe_ne'),
            ('7C', 'fig7_forest_durable_response', 'fig7_forest_severe_crs'),
            ('7D', 'fig7_forest_severe_ne', 'fig7_forest_severe_crs')
    )
select
    planes.figure,
    across.covariate,
    across.covariate_label,
    across.outcome_label as x_outcome_label,
    across.importance as x_importance,
    across.p_value as x_p_value,
    across.direction as x_direction,
    upward.outcome_label as y_outcome_label,
    upward.importance as y_importance,
    upward.p_value as y_p_value,
    upward.direction as y_direction
from planes
inner join importances as across on planes.x_analysis = across.analysis
inner join importances as upward on planes.y_analysis = upward.analysis and across.covariate = upward.covariate
