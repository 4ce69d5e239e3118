"""What is shipped of counts is small, whole and readable."""

from __future__ import annotations

import pytest

from analysis.errors import RecordError
from analysis.paths import DERIVED
from analysis.shift.shipped.tables import NAMES, has_counts, read_counts, run_of_counts


def test_the_tables_are_there_and_small():
    assert has_counts()
    for name in NAMES:
        assert (DERIVED / f"{name}.parquet").stat().st_size < 1_000_000


def test_they_say_what_they_rest_on():
    about = run_of_counts()
    assert about["first"] < about["without_since"] < about["last"]
    days = read_counts("counts_days")
    assert f"{days['date'].max():%Y-%m-%d}" == about["last"]


def test_every_state_is_there():
    votes = read_counts("counts_votes")
    assert votes["state"].nunique() > 190
    assert (votes[["yes", "no", "abstain", "absent"]].sum(axis=1) > 0).all()
    assert (votes["alone_no"] <= votes["no"]).all()


def test_absence_is_no_vote():
    """Of a state and day its votes and absences are never more than the day's whole texts."""
    votes, days = read_counts("counts_votes"), read_counts("counts_days")
    calls = days[days["kind"] == "whole"].groupby("date")["calls"].sum()
    held = votes.groupby(["state", "date"])[["yes", "no", "abstain", "absent"]].sum().sum(axis=1)
    most = held.groupby("date").max()
    assert (most <= calls.reindex(most.index)).all()


def test_what_is_not_there_is_said(tmp_path):
    assert not has_counts(tmp_path)
    for asked in (lambda: read_counts("counts_days", tmp_path), lambda: run_of_counts(tmp_path)):
        with pytest.raises(RecordError) as refused:
            asked()
        assert refused.value.where == "data/derived"
