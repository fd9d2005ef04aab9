-- Subjects in each of $bins equal steps from $low to $high; the last step has its upper end.
select least(floor($bins * (({scaled}) - $low) / ($high - $low)), $bins - 1)::integer as bin, count(*) as n
from marts.cohort
where isfinite({x}::double)
group by bin
order by bin
