"""The product: doubling time, subset doses along the gating path, and the CD4:CD8 ratio."""

PHENOTYPES = "intermediate.int_phenotypes_infused"


def test_doubling_time(example):
    """3e8 to 2.4e9 cells in 5 days are three doublings: 5 * ln 2 / ln 8 = 1.6667 d (median of responders: 1.6 d).

    The count before transduction is not used. What a sample took away is put back: half of the culture removed after
    a count of 600 that then grew to 2400 is as if it had grown to 4800, four doublings of 600 / 300 * 4800 / 600.
    """
    example(
        "intermediate.int_doubling_times",
        """
        subject_id | doubling_time_days | fold_expansion | missing_reason
        DIES       |                    | 0.5            | no_growth
        ONE        |                    |                | fewer_than_two_counts
        PLAIN      | 1.6666666666666667 | 8              |
        SAMPLED    | 1.25               | 16             |
        STAGED     | 1.6666666666666667 | 8              |
        """,
        {
            "culture_counts": """
            subject_id | culture_day | stage             | viable_cells_million | removed_percent
            PLAIN      | 0           |                   | 900                  |
            PLAIN      | 3           |                   | 300                  |
            PLAIN      | 8           |                   | 2400                 |
            STAGED     | 0           | stimulation       | 900                  |
            STAGED     | 2           | post-transduction | 300                  |
            STAGED     | 7           | harvest           | 2400                 |
            STAGED     | 9           | retained sample   | 9000                 |
            SAMPLED    | 3           |                   | 300                  |
            SAMPLED    | 5           |                   | 600                  | 50
            SAMPLED    | 8           |                   | 2400                 |
            DIES       | 3           |                   | 300                  |
            DIES       | 8           |                   | 150                  |
            ONE        | 3           |                   | 300                  |
            """
        },
    )


def test_subset_doses_go_down_the_gating_path(example):
    """4e8 cells, 92 % viable = 368e6; CD3 98 %; CD8 55 % of CD3: 198.352e6; CCR7+CD45RA+ 12 % of live: 44.16e6."""
    example(
        PHENOTYPES,
        """
        cd8_cells_infused_million | ccr7pos_cd45rapos_cells_infused_million | product_ccr7pos_cd45rapos_percent
        198.352                   | 44.16                                   | 12
        """,
        {
            "products": """
            subject_id | viable_cells_infused_million
            S1         | 368
            """,
            "immunophenotypes": """
            subject_id | sample_type | population      | parent_population | percent
            S1         | product     | CD3+            | live cells        | 98
            S1         | product     | CD8+            | CD3+              | 55
            S1         | product     | CD45RA+ CD197+  | Live              | 12
            S1         | apheresis   | CCR7+CD45RA+    | live CD45+        | 40
            """,
        },
    )


def test_a_low_transduction_brings_more_t_cells(example):
    """CAR+ 162.29e6 at 45 % transduction is 360.64e6 T cells in all, 2.0286e6 CAR+ cells for each of 80 kg."""
    example(
        "intermediate.int_products_infused",
        """
        viable_t_cells_infused_million | car_t_dose_million_per_kg
        360.6444444444444              | 2.028625
        """,
        {
            "subjects": """
            subject_id | weight_kg
            S1         | 80
            """,
            "products": """
            subject_id | car_t_cells_infused_million | transduction_percent
            S1         | 162.29                      | 45
            """,
        },
    )


def test_the_ratio_needs_one_parent_and_cd8_cells(example):
    example(
        PHENOTYPES,
        """
        subject_id | cd4_cd8_ratio
        LIVE       | 0.5
        MIXED      |
        NO_CD8     |
        T_CELLS    | 2
        """,
        {
            "immunophenotypes": """
            subject_id | sample_type | population | parent_population | percent
            T_CELLS    | product     | CD4+CD8-   | CD3+              | 60
            T_CELLS    | product     | CD8+CD4-   | CD3+              | 30
            LIVE       | product     | CD4+       | live              | 25
            LIVE       | product     | CD8+       | live              | 50
            MIXED      | product     | CD4+       | live              | 25
            MIXED      | product     | CD8+       | CD3+              | 50
            NO_CD8     | product     | CD4+       | CD3+              | 90
            NO_CD8     | product     | CD8+       | CD3+              | 0
            """
        },
    )


def test_each_subset_has_cells_and_a_share_of_its_parent(example):
    """Of 200e6 live cells: 5 % CCR7+CD45RA-, 10e6; 2 % CCR7+CD45RA+ CD8, 4e6. CCR7- is 30 + 3 = 33 %."""
    example(
        PHENOTYPES,
        """
        ccr7pos_cd45raneg_cells_infused_million | cd8_ccr7pos_cd45rapos_cells_infused_million | product_ccr7neg_percent
        10                                      | 4                                           | 33
        """,
        {
            "products": """
            subject_id | viable_cells_infused_million
            S1         | 200
            """,
            "immunophenotypes": """
            subject_id | sample_type | population       | parent_population | percent
            S1         | product     | CCR7+CD45RA-     | live              | 5
            S1         | product     | CCR7-CD45RA-     | live              | 30
            S1         | product     | CCR7-CD45RA+     | live              | 3
            S1         | product     | CD8+CD45RA+CCR7+ | live              | 2
            """,
        },
    )


def test_apheresis_material_is_of_cd45_positive_cells_and_not_the_product(example):
    """CD4 24 % and CD8 16 % of one parent: 1.5."""
    example(
        "intermediate.int_phenotypes_apheresis",
        """
        subject_id | apheresis_ccr7pos_cd45rapos_percent | apheresis_cd4_cd8_ratio
        S1         | 14                                  | 1.5
        """,
        {
            "immunophenotypes": """
            subject_id | sample_type | population   | parent_population | percent
            S1         | apheresis   | CCR7+CD45RA+ | CD45+ live        | 14
            S1         | apheresis   | CD4+CD8-     | CD45+ live        | 24
            S1         | apheresis   | CD8+CD4-     | CD45+ live        | 16
            S1         | product     | CCR7+CD45RA+ | live              | 90
            """
        },
    )
