"""Levels over time, and the samples that two assays have measured."""


def test_a_visit_has_the_nearest_level_of_each_measurement(example):
    """Days 26 and 30 both lie in the window of day 28: of two equally near the later. Day 10 lies in none."""
    example(
        "marts.levels",
        """
        measurement | visit    | visit_day | study_day | level | is_below_limit | unit
        car_t       | day14    | 14        | 14        | 0     | true           | cells/uL
        car_t       | day28    | 28        | 30        | 3     | false          | cells/uL
        car_t       | day7     | 7         | 7         | 40    | false          | cells/uL
        ferritin    | baseline | -5        | -6        | 300   | false          | ng/mL
        ferritin    | day7     | 7         | 8         | 900   | false          | ng/mL
        """,
        {
            "car_t_levels": """
            subject_id | study_day | assay | result | unit     | lloq
            S1         | 0         | qpcr  | 9      | cells/uL | 0.5
            S1         | 7         | qpcr  | 40     | cells/uL | 0.5
            S1         | 10        | qpcr  | 20     | cells/uL | 0.5
            S1         | 14        | qpcr  | <0.5   | cells/uL | 0.5
            S1         | 26        | qpcr  | 4      | cells/uL | 0.5
            S1         | 30        | qpcr  | 3      | cells/uL | 0.5
            """,
            "analytes": """
            subject_id | study_day | analyte  | result | unit
            S1         | -6        | Ferritin | 300    | ng/mL
            S1         | 8         | Ferritin | 900    | ug/L
            """,
        },
    )


def test_a_pair_is_one_sample_by_both_assays(example):
    """Day 14 is below the limit of one, day 28 was measured by one, marrow is no blood."""
    example(
        "marts.assay_pairs",
        """
        subject_id | study_day | qpcr_level | ddpcr_level | is_qpcr_quantified | is_ddpcr_quantified
        S1         | 7         | 40         | 36          | true               | true
        S1         | 14        |            | 0.4         | false              | true
        """,
        {
            "car_t_levels": """
            subject_id | study_day | assay | result | unit     | lloq | specimen
            S1         | 7         | qpcr  | 39     | cells/uL | 0.5  | blood
            S1         | 7         | qpcr  | 40     | cells/uL | 0.5  | blood
            S1         | 7         | ddpcr | 36     | cells/uL |      |
            S1         | 7         | ddpcr | 99     | cells/uL |      | bone marrow
            S1         | 14        | qpcr  | <0.5   | cells/uL | 0.5  | blood
            S1         | 14        | ddpcr | 0.4    | cells/uL |      |
            S1         | 28        | qpcr  | 3      | cells/uL | 0.5  | blood
            """
        },
    )
