-- The first subjects, to choose from; any other can be typed.
select subject_id from marts.subjects order by subject_id limit 300
