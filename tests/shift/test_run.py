"""Every design on one study: in order, and with a word where one cannot run."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.errors import UsageError
from analysis.estimate import Estimate
from analysis.rollcalls import RollCalls
from analysis.rollcalls.load import load_rollcalls
from analysis.shift.run import DESIGNS, run_designs
from analysis.study import Study

from ..helpers import raises

STUDY = Study(allies=("FIVE_EYES",), before="2023-01-01", event="2025-01-01", draws=50)
NAMES = [design.name for design in DESIGNS]


def record(seed: int = 1, states: int = 14) -> RollCalls:
    """Four years of the Assembly and of the Council, a day a month."""
    rng = np.random.default_rng(seed)
    dates = pd.date_range("2022-06-15", periods=42, freq="30D").repeat(6)
    n = len(dates)
    votes = rng.integers(1, 4, (states, n))
    names = ["USA", "RUS", "GBR", "AUS", "FRA", "CHN", "ISR", *(f"S{k}" for k in range(states - 7))]
    return RollCalls.from_votes(
        votes,
        states=names,
        dates=list(dates),
        body=np.where(np.arange(n) % 6 == 5, "SC", "GA").tolist(),
        issues=np.where(np.arange(n) % 3 == 0, "ukraine", "me").tolist(),
        recurring_text=[f"t{k % 25}" for k in range(n)],
    )


def test_names_are_unique_and_all_are_functions():
    assert len(set(NAMES)) == len(NAMES)
    assert all(callable(design.run) for design in DESIGNS)


@pytest.mark.slow
def test_all_run_on_a_record_that_holds_enough():
    results = list(run_designs(record(), STUDY))
    assert [r.design for r in results] == NAMES
    for r in results:
        assert bool(r.estimates) != bool(r.note), r.design
        assert all(isinstance(e, Estimate) for e in r.estimates)
        assert all(e.estimand and e.method and e.rests_on for e in r.estimates), r.design
    # A few years are too short for the designs on yearly series, and for the scan of history;
    # fourteen states are too few to be a distribution; some ask for resolutions.
    series = {"interrupted", "synthetic", "breaks", "idealpoint", "trends"}
    texts = {design.name for design in DESIGNS if design.needs_texts}
    silent = {r.design for r in results if r.note}
    assert silent - series - texts == {"history", "few_treated"}
    names = [e.name for r in results for e in r.estimates]
    assert len(names) == len(set(names))


def test_chosen_designs():
    results = list(run_designs(record(), STUDY, ["council", "windows"]))
    assert [r.design for r in results] == ["windows", "council"]


def test_the_embedded_record_runs_with_notes():
    results = {r.design: r for r in run_designs(load_rollcalls("embedded"), Study(draws=50))}
    assert results["windows"].estimates
    assert results["scan"].note.startswith("USA has no change to scan at 2025-01-20")
    assert "years of the record have roll calls enough" in results["history"].note
    assert "no specification has 3 days" in results["specification"].note
    # What a design lacks beside what it gives is told as well.
    assert results["breaks"].estimates
    # Reasons are findings, which hold no orders to whoever reads them.
    assert any("11 periods (breaks." in reason for reason in results["breaks"].missing)
    assert results["breaks"].to_dict()["missing"] == list(results["breaks"].missing)
    assert results["windows"].missing == ()
    # Fourteen roll calls on seven days deserve no p-value but a rank among states, or one from
    # dealing the days anew.
    for r in results.values():
        for e in r.estimates:
            ranked = e.name.startswith(
                ("placebo.", "event.", "few_treated.", "interrupted.idealpoint")
            )
            assert e.p_value is None or ranked, e.name


def test_a_state_without_a_vote_in_the_council():
    (r,) = run_designs(load_rollcalls("embedded"), Study(country="HUN", draws=50), ["council"])
    assert r.estimates == ()
    assert "no vote in the Security Council" in r.note
    assert r.to_dict()["estimates"] == []


def test_a_state_that_never_varies():
    rc = record()
    votes = rc.votes.copy()
    votes[:2] = 1
    results = list(run_designs(RollCalls(votes, rc.calls, rc.states), STUDY))
    estimates = {e.name: e for r in results for e in r.estimates}
    assert estimates["dyadic.ordinal.RUS"].estimate == 0
    assert np.isnan(estimates["dyadic.kappa.RUS"].estimate)
    for name in ("agenda.recurring.RUS", "specification.rival"):
        assert estimates[name].p_value is None, name


@pytest.mark.parametrize(
    ("changes", "names", "where", "words"),
    [
        ({}, ["synthesis"], "designs", ["synthesis"]),
        ({"event": "2027-01-01"}, None, "study", ["after", "2027-01-01"]),
        ({"country": "PRK"}, None, "table of states", ["PRK"]),
        ({"issue": "cheese"}, None, "study", ["cheese"]),
        ({"allies": ["NATTO"]}, None, "members", ["alliance"]),
    ],
)
def test_what_cannot_be_is_said_before_anything_runs(changes, names, where, words):
    with raises(UsageError, where, *words):
        run_designs(record(), STUDY.changed(**changes), names)


def test_a_state_that_did_not_vote_before_has_levels():
    """South Africa in 1994: what is counted has levels, and says that the change is missing."""
    rc = record()
    votes = rc.votes.copy()
    votes[0, (rc.calls["date"] < "2025-01-01").to_numpy()] = 8
    silent = RollCalls(votes, rc.calls, rc.states)
    (found,) = run_designs(silent, STUDY, ["levels"])
    assert {e.name.rsplit(".", 1)[1] for e in found.estimates} == {"after"}
    with pytest.raises(UsageError):
        run_designs(silent, STUDY, ["windows"])
