"""UCUM units as the products of powers they are, as far as comparing, multiplying and dividing columns needs.

Annotations in braces are part of a unit here: cells are not copies, though UCUM would call both 1.
"""

import re
from collections import Counter
from collections.abc import Mapping
from fractions import Fraction

Powers = Mapping[str, int]

_PART = re.compile(r"([./]?)((?:10\*-?\d+)?(?:\{[^}]*\}|[^./{}]|\*)*)")
_POWER = re.compile(r"([A-Za-z]+)(-?\d+)")
_PREFIXES = {"f": -15, "p": -12, "n": -9, "u": -6, "m": -3, "c": -2, "d": -1, "": 0, "k": 3}
_SCALED = ("g", "L", "mol", "m", "U", "Pa")


def powers(unit: str) -> Powers:
    """`{cells}/uL` -> {cells}: 1, uL: -1. Equal powers are equal units, however they were written."""
    counted: Counter[str] = Counter()
    for sign, part in _PART.findall(unit):
        raised = _POWER.fullmatch(part)
        name, times = raised.groups() if raised else (part, "1")
        if name and name != "1":
            counted[name] += int(times) * (-1 if sign == "/" else 1)
    return {name: power for name, power in sorted(counted.items()) if power}


def is_same(one: str, other: str) -> bool:
    return powers(one) == powers(other)


def product(one: str, other: str, sign: int = 1) -> str:
    """The unit of a product, or with sign -1 of a quotient, in one spelling for each unit."""
    counted = Counter(powers(one))
    for name, power in powers(other).items():
        counted[name] += sign * power
    above = [_power(name, power) for name, power in sorted(counted.items()) if power > 0]
    below = [_power(name, -power) for name, power in sorted(counted.items()) if power < 0]
    return "/".join([".".join(above) or "1", *below])


def _power(name: str, power: int) -> str:
    return f"{name}{power}" if power > 1 and name.isalpha() else ".".join([name] * power)


def factor(one: str, other: str) -> Fraction | None:
    """How many of `other` one of `one` is, where prefixes alone decide: pg/mL to ng/mL is 1/1000."""
    (first, plain), (second, same) = _without_prefixes(one), _without_prefixes(other)
    return Fraction(10) ** (first - second) if plain == same else None


def _without_prefixes(unit: str) -> tuple[int, Powers]:
    exponent, plain = 0, Counter[str]()
    for name, power in powers(unit).items():
        base = next((base for base in _SCALED if name.endswith(base) and name[: -len(base)] in _PREFIXES), None)
        exponent += power * _PREFIXES[name[: -len(base)]] if base else 0
        plain[base or name] += power
    return exponent, {name: power for name, power in sorted(plain.items()) if power}
