/*
about: Where the quarters of each covariate lie. The lowest and the highest value belong to one subject each and are not here.
grain: [feature, quarter]
within: [feature]
columns:
  feature: {is: label, about: Covariate}
  quarter: {is: label, about: "Quarter, 1 to 4"}
  n: {is: count, about: Subjects in the quarter}
  upper_cut: {is: number, about: "Where the quarter ends; none of the last"}
*/
select feature, quartile as quarter, n, upper_cut from marts.quartiles
