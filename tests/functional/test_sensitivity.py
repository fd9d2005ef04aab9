"""cartwheel sensitivity as a user runs it: a table out, a table kept, a page that shows it."""


def test_a_choice_is_tried_kept_and_shown(cartwheel, query, built_study):
    done = cartwheel("sensitivity", "--study", built_study.folder, "--setting", "durable_if_short_follow_up")
    heading, _, first, *_ = done.stdout.splitlines()
    assert heading.split() == ["setting", "instead", "changed", "crosses", ".05", "turns"]
    assert first.split()[:2] == ["durable_if_short_follow_up", "not_durable"]
    kept = query(built_study.folder, "select distinct setting, run_id from results.sensitivity order by all")
    assert {"setting": "P within a family", "run_id": "1"} in kept
    cartwheel("report", "--study", built_study.folder)
    page = built_study.folder / "report" / "report.html"
    assert "What hangs on them" in page.read_text(encoding="utf-8")


def test_a_setting_without_alternatives_is_a_wrong_call(cartwheel, built_study):
    done = cartwheel("sensitivity", "--study", built_study.folder, "--setting", "severe_grade", exit_code=2)
    assert "severe_grade" in done.stderr and "auc_method" in done.stderr


def test_what_a_result_rests_on_stands_beside_it(query, built_study):
    """What could have been shown, by the closed forms; here for a correlation of 24 subjects' ages with their peaks."""
    rows = query(
        built_study.folder,
        "select n, detectable_estimate, tanh((1.959964 + 0.841621) / sqrt(n - 3)) as expected, method_choices, method_version"
        " from report.rpt_estimates where estimate_name = 'spearman_rho' and status = 'ok'",
    )
    assert all(abs(float(row["detectable_estimate"]) - float(row["expected"])) < 1e-4 for row in rows)
    rows = query(
        built_study.folder,
        "select n, n_events, events_per_coefficient, detectable_estimate, method_version, method_choices"
        " from report.rpt_estimates where analysis = 'text_age_durable_response' and estimate_name = 'odds_ratio_per_sd'",
    )
    assert len(rows) == 1
    assert rows[0]["method_choices"].startswith("P: Wald; ") and len(rows[0]["method_version"]) == 12
