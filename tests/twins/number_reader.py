"""Numbers and results read slowly and obviously: character by character, with no regular expression and no SQL."""

BLANKS = " \t\n\r\u00a0"
MISSING = {"", "na", "n/a", "n.a.", "nan", ".", "null"}
QUALIFIERS = {
    "less than or equal to": "<=",
    "greater than or equal to": ">=",
    "less than": "<",
    "below": "<",
    "greater than": ">",
    "more than": ">",
    "above": ">",
    "<=": "<=",
    "=<": "<=",
    "≤": "<=",
    ">=": ">=",
    "=>": ">=",
    "≥": ">=",
    "<": "<",
    ">": ">",
    "=": "=",
}
NOTES = ["hh", "ll", "h", "l", "†", "‡", "#"]


def received(text):
    """The text without blanks around it, None when it says nothing."""
    if text is None:
        return None
    stripped = text.strip(BLANKS)
    return None if stripped.lower() in MISSING else stripped


def are_digits(text):
    return text != "" and all(character in "0123456789" for character in text)


def whole_part(text):
    """The digits of a whole number, without its separators; None when they are not where they belong."""
    if are_digits(text):
        return text if len(text) <= 40 else None
    for separator in (",", " "):
        first, *groups = text.split(separator)
        in_threes = all(are_digits(group) and len(group) == 3 for group in groups)
        if groups and len(groups) <= 12 and in_threes and are_digits(first) and len(first) <= 3 and first[0] != "0":
            return first + "".join(groups)
    return None


def exponent_of(text):
    """The exponent after an e, or None when it is not one."""
    digits = text[1:] if text[:1] in ("+", "-") else text
    return int(text) if are_digits(digits) and len(digits) <= 2 else None


def number(text, mark):
    """The number a text stands for where `mark` is the decimal mark, or None."""
    text = text.replace("\u00a0", " ").replace("\u202f", " ").replace("\u2212", "-")
    if mark == ",":
        text = text.translate({ord(","): ".", ord("."): ","})
    exponent = 0
    if "e" in text.lower():
        text, _, tail = text.lower().partition("e")
        exponent = exponent_of(tail)
        if exponent is None:
            return None
    sign = ""
    if text[:1] in ("+", "-"):
        sign, text = text[0], text[1:]
    whole, point, fraction = text.partition(".")
    if fraction and not are_digits(fraction):
        return None
    if whole == "":
        return float(f"{sign}0.{fraction}e{exponent}") if point and fraction else None
    digits = whole_part(whole)
    return None if digits is None else float(f"{sign}{digits}.{fraction or '0'}e{exponent}")


def result(text, mark):
    """Value, qualifier and note of a result that states a number; None for anything else."""
    plain = received(text)
    if plain is None:
        return None
    plain = plain.lower().replace("\u00a0", " ").replace("\u202f", " ").replace("\u2212", "-")
    qualifier, note = "=", None
    for word, sign in QUALIFIERS.items():
        if plain.startswith(word):
            qualifier, plain = sign, plain[len(word) :].lstrip(" ")
            break
    stars = len(plain) - len(plain.rstrip("*"))
    if stars:
        note, plain = "*" * stars, plain.rstrip("*").rstrip(" ")
    else:
        for mark_of_note in NOTES:
            if plain.endswith(mark_of_note):
                note, plain = mark_of_note.upper(), plain[: -len(mark_of_note)].rstrip(" ")
                break
    value = number(plain, mark)
    return None if value is None else (value, qualifier, note)
