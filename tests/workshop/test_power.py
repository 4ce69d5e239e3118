"""Power in an Assembly as large as the real one: planted shifts are found more often than none."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.errors import UsageError
from analysis.estimate import Estimate
from analysis.rollcalls import RollCalls
from analysis.study import Study
from analysis.workshop.assembly import WALK, Assembly, assembly_of
from analysis.workshop.power import _markdown, found, power_records, power_table

from ..helpers import raises

STUDY = Study(allies=("FIVE_EYES",), before="2023-01-01", event="2025-01-01", record="embedded")


def record(n: int = 300) -> RollCalls:
    """Votes of fourteen states along a line, with absences and texts that come back."""
    rng = np.random.default_rng(1)
    names = ["USA", "GBR", "AUS", "FRA", "ISR", "CHN", "RUS", *(f"S{k}" for k in range(7))]
    theta = np.linspace(2, -2, len(names))
    z = np.outer(theta, rng.normal(size=n)) + rng.normal(size=(len(names), n))
    votes = 1 + (z > 0.3) + (z > 0.8)
    votes[rng.random(votes.shape) < 0.1] = 8
    dates = pd.date_range("2021-01-10", "2025-12-20", periods=n // 5).normalize().repeat(5)
    return RollCalls.from_votes(
        votes, states=names, dates=list(dates), recurring_text=[f"t{k % 60}" for k in range(n)]
    )


def test_an_assembly_keeps_days_texts_and_absences():
    rc = record()
    made = assembly_of(rc, STUDY, first="2021-01-01")
    drawn = made.simulate(1.0, 3)
    assert drawn.calls["date"].equals(made.rollcalls.calls["date"])
    assert drawn.calls["recurring_text"].equals(made.rollcalls.calls["recurring_text"])
    assert ((drawn.votes == 8) == (made.rollcalls.votes == 8)).all()
    assert (drawn.votes == made.simulate(1.0, 3).votes).all()
    assert made.theta.std() == pytest.approx(1)


def test_the_country_moves_towards_its_rival_and_nobody_else_does():
    n = 4000
    rc = RollCalls.from_votes(
        np.ones((2, n)), states=["USA", "RUS"],
        dates=list(pd.date_range("2024-01-01", periods=n, freq="6h").normalize()),
    )  # fmt: skip
    made = Assembly(rc, np.array([2.0, -1.0]), np.ones(n), np.zeros(n), np.zeros(n), STUDY)
    late = (rc.calls["date"] >= "2025-01-01").to_numpy()
    still, moved = made.simulate(0.0, 1).votes, made.simulate(2.0, 1).votes
    assert (still[:, ~late] == moved[:, ~late]).all()
    assert (still[1] == moved[1]).all()
    # P(no) = P(theta + e > 0): Phi(2) before, Phi(0) after, give or take the walk.
    assert (moved[0, late] == 3).mean() == pytest.approx(0.5, abs=4 * WALK)
    assert (still[0, late] == 3).mean() == pytest.approx(0.977, abs=0.03)


def test_a_finding_with_the_wrong_sign_is_none():
    e = Estimate("x", "y", -1.0, p_value=0.01)
    assert [found(e, sign=s) for s in (-1, 0, 1)] == [True, True, False]


@pytest.mark.slow
@pytest.mark.long
def test_a_large_shift_is_found_and_none_is_not():
    records = power_records(assembly_of(record(), STUDY, first="2021-01-01"), 2, [0.0, 3.0])
    shares = power_table(records).pivot(index="headline", columns="effect", values="found")
    raw = "raw agreement with the rival, two windows"
    assert shares.loc[raw, 3.0] == 1
    assert shares[3.0].mean() > shares[0.0].mean() + 0.2


def test_no_records():
    with raises(UsageError, "power"):
        power_records(assembly_of(record(), STUDY, first="2021-01-01"), 0)
    with raises(UsageError, "power", "PRK"):
        assembly_of(
            RollCalls.from_votes([[1, 3] * 5, [3, 1] * 5, [8] * 10], states=["USA", "RUS", "PRK"]),
            Study(country="PRK"),
            first="1999-01-01",
        )


def test_the_table_in_words():
    table = pd.DataFrame({"headline": ["a", "a"], "effect": [0.0, 0.5], "found": [0.05, 0.5]})
    assert _markdown(table).splitlines()[0] == "| design | no shift | 0.5 sd |"
    assert _markdown(table).splitlines()[2] == "| a | 5% | 50% |"
