/*
about: 'Every node of every dendrogram of covariates, in words.'
grain: [analysis, node]
columns:
  analysis: {about: Analysis, tests: [not_null]}
  node: {about: 'Node, numbered from 1, leaves first'}
  covariate: {about: Covariate of a leaf}
  covariate_label: {about: Covariate of a leaf in words}
  left_node: {about: First of the two nodes a merge joins}
  right_node: {about: Second of the two nodes a merge joins}
  height: {about: '1 - |Spearman rho| at which the two join'}
  position: {about: Place along the axis of the leaves}
  n_covariates: {about: Covariates under the node}
  support: {about: Share of bootstrap samples with the same cluster}
  cluster: {about: 'Cluster of a leaf, in the order of drawing'}
*/
with clusters as (select * from {{ ref('clusters') }}), covariates as (select * from {{ ref('feature_registry') }})
select
    clusters.analysis,
    clusters.node,
    clusters.covariate,
    coalesce(covariates.label, clusters.covariate) as covariate_label,
    clusters.left_node,
    clusters.right_node,
    clusters.height,
    clusters.position,
    clusters.n_covariates,
    clusters.support,
    clusters.cluster
from clusters
left join covariates on clusters.covariate = covariates.feature
