/*
about: 'Every node of every dendrogram of covariates, the leaves first.'
grain: [analysis, node]
columns:
  analysis: {about: Analysis, tests: [not_null]}
  node: {about: 'Node, numbered from 1', tests: [not_null]}
  covariate: {about: Covariate of a leaf}
  left_node: {about: First of the two nodes a merge joins}
  right_node: {about: Second of the two nodes a merge joins}
  height: {about: '1 - |Spearman rho| at which the two join'}
  position: {about: Place along the axis of the leaves}
  n_covariates: {about: Covariates under the node}
  support: {about: 'Share of bootstrap samples with the same cluster', tests: [{min: 0}, {max: 1}]}
  cluster: {about: 'Cluster of a leaf, in the order of drawing'}
*/
with clusters as (select * from {{ results('clusters') }} as clusters)
select
    clusters.analysis,
    clusters.node,
    clusters.covariate,
    clusters.left_node,
    clusters.right_node,
    clusters.height,
    clusters.position,
    clusters.n_covariates,
    clusters.support,
    clusters.cluster
from clusters
