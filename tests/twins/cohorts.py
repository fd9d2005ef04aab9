"""Made-up raw rows for the twins: small numbers, so that ties, doubled days and empty subjects are common."""

import random

SUBJECTS = [f"S{number:03}" for number in range(60)]
SEEDS = range(4)


def generator(seed):
    return random.Random(seed)


def some(draw, low, high, make):
    """For each subject between `low` and `high` rows; `make` gives the rest of a row."""
    return [{"subject_id": name} | make(draw) for name in SUBJECTS for _ in range(draw.randint(low, high))]


def levels(seed, unit="cells/uL"):
    def row(draw):
        level = draw.choice(["<0.5", "0.2", "n.d.", ">50", *map(str, range(1, 40))])
        day = draw.choice([0, 1, 5, 7, 7, 10, 14, 21, 25, 28, 30, 35, 36, 90, -3])
        return {"study_day": day, "assay": "qpcr", "unit": unit, "result": level, "lloq": 0.5, "uloq": 50}

    return some(generator(seed), 0, 8, row)


def responses(seed):
    def row(draw):
        return {
            "study_day": draw.choice([-7, 30, 30, 90, 180, 270, 350, 351, 364, 365, 366, 400]),
            "response": draw.choice(["CR", "CR", "PR", "PR", "SD", "PD", "NE"]),
        }

    return some(generator(seed), 0, 5, row)


def treatments(seed):
    def row(draw):
        return {
            "study_day": draw.choice([0, 30, 90, 200, 364, 365, 400]),
            "category": draw.choice(["new_anticancer", "transplant", "retreatment", "tocilizumab"]),
            "is_given": draw.choice([None, None, "yes", "no"]),
        }

    return [row for row in some(generator(seed + 100), 0, 1, row) if row["subject_id"] > "S030"]


def contacts(seed):
    def row(draw):
        return {
            "study_day": draw.choice([100, 200, 364, 365, 500]),
            "status": draw.choice(["alive", "alive", "dead", "lost"]),
            "cause_of_death": draw.choice([None, "Infection", "Disease progression"]),
        }

    return some(generator(seed + 200), 0, 2, row)


def lesions(seed):
    def row(draw):
        return {
            "study_day": draw.choice([-20, -7, -7, -7, -2, 30]),
            "lesion_id": f"L{draw.randint(1, 9)}",
            "is_index": draw.choice([None, None, None, "true", "false"]),
            "longest_diameter": draw.choice([None, 0, 10, 20, 30]),
            "perpendicular_diameter": draw.choice([None, 10, 10, 20]),
            "unit": draw.choice(["mm", "mm", "cm"]),
        }

    return some(generator(seed), 0, 14, row)


def counts(seed):
    def row(draw):
        return {
            "culture_day": draw.choice([0, 2, 3, 4, 6, 7, 8]),
            "stage": draw.choice([None, None, "transduction", "expansion", "harvest"]),
            "viable_cells_million": draw.choice([0, 100, 200, 400, 800]),
            "removed_percent": draw.choice([None, None, 10, 50]),
        }

    return some(generator(seed), 0, 5, row)


def ferritin(seed):
    def row(draw):
        return {
            "study_day": draw.choice(
                [-29, -28, -10, -6, -5, -4, 0, 0.4, 0.5, 1, 1.2, 2, 6, 7, 8, 12, 16, 21, 35, 80, 91, 102]
            ),
            "analyte": "Ferritin",
            "result": draw.choice([None, "<5", *map(str, range(5, 60))]),
            "unit": "ng/mL",
            "lloq": 5,
        }

    return some(generator(seed), 0, 9, row)
