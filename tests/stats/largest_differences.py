"""Prints, for each method and quantity, how far from R its worst case is: python -m tests.stats.largest_differences"""

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


def lines(comparisons) -> list[str]:
    """A Markdown table."""
    rows = [
        f"| {method} | {quantity} | {count} | {worst.difference:.1e} | {worst.case if worst.difference else ''} |"
        for (method, quantity), (count, worst) in largest(comparisons).items()
    ]
    return ["| method | quantity | values | largest relative difference | case |", "|---|---|--:|--:|---|", *rows]


if __name__ == "__main__":
    print("\n".join(lines(all_comparisons(SHARED))))
