/*
about: 'What each source holds: records, subjects, units, values beyond the limits, doubled records.'
grain: [source]
columns:
  source: {about: Source, tests: [not_null, unique]}
  n_records: {about: Records accepted}
  n_subjects: {about: Subjects with a record}
  units: {about: 'Units as received, the most frequent first'}
  n_below_limit: {about: Values below the limit of quantification}
  n_above_limit: {about: Values above it}
  n_without_day: {about: Records without a study day}
  n_doubled: {about: 'Subjects and days with several records of one thing'}
*/
select
    source_summary.source,
    source_summary.n_records,
    source_summary.n_subjects,
    source_summary.units,
    source_summary.n_below_limit,
    source_summary.n_above_limit,
    source_summary.n_without_day,
    source_summary.n_doubled
from {{ ref('source_summary') }} as source_summary
