"""Lesson 7, replication: how its answers are checked, from the shipped comparisons."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import pandas as pd

from analysis.course.exercise import Exercise, Verdict, number, passed, try_again
from analysis.course.lessons.real import real_table

__all__ = ["CHOICES", "EXERCISES", "compared"]

#: What a source leaves open, in the columns of the table of readings.
CHOICES = ("abstention", "texts", "weights", "members")
#: The state and year of the exercise by hand, and of the one on absences.
BY_HAND, MISSED, YEAR = "DNK", "MHL", 2019
DIRECTIONS = ("rose", "fell", "not established")


@cache
def compared(name: str) -> pd.DataFrame:
    """Return one of the shipped comparisons: ``coincidence``, ``alignment`` or ``consensus``.

    Examples
    --------
    >>> len(compared("alignment").groupby(list(CHOICES)))
    24
    """
    return real_table(name)


def _row(state: str) -> pd.Series:
    table = compared("coincidence")
    return table[(table["state"] == state) & (table["year"] == YEAR)].iloc[0]


def _is(given: float, value: float, slack: float = 0.0501) -> bool:
    return abs(given - value) <= slack


# -- 7.1: the rule by hand -----------------------------------------------------------------------
def _by_hand(percent: Any) -> Verdict:
    given, row = number(percent), _row(BY_HAND)
    same, opposite, partial = (float(row[k]) for k in ("same", "opposite", "partial"))
    cast = same + opposite + partial
    if _is(given, 100 * (same + partial / 2) / cast):
        return passed("Right. The report printed 56.")
    if _is(given * 100, 100 * (same + partial / 2) / cast):
        return try_again("Give per cent, not a share.")
    if _is(given, 100 * same / cast):
        return try_again("An abstention by one of the two counts one half, not nothing.")
    if _is(given, 100 * same / (same + opposite)) or _is(given, float(row["yes_or_no"])):
        return try_again(
            "This leaves the abstentions out, as the reports did before 2017. Since then each "
            "counts one half, above and below the line."
        )
    if _is(given, 100 * (same + partial) / cast):
        return try_again("An abstention by one of the two counts one half, not one.")
    return try_again("Add 1 for each vote alike and 1/2 for each abstention by one; divide by all.")


# -- 7.2: how far from what was published --------------------------------------------------------
def _distance(mean_gap: Any, worst: Any) -> Verdict:
    table = compared("coincidence")
    gaps = table["here"] - table["published"]
    given, state = number(mean_gap), str(worst).strip().upper()
    if not _is(given, float(gaps.abs().mean()), 0.00501):
        if _is(given, float(gaps.mean()), 0.00501):
            return try_again("Differences of both signs cancel in this mean. Take their sizes.")
        if _is(given, float((gaps**2).mean() ** 0.5), 0.00501):
            return try_again("That is the root of the mean square; the mean of the sizes is asked.")
        return try_again("Take here less published, row by row, its size, and the mean of all 23.")
    if state != table.loc[gaps.abs().idxmax(), "state"]:
        return try_again("`mean_gap` is right. `worst` is the state of the row that differs most.")
    return passed("Right. Nearly all differ the same way, which rounding alone would not do.")


# -- 7.3: what absences could hide ---------------------------------------------------------------
def _bounds(low: Any, high: Any) -> Verdict:
    row = _row(MISSED)
    above, absent = float(row["same"] + row["partial"] / 2), float(row["absent"])
    cast = float(row["same"] + row["opposite"] + row["partial"])
    want = (100 * above / (cast + absent), 100 * (above + absent) / (cast + absent))
    given = (number(low), number(high))
    if all(_is(g, w) for g, w in zip(given, want, strict=True)):
        return passed(
            "Right. The published number lies between the two: how absences are handled could "
            "make all of the difference. It is not shown that it does."
        )
    if all(_is(g, w) for g, w in zip(given[::-1], want, strict=True)):
        return try_again("`low` is above `high`.")
    if _is(given[0], 100 * above / cast) or _is(given[1], 100 * above / cast):
        return try_again(
            "One of yours is the number without the votes missed. If they had been cast, they "
            "would stand below the line, too."
        )
    if _is(given[1], 100 * (above + absent) / cast):
        return try_again("The votes missed are added above the line, and not below it.")
    return try_again(
        "For `low` suppose that every vote missed was opposite: nothing is added above the line, "
        "19 below. For `high` suppose that all were alike."
    )


# -- 7.4: which reading --------------------------------------------------------------------------
def _reading(reading: Any, lowest: Any, highest: Any) -> Verdict:
    table = compared("alignment")
    gaps = (table["here_before"] - table["published_before"]).abs()
    worst = gaps.groupby([table[c] for c in CHOICES]).max()
    best = dict(zip(CHOICES, worst.idxmin(), strict=True))
    if not isinstance(reading, Mapping) or set(reading) != set(CHOICES):
        return try_again(f"`reading` is a dictionary with the keys {', '.join(CHOICES)}.")
    given = {k: str(v).strip() for k, v in reading.items()}
    for key, value in given.items():
        if value not in set(table[key].astype(str)):
            return try_again(f"{value!r} is no choice of {key}; see the table.")
    if given != best:
        after = (table["here_after"] - table["published_after"]).abs()
        late = after.groupby([table[c] for c in CHOICES]).max()
        if given == dict(zip(CHOICES, late.idxmin(), strict=True)):
            return try_again("This fits the levels after 2017. The levels before are asked.")
        return try_again(
            "For each reading take the largest of its six differences before 2017, in size, and "
            "keep the reading whose largest is smallest."
        )
    change = table.loc[table["of"] == "G7", "here_change"]
    ends = (number(lowest), number(highest))
    if all(_is(g, float(w)) for g, w in zip(ends, (change.min(), change.max()), strict=True)):
        return passed("Right. One reading gives the six levels; the others give other changes.")
    if all(_is(g, float(w)) for g, w in zip(ends, (change.max(), change.min()), strict=True)):
        return try_again("`reading` is right. `lowest` is the change furthest below zero.")
    return try_again("`reading` is right. The two ends are those of `here_change` of the G7.")


# -- 7.5: with adoptions -------------------------------------------------------------------------
def _direction(direction: Any) -> Verdict:
    table = compared("consensus").set_index("index")
    if not isinstance(direction, Mapping) or set(direction) != set(table.index):
        return try_again(f"Give a dictionary with the keys {', '.join(map(repr, table.index))}.")
    given = {k: str(v).strip().casefold() for k, v in direction.items()}
    for word in given.values():
        if word not in DIRECTIONS:
            return try_again(f"{word!r} is none of the three: {', '.join(DIRECTIONS)}.")

    def word_of(low: float, high: float) -> str:
        return "rose" if low > 0 else "fell" if high < 0 else "not established"

    ends = table[["change_low", "change_high"]].itertuples()
    right = {str(k): word_of(low, high) for k, low, high in ends}
    if given == right:
        return passed("Right. For one index the direction is a matter of what is counted.")
    if given == {str(k): word_of(c, c) for k, c in table["change"].items()}:
        return try_again(
            "These are the changes on votes alone. With adoptions without a vote there are two "
            "bounds: do both lie on one side of zero?"
        )
    wrong = next(k for k in right if given[k] != right[k])
    return try_again(f"{wrong}: on which side of zero do its two bounds lie?")


EXERCISES: dict[str, Exercise] = {
    e.key: e
    for e in (
        Exercise("7.1", _by_hand),
        Exercise("7.2", _distance),
        Exercise("7.3", _bounds),
        Exercise("7.4", _reading),
        Exercise("7.5", _direction),
    )
}
