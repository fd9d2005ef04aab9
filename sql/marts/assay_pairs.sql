/*
about: 'Samples that two assays have measured in one unit: CAR T cells by qPCR and by ddPCR.'
grain: [subject_id, unit, study_day]
columns:
  subject_id: {about: Subject, tests: [{relationships: subjects}]}
  unit: {about: Unit of both levels, tests: [not_null]}
  study_day: {unit: d, about: Study day of the sample}
  qpcr_level: {about: 'Level by qPCR; missing when it could not be quantified', tests: [{min: 0}]}
  ddpcr_level: {about: 'Level by ddPCR; missing when it could not be quantified', tests: [{min: 0}]}
  is_qpcr_quantified: {about: Whether qPCR could quantify it, tests: [not_null]}
  is_ddpcr_quantified: {about: Whether ddPCR could quantify it, tests: [not_null]}
reference: 'Locke 2020, Methods: qPCR, confirmed by ddPCR. Agreement is of levels that both could quantify; what only one could is counted apart'
*/
with
    levels as (
        select *
        from {{ ref('stg_car_t_levels') }}
        where
            qualifier is not null
            and study_day > 0
            and assay in ('qpcr', 'ddpcr')
            and (specimen is null or regexp_matches(lower(specimen), 'blood|pbmc'))
    ),
    -- Of two records of one day the later in the file stands, as for every level.
    one_a_day as (
        select levels.*
        from levels
        qualify
            row_number() over (
                partition by levels.subject_id, levels.unit, levels.assay, levels.study_day
                order by levels.source_row desc, levels.source_file desc, levels.value desc
            )
            = 1
    ),
    qpcr as (select * from one_a_day where assay = 'qpcr'),
    ddpcr as (select * from one_a_day where assay = 'ddpcr')
select
    qpcr.subject_id,
    qpcr.unit,
    qpcr.study_day,
    case when not qpcr.is_below_limit and not qpcr.is_above_limit then qpcr.value end as qpcr_level,
    case when not ddpcr.is_below_limit and not ddpcr.is_above_limit then ddpcr.value end as ddpcr_level,
    not qpcr.is_below_limit and not qpcr.is_above_limit as is_qpcr_quantified,
    not ddpcr.is_below_limit and not ddpcr.is_above_limit as is_ddpcr_quantified
from qpcr
inner join ddpcr on qpcr.subject_id = ddpcr.subject_id and qpcr.unit = ddpcr.unit and qpcr.study_day = ddpcr.study_day
