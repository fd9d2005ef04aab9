"""Serum analytes: units, limits, platforms, and which sample stands for a visit."""

WINDOWED = "intermediate.int_analytes_windowed"


def test_units_become_canonical_and_limits_go_with_them(example):
    """1 mg/dL CRP is 10 mg/L; 1 ukat/L LDH is 60 U/L; an unknown analyte keeps its name and unit."""
    example(
        "staging.stg_analytes",
        """
        analyte | value | unit  | lloq | is_below_limit | upper_limit_normal
        crp     | 12    | mg/L  | 5    | false          |
        ldh     | 300   | U/L   |      | false          | 240
        il6     | 0.7   | pg/mL | 0.7  | true           |
        il6     | 0.5   | pg/mL | 0.7  | true           |
        foo     | 3     | bars  |      | false          |
        """,
        {
            "analytes": """
            subject_id | study_day | analyte            | result | unit   | lloq | upper_limit_normal
            S1         | -5        | C-Reactive Protein | 1.2    | mg/dL  | 0.5  |
            S2         | -5        | LDH                | 5      | µkat/L |      | 4
            S3         | -5        | IL-6               | <0.7   | pg/ml  |      |
            S4         | -5        | IL-6               | 0.5    | ng/L   | 0.7  |
            S5         | -5        | Foo                | 3      | bars   |      |
            """
        },
    )


def test_half_the_lower_limit_and_the_upper_limit_stand_for_what_is_beyond(example):
    example(
        WINDOWED,
        """
        subject_id | value | is_below_limit | is_above_limit
        ABOVE      | 2652  | false          | true
        BELOW      | 0.35  | true           | false
        UNKNOWN    |       | true           | false
        """,
        {
            "analytes": """
            subject_id | study_day | analyte | result | unit  | lloq | uloq
            ABOVE      | 0         | IL-6    | >2652  | pg/mL | 0.7  | 2652
            BELOW      | 0         | IL-6    | <0.7   | pg/mL |      |
            UNKNOWN    | 0         | IL-6    | n.d.   | pg/mL |      |
            """
        },
    )


def test_the_sample_nearest_to_the_target_stands_for_the_visit(example):
    """Baseline is the last sample up to the day of conditioning; of two as near the later, then the later record."""
    example(
        WINDOWED,
        """
        subject_id | visit    | study_day | value
        S1         | baseline | -5        | 3
        S1         | day0     | 0         | 5
        S1         | day7     | 8         | 7
        S2         | baseline | -7        | 2
        """,
        {
            "subjects": """
            subject_id | conditioning_day
            S1         |
            S2         | -7
            """,
            "analytes": """
            subject_id | study_day | analyte  | result | unit
            S1         | -29       | Ferritin | 1      | ng/mL
            S1         | -10       | Ferritin | 2      | ng/mL
            S1         | -5        | Ferritin | 3      | ng/mL
            S1         | -4        | Ferritin | 4      | ng/mL
            S1         | 0         | Ferritin | 5      | ng/mL
            S1         | 6         | Ferritin | 6      | ng/mL
            S1         | 8         | Ferritin | 99     | ng/mL
            S1         | 8         | Ferritin | 7      | ng/mL
            S2         | -8        | Ferritin | 1      | ng/mL
            S2         | -7        | Ferritin | 2      | ng/mL
            S2         | -6        | Ferritin | 3      | ng/mL
            """,
        },
        where=lambda row: row["is_chosen"],
    )


def test_platforms_are_never_pooled_but_laboratories_are(example):
    """Luminex results of a subject without Simple Plex are left out; LDH of two analysers is one quantity."""
    example(
        WINDOWED,
        """
        subject_id | analyte | platform    | value
        S1         | il6     | Simple Plex | 5
        S1         | ldh     | Cobas       | 200
        S2         | ldh     | not stated  | 300
        """,
        {
            "analytes": """
            subject_id | study_day | analyte | platform | result | unit
            S1         | 0         | IL-6    | Ella     | 5      | pg/mL
            S1         | 0         | IL-6    | Luminex  | 9      | pg/mL
            S2         | 0         | IL-6    | Luminex  | 8      | pg/mL
            S1         | 0         | LDH     | Cobas    | 200    | U/L
            S2         | 0         | LDH     |          | 300    | U/L
            """
        },
    )


def test_dates_count_from_the_infusion(example):
    """The day before is -1 and the day itself is 0; a CDISC study day would be 1."""
    example(
        "staging.stg_analytes",
        """
        study_day
        -1
        0
        """,
        {
            "subjects": """
            subject_id | infusion_date
            S1         | 2016-03-01
            """,
            "analytes": """
            subject_id | sample_date | analyte | result | unit
            S1         | 2016-02-29  | LDH     | 1      | U/L
            S1         | 2016-03-01  | LDH     | 1      | U/L
            """,
        },
    )


def test_the_average_over_28_days_is_the_area_over_the_days(example):
    """(0, 10), (7, 30), (28, 10): 140 + 420 = 560 over 28 days is 20. Without a sample from day 21 on there is none."""
    example(
        "intermediate.int_analytes_summarized",
        """
        subject_id | summary      | value | missing_reason
        SHORT      | mean_day0_28 |       | no_late_sample
        SHORT      | peak         | 30    |
        WHOLE      | mean_day0_28 | 20    |
        WHOLE      | peak         | 30    |
        """,
        {
            "analytes": """
            subject_id | study_day | analyte  | result | unit
            WHOLE      | -5        | Ferritin | 90     | ng/mL
            WHOLE      | 0         | Ferritin | 10     | ng/mL
            WHOLE      | 7         | Ferritin | 30     | ng/mL
            WHOLE      | 28        | Ferritin | 10     | ng/mL
            WHOLE      | 40        | Ferritin | 99     | ng/mL
            SHORT      | 0         | Ferritin | 10     | ng/mL
            SHORT      | 7         | Ferritin | 30     | ng/mL
            SHORT      | 14        | Ferritin | 10     | ng/mL
            """
        },
    )
