/*
about: 'What each covariate weighs in each principal component.'
grain: [analysis, covariate, component]
columns:
  analysis: {about: Analysis, tests: [not_null]}
  covariate: {about: Covariate, tests: [not_null]}
  component: {about: 'Component, from the one with most variance'}
  weight: {about: 'Entry of the direction of unit length', tests: [{min: -1}, {max: 1}]}
  loading: {about: 'Correlation of the covariate with the component'}
*/
with loadings as (select * from {{ results('loadings') }} as loadings)
select loadings.analysis, loadings.covariate, loadings.component, loadings.weight, loadings.loading
from loadings
