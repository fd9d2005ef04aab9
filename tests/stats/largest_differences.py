"""Prints, for each method and quantity, how far from R its worst case is: make exactness"""

import sys
from dataclasses import replace
from pathlib import Path

from tests.stats.comparison import Comparison
from tests.stats.references import all_comparisons

SHARED = Path(__file__).resolve().parents[3] / "shared"


def largest(comparisons) -> dict[tuple[str, str], tuple[int, Comparison]]:
    """The number of values and the worst comparison of each quantity."""
    worst: dict[tuple[str, str], tuple[int, Comparison]] = {}
    for comparison in comparisons:
        key = comparison.method, comparison.quantity
        count, before = worst.get(key, (0, comparison))
        worst[key] = count + 1, max(before, comparison, key=lambda one: one.difference)
    return worst


def by_method(comparisons) -> list[str]:
    """A Markdown table of methods: how many values, and the largest difference of all."""
    worst = largest(replace(one, quantity="") for one in comparisons)
    rows = [f"| {method} | {count} | {one.difference:.1e} |" for (method, _), (count, one) in worst.items()]
    return ["| method | values | largest relative difference |", "|---|--:|--:|", *rows]


def lines(comparisons) -> list[str]:
    """A Markdown table of methods and quantities, with the case that is the worst."""
    rows = [
        f"| {method} | {quantity} | {count} | {worst.difference:.1e} | {worst.case if worst.difference else ''} |"
        for (method, quantity), (count, worst) in largest(comparisons).items()
    ]
    return ["| method | quantity | values | largest relative difference | case |", "|---|---|--:|--:|---|", *rows]


def main() -> int:
    if not SHARED.is_dir():
        print(f"The values of R lie beside this checkout, in {SHARED.name}/, which is not there.", file=sys.stderr)
        return 1
    compared = list(all_comparisons(SHARED))
    print("\n".join([*by_method(compared), "", *lines(compared)]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
