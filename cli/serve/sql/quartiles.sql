-- The quarters of a covariate as the build cut them.
select quartile, lower_cut, upper_cut, minimum, maximum, n, has_tied_cut
from marts.quartiles
where feature = $feature
order by quartile
