"""From a file of anyone's to ideal points, by names alone."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.errors import UsageError
from analysis.idealpoints import IdealPoints
from analysis.rollcalls import RollCalls


@pytest.fixture(scope="module")
def chamber():
    """Thirty members on a line, forty votes in two sessions, no dates."""
    rng = np.random.default_rng(3)
    theta = np.linspace(-2, 2, 30)
    z = np.outer(theta, rng.normal(size=40)) + rng.normal(size=(30, 40))
    table = pd.DataFrame(
        (z > 0).astype(int), index=["CRUZ, Rafael Edward (Ted)", *(f"M, {i}" for i in range(29))]
    )
    about = pd.DataFrame(
        {"session": ["1"] * 20 + ["2"] * 20, "title": [f"t{j}" for j in range(40)]}
    )
    return theta, RollCalls.from_wide(table, codes="binary", calls=about, body="Senate")


def test_ideal_points_with_an_anchor_by_name(chamber):
    theta, rc = chamber
    results = IdealPoints(rc, by="all", anchor="Ted Cruz").fit()
    found = results.summary_frame().loc[rc.states.index, "theta"].to_numpy()
    assert np.corrcoef(found, -theta)[0, 1] > 0.9  # the anchor, at the left end, is positive
    assert results.anchor == rc.states.index[0]
    assert results.rests_on == "40 roll calls of Senate, not dated"
    assert results.items["title"].str.startswith("t").all()
    assert results.items["date"].isna().all()
    assert "not dated" in results._repr_html_()


def test_by_session_where_there_are_no_days(chamber):
    rc = chamber[1]
    results = IdealPoints(rc, by="session", anchor="Ted Cruz").fit()
    assert set(results.params["period"]) == {"1", "2"}
    assert results.between("ted cruz", ["1"], ["2"]).is_defined
    with pytest.raises(UsageError):
        IdealPoints(rc, anchor="Ted Cruz")


def test_the_anchor_must_be_named(chamber):
    with pytest.raises(UsageError):
        IdealPoints(chamber[1], by="all")


def test_a_notebook_shows_bodies_and_votes(chamber):
    shown = chamber[1]._repr_html_()
    assert "Senate" in shown
    assert "<table>" in shown
    assert str(int(chamber[1].tally()["yes"].sum())) in shown
