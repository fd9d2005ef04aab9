/*
about: 'T-cell subsets infused for each square millimetre of tumour: the dose relative to what it meets.'
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  cd8_cells_infused_per_tumor_burden: {unit: '10*6{cells}/mm2', about: CD8+ T cells infused per tumour burden, tests: [{min: 0}]}
  ccr7pos_cd45rapos_cells_infused_per_tumor_burden: {unit: '10*6{cells}/mm2', about: CCR7+CD45RA+ T cells infused per tumour burden, tests: [{min: 0}]}
  cd4_cells_infused_per_tumor_burden: {unit: '10*6{cells}/mm2', about: 'CD4+ T cells infused per tumour burden', tests: [{min: 0}]}
  ccr7pos_cd45raneg_cells_infused_per_tumor_burden: {unit: '10*6{cells}/mm2', about: 'CCR7+CD45RA- T cells infused per tumour burden', tests: [{min: 0}]}
  ccr7neg_cd45raneg_cells_infused_per_tumor_burden: {unit: '10*6{cells}/mm2', about: 'CCR7-CD45RA- T cells infused per tumour burden', tests: [{min: 0}]}
  ccr7neg_cd45rapos_cells_infused_per_tumor_burden: {unit: '10*6{cells}/mm2', about: 'CCR7-CD45RA+ T cells infused per tumour burden', tests: [{min: 0}]}
  cd8_ccr7pos_cd45rapos_cells_infused_per_tumor_burden: {unit: '10*6{cells}/mm2', about: 'CCR7+CD45RA+ CD8+ T cells infused per tumour burden', tests: [{min: 0}]}
reference: 'Locke 2020, Figure 5D-F and 5K-M; G6: no tumour burden, no ratio'
*/
with
    phenotypes as (select * from {{ ref('int_phenotypes_infused') }}),
    burdens as (select * from {{ ref('int_tumor_burden_summed') }} where is_baseline)
-- A burden of zero is no measurable lesion, not an infinite dose: the ratio is missing.
select
    phenotypes.subject_id,
    phenotypes.cd8_cells_infused_million / nullif(burdens.tumor_burden_mm2, 0) as cd8_cells_infused_per_tumor_burden,
    phenotypes.ccr7pos_cd45rapos_cells_infused_million
    / nullif(burdens.tumor_burden_mm2, 0) as ccr7pos_cd45rapos_cells_infused_per_tumor_burden,
    phenotypes.cd4_cells_infused_million / nullif(burdens.tumor_burden_mm2, 0) as cd4_cells_infused_per_tumor_burden,
    phenotypes.ccr7pos_cd45raneg_cells_infused_million
    / nullif(burdens.tumor_burden_mm2, 0) as ccr7pos_cd45raneg_cells_infused_per_tumor_burden,
    phenotypes.ccr7neg_cd45raneg_cells_infused_million
    / nullif(burdens.tumor_burden_mm2, 0) as ccr7neg_cd45raneg_cells_infused_per_tumor_burden,
    phenotypes.ccr7neg_cd45rapos_cells_infused_million
    / nullif(burdens.tumor_burden_mm2, 0) as ccr7neg_cd45rapos_cells_infused_per_tumor_burden,
    phenotypes.cd8_ccr7pos_cd45rapos_cells_infused_million
    / nullif(burdens.tumor_burden_mm2, 0) as cd8_ccr7pos_cd45rapos_cells_infused_per_tumor_burden
from phenotypes
inner join burdens on phenotypes.subject_id = burdens.subject_id
