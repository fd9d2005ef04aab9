-- Outcomes of the cohort that are said in few words: yes or no, or a grade, or a class; called as in the report.
select columns.column_name as name, columns.data_type as type, registered.label
from duckdb_columns() as columns
left join seeds.outcome_registry as registered on registered.outcome = columns.column_name
where
    columns.database_name = 'warehouse'
    and columns.schema_name = 'marts'
    and columns.table_name = 'cohort'
    and columns.column_name in (
        'objective_response',
        'durable_response',
        'crs_grade3_or_higher',
        'ne_grade3_or_higher',
        'response_class',
        'response_status',
        'crs_worst_grade',
        'ne_worst_grade'
    )
order by columns.column_index
