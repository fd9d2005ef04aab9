-- Too many subjects for a point each: how many there are in each place of a grid of forty by forty.
select avg({x}::double) as x, avg({y}::double) as y, count(*) as n
from marts.cohort
where isfinite({x}::double) and isfinite({y}::double)
group by
    floor(40 * (({scaled_x}) - $x_low) / ($x_high - $x_low)), floor(40 * (({scaled_y}) - $y_low) / ($y_high - $y_low))
order by n desc
