"""Simulated records for lesson 5, named and unnamed, and what the suite reads off each."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np

from analysis.course.exercise import digest
from analysis.errors import UsageError
from analysis.estimate import Estimate
from analysis.rollcalls import RollCalls
from analysis.shift.global_shift import global_shift, study_model
from analysis.shift.quantities import contested, dyadic_shifts
from analysis.simulate import simulate
from analysis.study import Study

__all__ = ["LETTERS", "READINGS", "STUDY", "SIZE", "readings", "scenario_of", "unnamed"]

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
#: Of the unnamed records; another seed than that of the lesson's named ones.
SEED = 12


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


def unnamed(letter: str) -> RollCalls:
    """Simulate the record of an exercise, which does not say what happened in it.

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
    return simulate(scenario_of(letter), SEED, **SIZE).rollcalls


def scenario_of(letter: str) -> str:
    """Return the scenario of an unnamed record, for the check of the exercise."""
    if letter not in LETTERS:
        raise UsageError(f"no record {letter!r}", "lesson 5", f"use {', '.join(LETTERS)}")
    # An order that cannot be read off this page.
    order = np.random.default_rng(int(digest("the order of the records"), 16)).permutation(3)
    return HAPPENING[int(order[LETTERS.index(letter)])]
