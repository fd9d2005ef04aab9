/*
about: How many are left after each step of the primary analysis. How many left at a step is not told here.
grain: [step_order]
columns:
  step_order: {is: label, about: Order of the steps}
  step: {is: label, about: Who is left}
  n: {is: count, about: Subjects}
*/
select step_order, step, n from report.rpt_attrition
