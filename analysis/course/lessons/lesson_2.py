"""Lesson 2, agreement: what its exercises work on, and how their answers are checked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.agreement.chance import attainable
from analysis.agreement.counts import CAST
from analysis.agreement.indices import identical, kappa, ordinal, s
from analysis.course.exercise import Exercise, Verdict, matches, number, passed, try_again
from analysis.course.listening import listened
from analysis.files import read_parquet
from analysis.paths import DERIVED
from analysis.record.codes import VOTE_NAMES

__all__ = ["EXERCISES", "chance_table", "correlated_days", "joint_votes", "yearly_agreement"]

Floats = npt.NDArray[np.float64]

#: Joint votes of the United States (rows) with another state on the Assembly's roll calls of a
#: year, counted from the whole record with `analysis.agreement.joint_table`.
JOINT: Mapping[tuple[str, int], tuple[tuple[int, int, int], ...]] = {
    ("RUS", 2023): ((4, 8, 18), (4, 1, 4), (38, 3, 9)),
    ("RUS", 2025): ((3, 1, 6), (1, 2, 5), (138, 16, 20)),
    ("GBR", 2023): ((30, 0, 0), (6, 2, 1), (11, 6, 31)),
    ("GBR", 2025): ((10, 0, 0), (6, 1, 1), (125, 19, 30)),
}


def joint_votes(other: str, year: int) -> pd.DataFrame:
    """Return the joint votes of the United States with another state in a year.

    Parameters
    ----------
    other : {"RUS", "GBR"}
    year : {2023, 2025}

    Returns
    -------
    DataFrame, 3 x 3, of int
        Rows are the United States' votes, columns the other's: yes, abstain, no.

    Examples
    --------
    >>> int(joint_votes("RUS", 2025).to_numpy().sum())
    192
    """
    names = [VOTE_NAMES[v] for v in CAST]
    return pd.DataFrame(
        JOINT[other, year],
        index=pd.Index(names, name="USA"),
        columns=pd.Index(names, name=other),
    )


def yearly_agreement(state: str = "USA") -> pd.DataFrame:
    """Return the shipped agreement of the United States or Russia with every other state.

    Returns
    -------
    DataFrame
        Columns ``other, year, n, ordinal, kappa``; the codebook is in ``data/derived``.

    Examples
    --------
    >>> yearly_agreement().query("other == 'RUS' and year == 2025")["n"].tolist()
    [192]
    """
    table = read_parquet(DERIVED / "agreement.parquet")
    table["other"] = table["other"].astype(str)
    return table[table["state"] == state].drop(columns="state").reset_index(drop=True)


def chance_table(rows: npt.ArrayLike, columns: npt.ArrayLike) -> Floats:
    """Return the shares of joint votes that two states' own shares alone would give.

    Parameters
    ----------
    rows, columns : array-like, shape (3,)
        Shares or counts of yes, abstain, no.

    Returns
    -------
    ndarray, shape (3, 3)
        Adds up to 1.

    Examples
    --------
    >>> chance_table([1, 0, 1], [1, 0, 3]).tolist()
    [[0.125, 0.0, 0.375], [0.0, 0.0, 0.0], [0.125, 0.0, 0.375]]
    """
    p, q = np.asarray(rows, dtype=float), np.asarray(columns, dtype=float)
    return np.outer(p / p.sum(), q / q.sum())


def correlated_days(days: int, texts: int, seed: int) -> tuple[Floats, pd.DatetimeIndex]:
    """Simulate two states that agree or differ by the day rather than by the text.

    Parameters
    ----------
    days, texts : int
        Days of voting, and texts on each. On a day the states are of one mind with
        probability 0.6; each text goes with the day with probability 0.9.
    seed : int

    Returns
    -------
    votes : ndarray of int, shape (2, days * texts)
        1 yes, 3 no; the first state votes yes throughout half of the texts.
    dates : DatetimeIndex

    Examples
    --------
    >>> votes, dates = correlated_days(3, 4, seed=1)
    >>> votes.shape, dates.nunique()
    ((2, 12), 3)
    """
    rng = np.random.default_rng(seed)
    of_one_mind = np.repeat(rng.random(days) < 0.6, texts)
    goes_with_it = rng.random(days * texts) < 0.9
    first = rng.choice([1, 3], size=days * texts)
    same = of_one_mind == goes_with_it
    dates = pd.date_range("2025-01-01", periods=days, freq="7D").repeat(texts)
    return np.stack([first, np.where(same, first, 4 - first)]), dates


# -- 2.1: ordinal agreement by hand ------------------------------------------------------------
#: The votes of the exercise as its text prints them; X is absent.
HAND = ("Y Y N A X N Y N", "Y A Y A Y X N N")


def _by_hand(answer: Any) -> Verdict:
    given = number(answer)
    place = {"Y": 0, "A": 1, "N": 2}
    pairs = list(zip(HAND[0].split(), HAND[1].split(), strict=True))
    both = [(place[a], place[b]) for a, b in pairs if "X" not in (a, b)]
    t = _counted(both)
    filled = _counted([(place.get(a, 1), place.get(b, 1)) for a, b in pairs])
    if _is(given, ordinal(t)):
        return passed(f"Right, on the {len(both)} roll calls on which both cast a vote.")
    if _is(given, ordinal(filled)):
        return try_again("You took an absence for an abstention. Leave out roll calls with an X.")
    if _is(given, ordinal(t) * len(both) / len(pairs)):
        return try_again("The mean is over roll calls on which both voted, not over all eight.")
    if _is(given, identical(t)):
        return try_again(
            "This is the share of identical votes. Ordinal agreement gives half a point to an "
            "abstention beside a yes or a no."
        )
    if _is(given, s(t)):
        return try_again("This is S, which runs from -1 to 1. Ordinal agreement is (S + 1) / 2.")
    if _is(given, 1 - ordinal(t)):
        return try_again("This is the mean distance; agreement is one minus that.")
    if _is(given, ordinal(t) * len(both)):
        return try_again("This is the sum. Divide it by the number of roll calls it is over.")
    return try_again("For each roll call write 1, 0.5 or 0, leave out those with an X, average.")


def _counted(pairs: list[tuple[int, int]]) -> Floats:
    t = np.zeros((3, 3))
    for a, b in pairs:
        t[a, b] += 1
    return t


# -- 2.2: a function ---------------------------------------------------------------------------
def _function(answer: Any) -> Verdict:
    if not callable(answer):
        return try_again("`own_ordinal` is to be a function of a 3 x 3 table.")
    rng = np.random.default_rng(2)
    tables = rng.integers(0, 9, size=(12, 3, 3))

    def close(index: Callable[[Any], Any]) -> bool:
        return all(abs(number(answer(t)) - float(index(t))) < 1e-9 for t in tables)

    returned, heard = [], []
    for form, shown in ((tables[0], "an array"), (pd.DataFrame(tables[0]), "a DataFrame")):
        try:
            value, names = listened(answer, form)
        except NotImplementedError:  # still to be written
            raise
        except Exception as error:
            what = " ".join(str(error).split())[:120]
            return try_again(f"Yours stops on {shown} ({type(error).__name__}: {what}).")
        returned.append(value)
        heard += names
    first = returned[0]
    if first is None:
        return try_again("The function returns nothing; end it with return.")
    if np.ndim(first):
        return try_again("The function is to return one number, not a table or a list.")
    if close(ordinal):
        if abs(number(returned[1]) - float(ordinal(tables[0]))) > 1e-9:
            return try_again("Right for an array; make it work for a DataFrame, too.")
        if heard:
            return try_again(
                f"The number is right, and the suite's own functions made it (`{heard[0]}` ran). "
                "Write the nine weights and the mean yourself."
            )
        return passed("Right on twelve random tables.")
    wrong: list[tuple[Callable[[Any], Any], str]] = [
        (identical, "Yours gives nothing for an abstention beside a yes or a no; give half."),
        (s, "Yours is S: it divides by n where ordinal agreement divides by 2n."),
        (lambda t: 1 - ordinal(t), "Yours is the mean distance; agreement is one minus that."),
        (lambda t: ordinal(t) * t.sum(), "Yours is a sum; divide by the number of roll calls."),
    ]
    for index, hint in wrong:
        if close(index):
            return try_again(hint)
    if abs(number(answer(tables[0])) - number(answer(10 * tables[0]))) > 1e-9:
        return try_again("Ten times the same votes must give the same agreement: divide by n.")
    return try_again(
        "Multiply each count by 1, 0.5 or 0, add up, divide by the sum of the counts. Try it on "
        "a table with one vote."
    )


# -- 2.3: what the shares alone give -----------------------------------------------------------
def _by_chance(answer: Any) -> Verdict:
    given = number(answer)
    t = joint_votes("RUS", 2025).to_numpy()
    chance = chance_table(t.sum(axis=1), t.sum(axis=0))
    if _is(given, ordinal(chance)):
        return passed("Right. Two states with these shares agree so much without reading a text.")
    if _is(given, ordinal(t)):
        return try_again("This is the agreement observed. The expected one uses only the margins.")
    if _is(given, identical(chance)):
        return try_again("You counted identical votes only; give half for an abstention.")
    if _is(given, 1 - ordinal(chance)):
        return try_again("This is the expected distance; agreement is one minus that.")
    if _is(given, ordinal(np.full((3, 3), 1.0))):
        return try_again("Not every vote is equally likely: use each state's own shares.")
    if _is(given, ordinal(chance) * t.sum(), 0.1):
        return try_again("You multiplied counts; divide each margin by the number of roll calls.")
    if _is(given, ordinal(chance), 0.0061):
        return try_again("Nearly: give three decimals, and round nothing on the way.")
    for margin in (t.sum(axis=1), t.sum(axis=0)):
        if _is(given, ordinal(chance_table(margin, margin))):
            return try_again("You took one state's shares for both. Each has its own margin.")
    if _is(given, s(chance)):
        return try_again("This is S of the table of products; ordinal agreement is (S + 1) / 2.")
    if _is(given, kappa(t)):
        return try_again(
            "This is kappa, which sets the expected agreement beside the observed one."
        )
    return try_again(
        "Take each state's shares from the margins, make the table of their products, and apply "
        "the weights 1, 0.5, 0 to it."
    )


# -- 2.4: two changes of opposite sign ---------------------------------------------------------
READING = "321792d0f8c084fd"


def _changes(raw: Any, corrected: Any, reading: Any) -> Verdict:
    given = np.array([number(raw), number(corrected)])
    table = yearly_agreement().query("other == 'RUS'").set_index("year")[["ordinal", "kappa"]]
    now = table.loc[2025]
    right = (now - table.loc[2023]).to_numpy(dtype=float)
    if np.allclose(given, -right, atol=0.006):
        return try_again("You subtracted the later year from the earlier: a rise is positive.")
    if np.allclose(given, right[::-1], atol=0.006):
        return try_again("You have exchanged the two: ordinal first, kappa second.")
    if np.allclose(given, (now - table.loc[2024]).to_numpy(dtype=float), atol=0.006):
        return try_again("This is the change from 2024. Start from 2023.")
    if not np.allclose(given, right, atol=0.006):
        return try_again("Take the row of Russia in 2025 minus that in 2023, column by column.")
    letter = str(reading).strip().strip("()").casefold()
    if letter not in {"a", "b", "c"}:
        return try_again("The numbers are right. `reading` is one letter: 'a', 'b' or 'c'.")
    if matches(f"2.4 {letter}", READING):
        return passed("Right: neither number says that the two moved towards each other.")
    if right[0] < 0 and letter == "a":
        return try_again("The numbers are right. What is the sign of the change in raw agreement?")
    return try_again(
        "The numbers are right. Kappa sets agreement against the vote shares, and one state's "
        "shares changed; does that say what it thinks of the texts the other supports?"
    )


# -- 2.5: the room that shares leave -----------------------------------------------------------
def _positions(answer: Any) -> Verdict:
    keys = [("RUS", 2023), ("RUS", 2025), ("GBR", 2023), ("GBR", 2025)]
    if not isinstance(answer, dict) or set(answer) != set(keys):
        return try_again(f"Give a dict with the keys {', '.join(map(str, keys))}.")
    given = np.array([number(answer[k]) for k in keys])
    tables = [joint_votes(*k).to_numpy() for k in keys]
    seen = np.array([float(ordinal(t)) for t in tables])
    corrected = np.array([float(kappa(t)) for t in tables])
    low, high = np.array([attainable(t) for t in tables]).T
    right = (seen - low) / (high - low)
    if np.allclose(given, right, atol=0.006):
        return passed(
            f"Right. Kappa with the United Kingdom went from {corrected[2]:.2f} to "
            f"{corrected[3]:.2f} and stood near its upper bound both times."
        )
    if np.allclose(given, 1 - right, atol=0.006):
        return try_again("You measured from the upper bound: 0 is the lower, 1 the upper.")
    if np.allclose(given, (corrected + 1) / 2, atol=0.006):
        return try_again("Kappa cannot reach -1 or 1 with these shares; use attainable(table).")
    if np.allclose(given, (corrected - low) / (high - low), atol=0.006):
        return try_again(
            "attainable gives bounds of the agreement observed, not of kappa: set ordinal "
            "agreement between them."
        )
    if np.allclose(given, seen, atol=0.006):
        return try_again("This is the agreement itself; where does it lie between its bounds?")
    return try_again("(observed - lowest) / (highest - lowest), from each table by itself.")


def _is(given: float, value: Any, slack: float = 0.0006) -> bool:
    """Say whether an answer is a value rounded to three decimals, or not rounded."""
    return abs(given - float(value)) <= slack


EXERCISES: dict[str, Exercise] = {
    "2.1": Exercise("2.1", _by_hand),
    "2.2": Exercise("2.2", _function),
    "2.3": Exercise("2.3", _by_chance),
    "2.4": Exercise("2.4", _changes),
    "2.5": Exercise("2.5", _positions),
}
