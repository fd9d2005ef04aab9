# %% [markdown]
# # A first look at the cohort
#
# Each `# %%` starts a cell: VS Code, Spyder, PyCharm and Jupyter (with jupytext) open this file as a notebook, and
# `python first_look.py` runs it from top to bottom. Start it where `studies/zuma1` is, after `make`.
# The study is synthetic: no number in here is a finding.

# %% Three lines to the cohort as a data frame. The connection reads and can do nothing else.
from warehouse.ask import connect

connection = connect("studies/zuma1")
cohort = connection.sql("from marts.cohort").df()

# %% How many subjects have which response, and how high did their CAR T cells rise?
by_response = connection.sql("""
    select
        response_status,
        count(*) as n_subjects,
        median(peak_car_t_per_ul) as median_peak_per_ul,
        median(peak_car_t_per_tumor_burden) as median_peak_per_tumor_burden
    from marts.cohort
    where response_status is not null
    group by response_status
    order by response_status
""").df()
by_response

# %% A value goes into a query as a value, not as text.
question = "select count(*) from marts.cohort where age_years >= $age"
n_older = connection.execute(question, {"age": 60}).fetchall()[0][0]

# %% A data frame of your own is a table once it is registered.
mine = cohort[["subject_id"]].assign(is_first_half=cohort.index < len(cohort) / 2)
connection.register("mine", mine)
halves = connection.sql("""
    select is_first_half, median(peak_car_t_per_ul) as median_peak_per_ul
    from marts.cohort
    inner join mine on mine.subject_id = cohort.subject_id
    group by is_first_half
    order by is_first_half
""").df()

# %% A picture of peak against age.
from matplotlib.figure import Figure  # noqa: E402 - a notebook imports where it needs

figure = Figure(figsize=(5, 4), layout="constrained")
axes = figure.subplots()
for status, group in cohort.dropna(subset=["response_status"]).groupby("response_status"):
    axes.scatter(group["age_years"], group["peak_car_t_per_ul"], label=status, alpha=0.7)
axes.set(xlabel="Age (years)", ylabel="Peak CAR T cells per µL", yscale="log", title="Synthetic data")
axes.legend(frameon=False)
figure
