-- Every table and its columns, in their own words.
select
    columns.schema_name || '.' || columns.table_name as relation,
    columns.column_name,
    columns.data_type,
    described.unit,
    described.about
from duckdb_columns() as columns
left join
    meta.columns as described
    on described.relation = columns.schema_name || '.' || columns.table_name
    and described.column_name = columns.column_name
where columns.database_name = 'warehouse'
order by
    list_position(
        ['disclosed', 'marts', 'results', 'report', 'analyses', 'intermediate', 'staging', 'seeds', 'raw', 'meta'],
        columns.schema_name
    ),
    columns.table_name,
    columns.column_index
