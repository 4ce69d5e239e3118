"""Models beside baselines: random votes by year, and votes of states in windows."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from analysis.idealpoints import IdealPoints, hold_out
from analysis.idealpoints.prediction.baselines import constant_shares, last_votes, transitions
from analysis.idealpoints.prediction.compare import against_constant, of_targets, random_bits
from analysis.idealpoints.prediction.hidden import Target
from analysis.rollcalls.window import Window
from analysis.simulate import simulate


@pytest.fixture(scope="module")
def random():
    model = IdealPoints(simulate("null", 5, n_states=25, years=3, calls_per_year=40).rollcalls)
    held = hold_out(model.rollcalls, 0.1, 1)
    return model, held, random_bits(model.on(held.training).fit(), held, model.ballots)


def test_every_hidden_vote_that_counts_is_scored(random):
    model, held, bits = random
    fitted = model.ballots.labels(held.whole)[1].isin(set(model.ballots.items)).to_numpy()
    assert len(bits) == held.hidden[:, fitted].sum()
    assert np.isfinite(bits[["model", "constant", "last"]].to_numpy()).all()
    assert (bits[["model", "constant", "last"]] > 0).all().all()


def test_baselines_are_those_of_a_loop(random):
    model, held, bits = random
    rc, left = model.rollcalls, np.asarray(held.training.votes)
    year = rc.calls["date"].dt.year.to_numpy()
    before = last_votes(left, model.ballots.labels(rc)[1], rc.calls["date"])
    after = transitions(left, before)
    assert (before > 0).sum() > 500
    for row in bits.sample(60, random_state=2).itertuples():
        at = rc.row(row.state)
        shares = constant_shares(left[at, year == row.year])
        assert row.constant == pytest.approx(-np.log2(shares[row.vote - 1]))
        p = after[before[at, row.call] - 1] if before[at, row.call] else shares
        assert row.last == pytest.approx(-np.log2(p[row.vote - 1]))


def test_a_true_line_beats_both_baselines(random):
    bits = random[2]
    whole, years = against_constant(bits), against_constant(bits, ["year"])
    assert whole["difference"][0] + 5 * whole["se"][0] < 0
    assert whole["model"][0] < whole["last"][0]
    assert years["n"].sum() == whole["n"][0] == len(bits)
    mean = (years["n"] * years["difference"]).sum() / years["n"].sum()
    assert mean == pytest.approx(whole["difference"][0])


def test_a_target_by_itself_has_the_number_of_its_gate(random):
    model = random[0]
    window, near = Window(date(2025, 1, 20), None), model.fit()
    table, bits = of_targets(
        lambda t: model.on(t).fit(near=near),
        model.rollcalls,
        model.ballots,
        [Target("GBR", window)],
    )
    gate = model.gates(["GBR"], [window])[0]
    row = table.iloc[0]
    assert (row["model"], row["constant"], row["n"]) == (
        gate.bits,
        gate.bits_constant,
        gate.n_votes,
    )
    assert row["describes"] == gate.describes
    assert isinstance(bits, pd.DataFrame)
    assert len(bits) == gate.n_votes
