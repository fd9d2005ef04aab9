-- The tables that may be seen, in words.
select relation, name, about
from meta.models
order by relation
