"""The gate of many states at a time against the gate of each by itself."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.atlas.gates import COLUMNS, WINDOWS, gates_of_states
from analysis.idealpoints import IdealPoints
from analysis.idealpoints.prediction.gate import gates_of
from analysis.idealpoints.prediction.hidden import Target
from analysis.paths import DERIVED
from analysis.rollcalls.window import as_window
from analysis.simulate import simulate

WINDOW = as_window(("2024-01-01", "2024-12-31"))


def test_states_that_share_fits_have_nearly_the_numbers_of_states_tried_alone():
    rc = simulate("null", 2, n_states=20, years=3, calls_per_year=40).rollcalls
    found = gates_of_states(rc, ["RUS", "USA", "FRA"], [WINDOW], folds=4)
    assert found["state"].tolist() == ["RUS", "USA", "FRA"]
    model = IdealPoints(rc)
    for row in found.itertuples():
        target = Target(row.state, WINDOW)
        (alone,) = gates_of(
            lambda training: model.on(training).fit(), rc, model.ballots, [target], 4
        )
        assert row.n_votes == alone.n_votes
        assert row.bits_constant == pytest.approx(alone.bits_constant, abs=1e-3)
        assert row.bits == pytest.approx(alone.bits, abs=0.05)
        assert row.describes == (row.difference < 0)


def test_a_state_without_a_vote_has_no_row():
    rc = simulate("null", 2, n_states=8, years=3, calls_per_year=20).rollcalls
    early = as_window(("1950-01-01", "1950-12-31"))
    assert gates_of_states(rc, ["USA"], [early], folds=2).empty


def test_the_shipped_file_is_of_these_windows():
    table = pd.read_csv(DERIVED / "gates_all.csv", keep_default_na=False)
    assert list(table) == COLUMNS
    assert {*zip(table["first"], table["last"], strict=True)} == set(WINDOWS)
    assert (table["describes"] == (table["difference"] < 0)).all()
    assert not table["state"].duplicated().any()
