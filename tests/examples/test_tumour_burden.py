"""Tumour burden (SPD): which lesions are summed, in which unit, and what a missing diameter means.

Cheson 2007: the sum of the products of the two diameters of up to six index lesions; 1 cm2 is 100 mm2.
"""

BURDEN = "intermediate.int_tumor_burden_summed"


def test_products_are_summed_in_square_millimetres(example):
    """48 x 33 + 30 x 20 = 2184 mm2; the same in centimetres is the same burden."""
    example(
        BURDEN,
        """
        subject_id | study_day | tumor_burden_mm2 | n_index_lesions | is_baseline
        CM         | -8        | 2184             | 2               | true
        MM         | -8        | 2184             | 2               | true
        """,
        {
            "lesions": """
            subject_id | study_day | lesion_id | longest_diameter | perpendicular_diameter | unit
            MM         | -8        | L1        | 48               | 33                     | mm
            MM         | -8        | L2        | 30               | 20                     | mm
            CM         | -8        | L1        | 4.8              | 3.3                    | cm
            CM         | -8        | L2        | 3                | 2                      | cm
            """
        },
    )


def test_the_six_largest_of_eight_are_followed_afterwards(example):
    """Baseline: 10 x 10 to 80 x 10, the six largest are 300 to 800, 3300 in all. Later only those count: 6 x 100."""
    baseline = [
        {"lesion_id": f"L{i}", "study_day": -7, "longest_diameter": 10 * i, "perpendicular_diameter": 10}
        for i in range(1, 9)
    ]
    later = [row | {"study_day": 30, "longest_diameter": 10} for row in baseline]
    example(
        BURDEN,
        """
        study_day | tumor_burden_mm2 | n_index_lesions | is_baseline | percent_of_baseline
        -7        | 3300             | 6               | true        | 100
        30        | 600              | 6               | false       | 18.181818181818183
        """,
        {"lesions": [row | {"subject_id": "S1", "unit": "mm"} for row in baseline + later]},
    )


def test_a_lesion_with_one_diameter_is_left_out_and_no_lesion_is_not_zero(example):
    example(
        BURDEN,
        """
        subject_id | tumor_burden_mm2 | n_index_lesions
        PART       | 400              | 1
        ZERO       |                  | 1
        """,
        {
            "lesions": """
            subject_id | study_day | lesion_id | longest_diameter | perpendicular_diameter | unit
            PART       | -8        | L1        | 20               | 20                     | mm
            PART       | -8        | L2        | 90               |                        | mm
            ZERO       | -8        | L1        | 0                | 0                      | mm
            NONE       | -8        | L1        | 90               |                        | mm
            """
        },
    )


def test_the_last_scan_before_conditioning_is_baseline(example):
    """A scan after conditioning shows a treated tumour; it is taken only where there is no earlier one."""
    example(
        BURDEN,
        """
        subject_id | study_day | tumor_burden_mm2
        BOTH       | -7        | 200
        LATE       | -1        | 900
        """,
        {
            "subjects": """
            subject_id | conditioning_day
            BOTH       | -5
            LATE       | -5
            """,
            "lesions": """
            subject_id | study_day | lesion_id | longest_diameter | perpendicular_diameter | unit
            BOTH       | -20       | L1        | 10               | 10                     | mm
            BOTH       | -7        | L1        | 20               | 10                     | mm
            BOTH       | -1        | L1        | 90               | 10                     | mm
            LATE       | -1        | L1        | 90               | 10                     | mm
            """,
        },
        where=lambda row: row["is_baseline"],
    )


def test_only_marked_lesions_count_where_any_is_marked(example):
    example(
        BURDEN,
        """
        subject_id | tumor_burden_mm2
        MARKED     | 100
        UNMARKED   | 500
        """,
        {
            "lesions": """
            subject_id | study_day | lesion_id | is_index | longest_diameter | perpendicular_diameter | unit
            MARKED     | -8        | L1        | true     | 10               | 10                     | mm
            MARKED     | -8        | L2        | false    | 20               | 20                     | mm
            MARKED     | -8        | L3        |          | 30               | 30                     | mm
            UNMARKED   | -8        | L1        |          | 10               | 10                     | mm
            UNMARKED   | -8        | L2        |          | 20               | 20                     | mm
            """
        },
    )


def test_two_assessors_are_never_added(example):
    example(
        BURDEN,
        """
        tumor_burden_mm2 | n_index_lesions
        100              | 1
        """,
        {
            "lesions": """
            subject_id | study_day | lesion_id | assessor     | longest_diameter | perpendicular_diameter | unit
            S1         | -8        | L1        | investigator | 10               | 10                     | mm
            S1         | -8        | L1        | independent  | 20               | 20                     | mm
            """
        },
    )


def test_the_peak_over_burden_needs_both(example):
    """38 cells/uL over 3700 mm2 is 0.01027, the size of the axis of Figure 1 (0 to 0.015 in quartiles)."""
    example(
        "marts.kinetics",
        """
        subject_id | peak_car_t_per_tumor_burden | peak_per_tumor_burden_missing_reason
        BOTH       | 0.01027027027027027         |
        BURDEN     |                             | no_peak
        PEAK       |                             | no_tumor_burden
        """,
        {
            "lesions": """
            subject_id | study_day | lesion_id | longest_diameter | perpendicular_diameter | unit
            BOTH       | -8        | L1        | 74               | 50                     | mm
            BURDEN     | -8        | L1        | 74               | 50                     | mm
            """,
            "car_t_levels": """
            subject_id | study_day | assay | result | unit
            BOTH       | 7         | qpcr  | 38     | cells/uL
            PEAK       | 7         | qpcr  | 38     | cells/uL
            """,
        },
    )


def test_who_measured_the_baseline_is_whom_later_measurements_are_taken_from(example):
    """The wanted assessor measured nothing before infusion, so those of the only one who did are followed: 20 x 10."""
    example(
        BURDEN,
        """
        study_day | tumor_burden_mm2 | percent_of_baseline
        -8        | 400              | 100
        30        | 200              | 50
        """,
        {
            "lesions": """
            subject_id | study_day | lesion_id | longest_diameter | perpendicular_diameter | unit | assessor
            S1         | -8        | L1        | 20               | 20                     | mm   | independent
            S1         | 30        | L1        | 20               | 10                     | mm   | independent
            S1         | 30        | L1        | 30               | 30                     | mm   | investigator
            """
        },
    )
