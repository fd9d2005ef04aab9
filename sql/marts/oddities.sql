/*
about: 'What looks wrong in the data and was neither mended nor dropped in silence.'
grain: [oddity_number]
columns:
  oddity_number: {about: Number of the oddity}
  rule: {about: Rule, tests: [not_null]}
  severity: {about: Severity, tests: [not_null, {accepted: [info, warning]}]}
  source: {about: Source of the records, tests: [not_null]}
  subject_id: {about: 'Subject; none when the oddity is the whole study''s'}
  source_file: {about: File of the record}
  source_row: {about: First record concerned}
  about: {about: What is odd and what was done, tests: [not_null]}
  answer: {about: 'What the study answers in its study.yml: accept; none yet otherwise'}
  because: {about: Why}
*/
with
    confoundings as (select * from {{ ref('confoundings') }} where is_confounded),
    together as (
        {% for model in [
            'int_oddities_of_records', 'int_oddities_of_measurements', 'int_oddities_of_events',
            'int_oddities_of_study',
            'int_suspicions_of_units', 'int_suspicions_of_values', 'int_suspicions_of_heaps',
            'int_suspicions_of_keys',
        ] %}
            select rule, severity, source, subject_id, source_file, source_row, about
            from {{ ref(model) }}
            union all
        {% endfor %}
        select
            'outcome_goes_with_origin' as rule,
            'warning' as severity,
            source,
            cast(null as varchar) as subject_id,
            cast(null as varchar) as source_file,
            cast(null as bigint) as source_row,
            outcome
            || ' goes with '
            || origin
            || ' in '
            || cast(n_subjects as varchar)
            || ' subjects (Cramer''s V '
            || cast(round(cramers_v, 2) as varchar)
            || '): one cannot be told from the other' as about
        from confoundings
    ),
    answers as (
        select
            cast(null as varchar) as rule,
            cast(null as varchar) as source,
            cast(null as varchar) as source_file,
            cast([] as bigint[]) as source_rows,
            cast(null as varchar) as answer,
            cast(null as varchar) as because
        where false
        {% for answer in var('answers') if answer.answer == 'accept' %}
            union all
            select
                {{ literal(answer.rule) }} as rule,
                {{ literal(answer.source) if answer.source else 'null' }} as source,
                {{ literal(answer.file) if answer.file else 'null' }} as source_file,
                cast({{ answer.rows }} as bigint[]) as source_rows,
                'accept' as answer,
                {{ literal(answer.because) }} as because
        {% endfor %}
    ),
    -- An answer that answers nothing: a word misspelt, a row that moved, or data that changed since it was given.
    unanswerable as (
        select
            'answer_without_suspicion' as rule,
            'warning' as severity,
            coalesce(answers.source, 'study.yml') as source,
            cast(null as varchar) as subject_id,
            answers.source_file,
            answers.source_rows[1] as source_row,
            'the answer to ' || answers.rule || ' in study.yml accepts what nothing here raises' as about
        from answers
        where
            not exists (
                select 1
                from together
                where
                    together.rule = answers.rule
                    and together.source = coalesce(answers.source, together.source)
                    and together.source_file is not distinct from coalesce(answers.source_file, together.source_file)
                    and (
                        array_length(answers.source_rows) = 0 or list_contains(answers.source_rows, together.source_row)
                    )
            )
    ),
    everything as (
        select *
        from together
        union all
        select *
        from unanswerable
    ),
    answered as (
        select everything.*, min(answers.answer) as answer, min(answers.because) as because
        from everything
        left join
            answers
            on everything.rule = answers.rule
            and everything.source = coalesce(answers.source, everything.source)
            and everything.source_file is not distinct from coalesce(answers.source_file, everything.source_file)
            and (array_length(answers.source_rows) = 0 or list_contains(answers.source_rows, everything.source_row))
        group by all
    )
select
    row_number() over (
        order by
            answered.severity desc,
            answered.rule,
            answered.source,
            answered.subject_id,
            answered.source_file,
            answered.source_row,
            answered.about
    ) as oddity_number,
    answered.rule,
    answered.severity,
    answered.source,
    answered.subject_id,
    answered.source_file,
    answered.source_row,
    answered.about,
    answered.answer,
    answered.because
from answered
