"""Simulated records for lesson 5, named and unnamed, and what the suite reads off each."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from analysis.errors import UsageError
from analysis.estimate import Estimate
from analysis.files import read_parquet
from analysis.paths import DERIVED
from analysis.rollcalls import RollCalls
from analysis.rollcalls.plain import plain_calls
from analysis.shift.global_shift import global_shift, study_model
from analysis.shift.quantities import contested, dyadic_shifts
from analysis.study import Study

__all__ = [
    "HAPPENING",
    "LETTERS",
    "READINGS",
    "SIZE",
    "STUDY",
    "UNNAMED",
    "VOTE",
    "readings",
    "record_of",
    "unnamed",
]

#: One window of four years before the event and one year after it.
STUDY = Study(
    before=date(2021, 1, 20), event=date(2025, 1, 20), until=date(2025, 12, 31), draws=300
)
#: Years, roll calls a year, and a jump of two standard deviations: large enough for one year.
SIZE: dict[str, Any] = {"years": 5, "calls_per_year": 100, "effect": 2.0}
#: What is read off a record, in order.
READINGS = (
    "ideal point",
    "raw agreement with the rival",
    "kappa with the rival",
    "kappa, allies less rival",
    "the same, four noes or more",
)
LETTERS = ("A", "B", "C")
HAPPENING = ("realignment", "isolation", "agenda flood")
#: The unnamed records, of another seed than the lesson's named ones: no code says which is which.
UNNAMED = DERIVED / "unnamed.parquet"
#: Columns of votes begin so.
VOTE = "vote_"


def readings(rollcalls: RollCalls, study: Study = STUDY) -> list[Estimate]:
    """Estimate the five changes by which the scenarios can be told apart.

    Parameters
    ----------
    rollcalls : RollCalls
        A simulated record.
    study : Study

    Returns
    -------
    list of Estimate
        In the order of `READINGS`.
    """
    fitted = study_model(rollcalls, study).fit()
    found = {e.name: e for e in dyadic_shifts(rollcalls, study, [study.rival])}
    held = {e.name: e for e in dyadic_shifts(contested(rollcalls), study, [study.rival], ["kappa"])}
    return [
        global_shift(fitted, study),
        found[f"dyadic.ordinal.{study.rival}"],
        found[f"dyadic.kappa.{study.rival}"],
        found["dyadic.kappa.allies-rival"],
        held["dyadic.kappa.allies-rival"],
    ]


def unnamed(letter: str, seed: int = 20250224) -> RollCalls:
    """Read the record of an exercise, which does not say what happened in it.

    Parameters
    ----------
    letter : {"A", "B", "C"}
    seed : int
        Which letter stands for which of the three.

    Raises
    ------
    UsageError
        If there is no such record.

    Examples
    --------
    >>> unnamed("D")
    Traceback (most recent call last):
    analysis.errors.UsageError: no record 'D' (lesson 5): use A, B, C
    """
    if letter not in LETTERS:
        raise UsageError(f"no record {letter!r}", "lesson 5", f"use {', '.join(LETTERS)}")
    table = read_parquet(UNNAMED)
    calls = table[table["record"] == record_of(seed)[letter]].drop(columns="record")
    votes = calls[[c for c in calls.columns if c.startswith(VOTE)]]
    states = [c.removeprefix(VOTE) for c in votes.columns]
    about = {c: calls[c].tolist() for c in calls.columns.drop([*votes.columns, "date"])}
    return RollCalls(
        votes.to_numpy(dtype=np.int8).T,
        plain_calls(len(calls), calls["date"].tolist(), about),
        pd.DataFrame({"name": states}, index=pd.Index(states)),
        scope="simulated",
    )


def record_of(seed: int) -> dict[str, str]:
    """Return which of the shipped records each letter stands for.

    Examples
    --------
    >>> sorted(record_of(1).values())
    ['1', '2', '3']
    """
    order = np.random.default_rng(seed).permutation(len(LETTERS))
    return {letter: str(k + 1) for letter, k in zip(LETTERS, order, strict=True)}
