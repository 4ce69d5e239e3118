"""A fit as a table of states, and as a notebook shows it."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.idealpoints import IdealPoints
from analysis.rollcalls import RollCalls


@pytest.fixture(scope="module")
def results():
    rng = np.random.default_rng(8)
    place = np.linspace(-2, 2, 20)
    z = np.outer(place, rng.normal(size=60)) + rng.normal(size=(20, 60))
    votes = np.where(z > 0, 3, 1)
    votes[0, 30:] = 8  # gone after the first year
    dates = [f"20{20 + j // 30}-01-{j % 30 + 1:02d}" for j in range(60)]
    rc = RollCalls.from_votes(
        votes,
        states=["USA", *(f"S{i:02d}" for i in range(1, 20))],
        dates=dates,
        title=[f"t{j}" for j in range(60)],
        symbol=[f"A/{j}" for j in range(60)],
        recurring_text=["same" if j in (3, 40) else "" for j in range(60)],
    )
    return IdealPoints(rc).fit()


def test_a_row_for_each_state_in_order(results):
    frame = results.summary_frame()
    assert len(frame) == 20
    assert frame["theta"].is_monotonic_increasing
    assert frame.loc["USA", "last"] == 2020
    assert frame.loc["S05", "last"] == 2021
    params = results.params.set_index(["state", "period"])
    assert frame.loc["S05", "theta"] == params.loc[("S05", 2021), "theta"]
    assert frame.loc["S05", "n_votes"] == params.loc["S05", "n_votes"].sum()


def test_items_say_what_was_voted_on(results):
    items = results.items.set_index("item")
    assert items.loc["call-5", ["symbol", "title"]].tolist() == ["A/5", "t5"]
    assert items.loc["same", "title"] == "t40"  # the last roll call on it
    assert str(items.loc["same", "date"].date()) == "2021-01-11"
    assert items.loc["same", "n_calls"] == 2


def test_a_notebook_shows_both_ends(results):
    shown = results._repr_html_()
    frame = results.summary_frame()
    assert frame.index[0] in shown
    assert frame.index[-1] in shown
    assert frame.index[10] not in shown
    assert "2,021" not in shown
