/*
about: 'How often each published finding comes out as printed in synthetic cohorts of the same design, beside what this cohort shows.'
grain: [finding_id]
columns:
  finding_id: {about: 'Finding, as in seeds/published_findings.csv', tests: [not_null]}
  agreement: {about: How this cohort compares}
  n_replicates: {about: Synthetic cohorts}
  n_subjects: {about: Subjects in each}
  share_agrees: {about: Share of them that agree}
  share_agrees_in_direction: {about: Share of them that agree in direction only}
  share_disagrees: {about: Share of them that disagree}
  share_as_here: {about: Share of them in the class of this cohort}
reference: 'A finding that few replicates reach is missed by design, one that some miss is missed by chance'
*/
with
    findings as (select * from {{ ref('rpt_published_findings') }}),
    expected as (select * from {{ ref('expected_agreement') }}),
    shares as (
        select
            expected.finding_id,
            expected.n_replicates,
            expected.n_subjects,
            1.0 * expected.agrees / nullif(expected.n_replicates, 0) as share_agrees,
            1.0 * expected.agrees_in_direction / nullif(expected.n_replicates, 0) as share_agrees_in_direction,
            1.0 * expected.disagrees / nullif(expected.n_replicates, 0) as share_disagrees
        from expected
    )
select
    findings.finding_id,
    findings.agreement,
    shares.n_replicates,
    shares.n_subjects,
    shares.share_agrees,
    shares.share_agrees_in_direction,
    shares.share_disagrees,
    case
        findings.agreement
        when 'agrees'
        then shares.share_agrees
        when 'agrees in direction'
        then shares.share_agrees_in_direction
        when 'disagrees'
        then shares.share_disagrees
    end as share_as_here
from findings
left join shares on findings.finding_id = shares.finding_id
