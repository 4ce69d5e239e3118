"""The published estimates as yardstick, and real records large and tiny."""

from __future__ import annotations

import time

import numpy as np
import pandas as pd
import pytest

from analysis.errors import RecordError, UsageError
from analysis.idealpoints import IdealPoints, compare, read_published
from analysis.rollcalls import RollCalls

from .conftest import find


def test_reads_both_files():
    by_session = read_published(find("published/IdealpointestimatesAll_Apr2020.csv"))
    by_year = read_published(find("published/Idealpointestimates1946-2025.tab"))
    assert (len(by_session), len(by_year)) == (10_469, 11_610)
    assert list(by_session.columns) == list(by_year.columns)
    for table in (by_session, by_year):
        assert not table.duplicated(["ccode", "period"]).any()
        assert not table.duplicated(["state", "period"]).any()
        assert table.notna().all().all()
        assert {"NAM", "USA", "YAR", "YMD", "DDR"} <= set(table["state"])
        assert ((table["q05"] < table["theta"]) & (table["theta"] < table["q95"])).mean() > 0.99
    assert "Côte d’Ivoire" in set(by_session["name"])
    us = by_year.query("state == 'USA' and period == 2025")["theta"].item()
    assert us == pytest.approx(3.36, abs=0.01)


def test_published_that_cannot_be_read(tmp_path):
    with pytest.raises(RecordError, match="no such file"):
        read_published(tmp_path / "none.csv")
    (tmp_path / "x.csv").write_text("ccode,year\n2,1946\n")
    with pytest.raises(RecordError, match="iso3c"):
        read_published(tmp_path / "x.csv")


def test_compare_wants_unique_and_common_points():
    a = pd.DataFrame({"state": list("ABC"), "period": [1, 1, 1], "theta": [0.0, 1.0, 2.0]})
    with pytest.raises(UsageError, match="twice"):
        compare(pd.concat([a, a]), a)
    with pytest.raises(UsageError, match="only 0"):
        compare(a, a.assign(period=2))
    assert compare(a, a.assign(period="1", theta=-a["theta"]))["r"] == -1.0


@pytest.mark.slow
def test_rebuilds_the_history(published_input, published):
    model = IdealPoints(published_input, by="session", anchor="2")
    ballots = model.ballots
    assert ballots.n_votes == 797_473
    assert len(ballots.items) == 4_784
    assert int(ballots.n_calls.sum()) == 5_733
    results = model.fit()
    params = results.params
    assert len(params) == 10_469
    counts = params.astype({"period": int}).merge(published, on=["state", "period"])
    assert (counts["n_votes_x"] == counts["n_votes_y"]).all()
    assert len(counts) == 10_469
    assert results.converged
    close = results.compare(published)
    assert close["r"] >= 0.984, close
    assert close["r_within"] >= 0.996, close
    begin = time.perf_counter()
    IdealPoints(published_input, by="session", anchor="2").fit()
    assert time.perf_counter() - begin < 30


def test_ukraine_record():
    long = pd.read_csv(find("facts/ukraine_roll_calls.csv"), keep_default_na=False)
    long["code"] = long["vote"].map({"Y": 1, "A": 2, "N": 3, "X": 8})
    wide = long.pivot(index="iso3", columns="resolution", values="code").fillna(0)
    dates = long.drop_duplicates("resolution").set_index("resolution")["date"]
    rollcalls = RollCalls.from_votes(
        wide.to_numpy(dtype=np.int8),
        states=list(wide.index),
        dates=list(dates[wide.columns]),
        id=list(wide.columns),
    )
    results = IdealPoints(rollcalls, by="year", anchor="GBR").fit()
    assert results.converged
    params = results.params
    assert np.isfinite(params[["theta", "se", "low", "high"]].to_numpy()).all()
    mean = params.groupby("state")["theta"].mean()
    assert mean[["GBR", "POL", "FRA", "UKR"]].min() > 0 > mean[["RUS", "BLR", "PRK"]].max()
    shift = results.between("USA", [2022, 2023], [2025])
    assert shift.estimate < 0
