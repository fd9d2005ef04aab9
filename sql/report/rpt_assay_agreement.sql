/*
about: 'Whether two assays agree that there is anything to quantify: the samples that both, one or neither could quantify.'
grain: [unit]
columns:
  unit: {about: Unit of both assays, tests: [not_null]}
  n_samples: {about: Samples that both have measured}
  n_subjects: {about: Subjects they are from}
  n_both: {about: Quantified by both}
  n_only_qpcr: {about: Quantified by qPCR alone}
  n_only_ddpcr: {about: Quantified by ddPCR alone}
  n_neither: {about: Quantified by neither}
  positive_agreement: {unit: '1', about: 'Twice both over all that either counted as quantified', tests: [{min: 0}, {max: 1}]}
  negative_agreement: {unit: '1', about: 'Twice neither over all that either counted as not quantified', tests: [{min: 0}, {max: 1}]}
  kappa: {unit: '1', about: 'Agreement beyond chance; missing where both say the same of every sample', tests: [{max: 1}]}
reference: 'Cohen 1960; Cicchetti and Feinstein 1990 for the two agreements. Levels that both could quantify: analyses/text_qpcr_ddpcr_agreement'
*/
with
    pairs as (select * from {{ ref('assay_pairs') }}),
    counted as (
        select
            pairs.unit,
            count(*) as n_samples,
            count(distinct pairs.subject_id) as n_subjects,
            count(*) filter (where pairs.is_qpcr_quantified and pairs.is_ddpcr_quantified) as n_both,
            count(*) filter (where pairs.is_qpcr_quantified and not pairs.is_ddpcr_quantified) as n_only_qpcr,
            count(*) filter (where not pairs.is_qpcr_quantified and pairs.is_ddpcr_quantified) as n_only_ddpcr,
            count(*) filter (where not pairs.is_qpcr_quantified and not pairs.is_ddpcr_quantified) as n_neither
        from pairs
        group by pairs.unit
    ),
    shares as (
        select
            counted.*,
            (counted.n_both + counted.n_neither) / cast(counted.n_samples as double) as observed,
            (
                (counted.n_both + counted.n_only_qpcr) * (counted.n_both + counted.n_only_ddpcr)
                + (counted.n_neither + counted.n_only_qpcr) * (counted.n_neither + counted.n_only_ddpcr)
            )
            / cast(counted.n_samples * counted.n_samples as double) as by_chance
        from counted
    )
select
    shares.unit,
    shares.n_samples,
    shares.n_subjects,
    shares.n_both,
    shares.n_only_qpcr,
    shares.n_only_ddpcr,
    shares.n_neither,
    2.0 * shares.n_both / nullif(2 * shares.n_both + shares.n_only_qpcr + shares.n_only_ddpcr, 0) as positive_agreement,
    2.0
    * shares.n_neither
    / nullif(2 * shares.n_neither + shares.n_only_qpcr + shares.n_only_ddpcr, 0) as negative_agreement,
    (shares.observed - shares.by_chance) / nullif(1 - shares.by_chance, 0) as kappa
from shares
