"""`unshift validate`: what it prints, and when it fails."""

from __future__ import annotations

import json

import pytest

from analysis.idealpoints import IdealPoints
from analysis.rollcalls import load
from analysis.simulate import simulate

from ..validate.test_validate import HEAD, write


@pytest.fixture
def record(data, monkeypatch):
    """A simulated history, and a folder for published points."""
    rollcalls = simulate("null", 1, n_states=14, years=3, calls_per_year=30).rollcalls
    monkeypatch.setattr(load, "load_rollcalls", lambda record: rollcalls)
    return rollcalls


@pytest.fixture
def published(record, data):
    params = IdealPoints(record).fit().params
    write(data / "points.tab", params, params["theta"] + 0.01)
    return data / "points.tab"


def test_json_is_one_object(run, published):
    code, out, err = run("validate", "--json")
    assert (code, err) == (0, "")
    found = json.loads(out)
    (one,) = found["files"]
    assert (one["file"], one["converged"], one["n"]) == ("points.tab", True, 42)
    assert one["rmse"] == pytest.approx(0.01)
    assert len(one["disagreements"]) == 10
    assert {row["state"] for row in one["side_by_side"]} == {"USA", "RUS"}
    assert found["not_compared"] == []


def test_text_says_the_same(run, published):
    code, out, err = run("validate")
    assert (code, err) == (0, "")
    for words in (
        "points.tab: votes on whole texts, by year",
        "r = 1.000 over 42 state-periods",
        "RMSE 0.010",
        "100.0% of our points in the published 90% bands",
        "USA 2025",
    ):
        assert words in out


def test_a_file_that_cannot_be_compared_is_named_beside_the_others(run, published):
    (published.parent / "sessions.csv").write_text(
        HEAD.replace("FP", "Whaling").replace("year", "session").replace("\t", ",")
        + "2,USA,United States,1,20,1,0,2\n"
    )
    code, out, _ = run("validate")
    assert code == 0
    assert "sessions.csv: not compared, cannot tell which votes the series 'Whaling'" in out
    published.unlink()
    code, out, err = run("validate", "--json")
    assert code == 1
    assert json.loads(out)["files"] == []
    assert "no published file could be compared" in err
    assert len(err.splitlines()) == 1


def test_a_fit_that_did_not_converge_fails(run, published, monkeypatch):
    whole = IdealPoints.fit
    monkeypatch.setattr(IdealPoints, "fit", lambda self: whole(self, max_iter=1))
    code, out, err = run("validate", "--json")
    assert code == 1
    assert json.loads(out)["files"][0]["converged"] is False
    assert "did not converge (points.tab)" in err
    code, out, _ = run("validate")
    assert code == 1
    assert "NOT CONVERGED" in out


def test_nothing_to_compare_with(refused, record):
    assert "no published ideal points were found" in refused(1, "validate")


def test_no_history(refused, data):
    assert "no files of votes found" in refused(2, "validate")
