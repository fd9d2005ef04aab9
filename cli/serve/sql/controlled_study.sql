-- A study under disclosure control in words, and how its counts were treated.
select
    max(value) filter (where key = 'title') as title,
    coalesce(max(lower(value)) filter (where key = 'synthetic') = 'true', false) as is_synthetic,
    max(value) filter (where key = 'smallest_count') as smallest_count,
    max(value) filter (where key = 'round_to') as round_to,
    max(value) filter (where key = 'digits') as digits
from meta.study
