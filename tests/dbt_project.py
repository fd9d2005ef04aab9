"""A lending library as a dbt project: every piece of dbt that is said to run here, in eleven small files."""

from pathlib import Path

import pytest

from tests.small_project import SmallProject, small_project
from warehouse.errors import UserError

FILES = {
    "dbt_project.yml": """name: library
version: '1.0'
profile: library
vars:
  loan_days: 14
  library: {fine_cents_per_day: 25}
models:
  library:
    +materialized: table
    staging: {+materialized: view}
""",
    "seeds/seeds.yml": """version: 2
seeds:
  - name: raw_loans
    description: Loans as the desk wrote them
    config: {column_types: {id: integer, reader: integer, book: varchar, lent_on: date, back_on: date}}
  - name: raw_readers
    config: {column_types: {id: integer, name: varchar, kind: varchar}}
""",
    "seeds/raw_loans.csv": """id,reader,book,lent_on,back_on
1,1,Emma,2024-01-01,2024-01-10
2,1,Persuasion,2024-01-01,2024-01-19
3,2,Emma,2024-02-01,
4,3,Emma,2024-03-01,2024-03-20
""",
    "seeds/raw_readers.csv": "id,name,kind\n1,Ada,adult\n2,Ben,child\n3,Cleo,adult\n",
    "macros/money.sql": "{% macro cents_to_euros(column, digits=2) %}\n    round({{ column }} / 100.0, {{ digits }})\n{% endmacro %}\n",
    "models/staging/stg_loans.sql": """{{
    config(
        materialized='view',
        tags=['desk']
    )
}}
with source as (
    select * from {{ ref('raw_loans') }}
),
renamed as (
    select
        id as loan_id,
        reader as reader_id,
        book,
        lent_on,
        back_on,
        back_on - lent_on as days_out
    from source
)
select * from renamed
""",
    "models/staging/stg_readers.sql": """select id as reader_id, name as reader_name, kind as reader_kind
from {{ ref('raw_readers') }}
""",
    "models/marts/readers.sql": """with loans as (select * from {{ ref('stg_loans') }}),
readers as (select * from {{ ref('stg_readers') }}),
late as (
    select reader_id, sum(days_out - {{ var('loan_days') }}) as days_late
    from loans
    where days_out > {{ var('loan_days') }}
    group by reader_id
),
final as (
    select
        readers.reader_id,
        readers.reader_name,
        readers.reader_kind,
        {%- for word in ['emma', 'persuasion'] %}
        (select count(*) from loans where loans.reader_id = readers.reader_id and lower(loans.book) = '{{ word }}') as n_{{ word }},
        {%- endfor %}
        coalesce(late.days_late, 0) as days_late,
        {{ cents_to_euros("coalesce(late.days_late, 0) * " ~ var('fine_cents_per_day')) }} as fine_euros,
        {{ var('library_name', "'town'") }} as library
    from readers
    left join late using (reader_id)
)
select * from final
""",
    "models/schema.yml": """version: 2
models:
  - name: stg_loans
    description: One row for each loan
    columns:
      - name: loan_id
        tests: [unique, not_null]
      - name: reader_id
        data_tests:
          - relationships: {arguments: {to: ref('stg_readers'), field: reader_id}}
  - name: readers
    description: >
      One row for each reader
    config: {tags: [nightly]}
    columns:
      - name: reader_id
        description: Who
        data_tests: [unique, not_null]
      - name: reader_kind
        tests:
          - accepted_values: {values: [adult, child], config: {severity: warn}}
      - name: fine_euros
        meta: {unit: EUR}
""",
    "tests/no_fine_below_zero.sql": "select * from {{ ref('readers') }} where fine_euros < 0\n",
}


def write_library(folder: Path) -> None:
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


def library_project(folder: Path, root: Path) -> SmallProject:
    """A small study with the library in its `sql/`."""
    project = small_project(folder, root / "sql" / "macros")
    write_library(project.study / "sql")
    return project


def told_of(project: SmallProject, path: str, text: str) -> str:
    """What is told where the study's project is loaded with one file of dbt more, or another."""
    project.write(f"study/sql/{path}", text)
    with pytest.raises(UserError) as caught:
        project.load()
    return str(caught.value)


def hold_refused(project: SmallProject, path: str, text: str, told: str) -> None:
    """One file more, or another, is refused in these words, with a next step."""
    message = told_of(project, path, text)
    assert told in message
    assert "  try: " in message
