"""Numbers, counts and lists as a sentence writes them."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from datetime import date

__all__ = [
    "apart",
    "day_in_words",
    "days_in_words",
    "list_of",
    "listed",
    "none_or",
    "number",
    "number_of",
    "out_of",
    "share_of",
    "short_day",
    "times",
    "upper_first",
]

_DAY = re.compile(r"(?<![\w/-])\d{4}-\d{2}-\d{2}(?![\w/-])")


def number(value: float, digits: int = 2) -> str:
    """Write a number with a fixed number of decimals and no negative zero; NaN as a dash.

    Examples
    --------
    >>> number(-0.001), number(0.666), number(float("nan"))
    ('0.00', '0.67', '–')
    """
    if math.isnan(value):
        return "\N{EN DASH}"
    text = f"{value:.{digits}f}"
    return text[1:] if text.startswith("-") and float(text) == 0 else text


def apart(first: float, second: float, digits: int = 1, most: int = 4) -> tuple[str, str]:
    """Write two numbers with as many decimals as tell them apart, if so few do.

    Examples
    --------
    >>> apart(1.9, 1.5), apart(2.121, 2.101), apart(2.0, 2.0)
    (('1.9', '1.5'), ('2.12', '2.10'), ('2.0', '2.0'))
    """
    for d in range(digits, most + 1):
        one, two = number(first, d), number(second, d)
        if one != two:
            return one, two
    return number(first, digits), number(second, digits)


def share_of(share: float) -> str:
    """Write a share in percent; one that is not zero is not written as none, nor one short of all.

    Examples
    --------
    >>> share_of(0.626), share_of(0.001), share_of(0.999), share_of(0)
    ('63%', 'less than 1%', 'more than 99%', '0%')
    """
    if 0 < share < 0.005:
        return "less than 1%"
    if 0.995 <= share < 1:
        return "more than 99%"
    return f"{share:.0%}"


def day_in_words(day: date) -> str:
    """Write a day as a sentence has it.

    Examples
    --------
    >>> day_in_words(date(2025, 2, 4))
    '4 February 2025'
    """
    return f"{day.day} {day:%B %Y}"


def short_day(day: date) -> str:
    """Write a day as a column of a table has it.

    Examples
    --------
    >>> short_day(date(2025, 2, 4))
    '4 Feb 2025'
    """
    return f"{day.day} {day:%b %Y}"


def days_in_words(text: str) -> str:
    """Write the days of a text as sentences have them; code and what else has hyphens is left.

    Examples
    --------
    >>> days_in_words("From 2025-01-20 to 2026-06-04, in `2025-01-20` and on A/2025-01-20-x.")
    'From 20 January 2025 to 4 June 2026, in `2025-01-20` and on A/2025-01-20-x.'
    """

    def said(match: re.Match[str]) -> str:
        try:
            return day_in_words(date.fromisoformat(match[0]))
        except ValueError:  # the thirtieth of February, which a text of the record may hold
            return match[0]

    pieces = re.split(r"(`[^`]*`)", text)
    return "".join(piece if i % 2 else _DAY.sub(said, piece) for i, piece in enumerate(pieces))


def listed(words: Sequence[str]) -> str:
    """Join words as a sentence does.

    Examples
    --------
    >>> listed(["A"]), listed(["A", "B", "C"])
    ('A', 'A, B and C')
    """
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def list_of(items: Sequence[str]) -> str:
    """Write a list as a sentence does; "none" if it is empty.

    Examples
    --------
    >>> list_of(["France", "Greece", "Slovenia"]), list_of([])
    ('France, Greece and Slovenia', 'none')
    """
    return listed(items) if items else "none"


def number_of(n: int, noun: str) -> str:
    """Write a number with its noun.

    Examples
    --------
    >>> number_of(1, "member"), number_of(1200, "roll call")
    ('1 member', '1,200 roll calls')
    """
    return f"{n:,} {noun}" if n == 1 else f"{n:,} {noun}s"


def out_of(k: int, n: int, noun: str) -> str:
    """Write how many out of a number of things, as it stands after a preposition.

    Examples
    --------
    >>> out_of(0, 19, "roll call"), out_of(2, 9, "vote"), out_of(2, 2, "vote")
    ('none of the 19 roll calls', '2 of the 9 votes', 'both votes')
    >>> out_of(19, 19, "roll call"), out_of(1, 1, "vote"), out_of(0, 1, "vote")
    ('all 19 roll calls', 'the only vote', 'none (of 1 vote)')
    """
    if n == 1:
        return f"the only {noun}" if k else f"none (of 1 {noun})"
    if k == n > 0:
        return f"both {noun}s" if n == 2 else f"all {number_of(n, noun)}"
    return f"{none_or(k)} of the {number_of(n, noun)}"


def times(n: int) -> str:
    """Write how often something happened.

    Examples
    --------
    >>> [times(n) for n in (0, 1, 2, 1200)]
    ['never', 'once', 'twice', '1,200 times']
    """
    return ("never", "once", "twice")[n] if n < 3 else number_of(n, "time")


def none_or(n: int) -> str:
    """Write a number, and zero as "none".

    Examples
    --------
    >>> none_or(0), none_or(1200)
    ('none', '1,200')
    """
    return f"{n:,}" if n else "none"


def upper_first(text: str) -> str:
    """Write a text as a sentence begins; the rest of it stays as it is.

    Examples
    --------
    >>> upper_first("the United States"), upper_first("")
    ('The United States', '')
    """
    return text[:1].upper() + text[1:]
