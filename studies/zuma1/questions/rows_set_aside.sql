-- Which rows of which files could not be read, and why? Counts only; raw.rejects has file and row of each.
select
    source,
    source_file,
    column_name,
    reason,
    count(*) as n_rows,
    any_value(about) as about
from raw.rejects
group by source, source_file, column_name, reason
order by n_rows desc, source, source_file, column_name, reason
