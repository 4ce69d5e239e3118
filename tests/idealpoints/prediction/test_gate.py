"""The gate: both verdicts, where results and estimates carry them, and what is said then."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from analysis.errors import UsageError
from analysis.estimate import Estimate
from analysis.idealpoints import IdealPoints, Plan
from analysis.idealpoints.prediction.gate import gate_from, paired
from analysis.idealpoints.prediction.hidden import Target
from analysis.idealpoints.results.scores import Scores, difference
from analysis.record.codes import Vote
from analysis.rollcalls import RollCalls
from analysis.rollcalls.window import Window
from analysis.simulate import simulate

LAST, FIRST = Window(date(2025, 1, 20), None), Window(None, date(2025, 1, 19))


def rollcalls(no_to_all: bool) -> RollCalls:
    """Votes on a line; or the same, but one state votes No on all that comes after the event."""
    sim = simulate("null", 2, n_states=30, years=3, calls_per_year=60)
    votes = np.array(sim.rollcalls.votes)
    if no_to_all:
        row = sim.rollcalls.row("USA")
        votes[row, sim.after & (votes[row] != Vote.ABSENT)] = Vote.NO
    rc = sim.rollcalls
    return RollCalls(votes, rc.calls, rc.states, rc.sources, rc.scope)


@pytest.fixture(scope="module")
def line():
    return IdealPoints(rollcalls(False)).fit().gated(["USA"], [FIRST, LAST], folds=4)


@pytest.fixture(scope="module")
def no_line():
    return IdealPoints(rollcalls(True)).fit().gated(["USA"], [FIRST, LAST], folds=4)


def test_a_line_is_described_and_no_to_all_is_not(line, no_line):
    assert [g.describes for g in line.gates] == [True, True]
    assert [g.describes for g in no_line.gates] == [True, False]
    for gate in (*line.gates, *no_line.gates):
        assert gate.difference == pytest.approx(gate.bits - gate.bits_constant)
        assert gate.describes == (gate.bits < gate.bits_constant)
        assert gate.n_votes >= gate.n_alone
        assert gate.se > 0
    assert (no_line.gates[1].state, no_line.gates[1].window) == ("USA", LAST)


def test_results_find_their_gates(line):
    assert line.gates_of("USA", (LAST,)) == line.gates[1:]
    assert line.gates_of("RUS", (LAST,)) == ()
    again = line.gated(["USA"], [LAST], folds=4)
    assert again.gates == line.gates  # replaced, and not doubled
    assert line.gate("USA", LAST, folds=4) == line.gates[1]


def test_summary_says_what_the_gate_found(line, no_line):
    assert "NOT DESCRIBED" not in line.summary()
    assert line.gates[0].sentence() in line.summary()
    assert "NOT DESCRIBED USA" in no_line.summary()
    assert no_line.gates[1].sentence() in no_line.summary()
    assert "NOT DESCRIBED" not in replace(no_line, gates=()).summary()


def test_an_estimate_that_is_not_described_is_no_finding(line, no_line):
    e = Estimate("x", "change in the ideal point", 0.5, low=0.2, high=0.8)
    good, bad = replace(e, gates=line.gates), replace(e, gates=no_line.gates)
    assert (good.is_finding, good.direction) == (True, "up")
    assert good.sentence() == e.sentence()
    assert (bad.is_finding, bad.direction) == (False, "unclear")
    assert "0.50" not in bad.sentence()
    assert no_line.gates[1].sentence() in bad.sentence()
    assert no_line.gates[0].sentence() not in bad.sentence()
    assert [g["describes"] for g in bad.to_dict()["gates"]] == [True, False]


def test_posterior_results_are_judged_by_the_fast_fit(line):
    model = IdealPoints(rollcalls(False))
    drawn = model.sample(Plan(chains=2, draws=8, warmup=4, thin=1))
    assert drawn.gated(["USA"], [FIRST, LAST], folds=4).gates == line.gates


def test_a_variant_is_judged_as_itself(line):
    plane = IdealPoints(rollcalls(False), dimensions=2).fit()
    gate = plane.gate("USA", LAST, folds=2)
    assert gate.n_votes == line.gates[1].n_votes
    assert gate.bits != line.gate("USA", LAST, folds=2).bits


def test_results_of_no_model_cannot_be_tried(line):
    with pytest.raises(UsageError) as error:
        replace(line, model=None).gate("USA", LAST)
    assert error.value.where == "gate"


def test_without_votes_nothing_is_described():
    columns = ["model", "constant", "last", "call", "alone"]
    gate = gate_from(pd.DataFrame(columns=columns), Target("USA", LAST), 10)
    assert not gate.describes
    assert gate.n_votes == 0
    assert "no vote" in gate.sentence()


def test_the_paired_difference_is_that_of_scores():
    rng = np.random.default_rng(4)
    call = rng.integers(0, 12, 80)
    first, second = rng.gamma(2, size=80), rng.gamma(2, size=80)
    votes = pd.DataFrame({"call": call, "correct": True, "modal_correct": True})
    expected = difference(
        Scores.of_votes(votes.assign(bits=first)), Scores.of_votes(votes.assign(bits=second))
    )
    assert paired(first, second, call) == pytest.approx(expected)


def test_a_tie_goes_to_the_constant_shares(line):
    tie = replace(line.gates[0], difference=0.0)
    assert not tie.describes
