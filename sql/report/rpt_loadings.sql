/*
about: 'What each covariate weighs in each component, in words.'
grain: [analysis, covariate, component]
columns:
  analysis: {about: Analysis, tests: [not_null]}
  covariate: {about: Covariate}
  covariate_label: {about: Covariate in words}
  component: {about: 'Component, from the one with most variance'}
  weight: {about: Entry of the direction of unit length}
  loading: {about: Correlation of the covariate with the component}
  variance_explained: {about: Share of the variance that the component explains}
*/
with
    loadings as (select * from {{ ref('loadings') }}),
    estimates as (select * from {{ ref('estimates') }}),
    covariates as (select * from {{ ref('feature_registry') }})
select
    loadings.analysis,
    loadings.covariate,
    coalesce(covariates.label, loadings.covariate) as covariate_label,
    loadings.component,
    loadings.weight,
    loadings.loading,
    estimates.estimate as variance_explained
from loadings
left join covariates on loadings.covariate = covariates.feature
left join
    estimates
    on loadings.analysis = estimates.analysis
    and estimates.estimate_name = 'variance_explained'
    and estimates.term = 'PC' || loadings.component
