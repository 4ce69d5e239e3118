"""Agreement of allies under Trump and before."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.errors import UsageError
from analysis.replications.alignment import (
    PUBLISHED,
    READINGS,
    _averages,
    identified,
    replicate,
    yearly,
)
from analysis.rollcalls import RollCalls


@pytest.fixture
def small():
    """Germany is of the G7 from 1975 here; the votes say by how little years differ from votes."""
    return RollCalls.from_votes(
        [[1, 3, 3, 1, 1, 1], [1, 1, 2, 3, 1, 1], [3, 3, 3, 3, 1, 3]],
        states=["USA", "DEU", "ISR"],
        dates=["1974-10-01", "1980-10-01", "1980-10-02", "2018-10-01", "2018-10-02", "2019-11-01"],
    )


def test_what_an_abstention_counts(small):
    half, none, out = (yearly(small, "DEU", a) for a in ("half", "nothing", "left out"))
    assert half.loc[1980].tolist() == [0.5, 2.0]
    assert none.loc[1980].tolist() == [0.0, 2.0]
    assert out.loc[1980].tolist() == [0.0, 1.0]
    with pytest.raises(UsageError):
        yearly(small, "DEU", "twice")


def test_weights():
    table = pd.DataFrame({"sum": [1.0, 0.0, 3.0], "n": [1.0, 3.0, 3.0]}, index=[1990, 1991, 2018])
    assert _averages({"DEU": table}, "DEU", "votes", "2019") == (0.25, 1.0)
    assert _averages({"DEU": table}, "DEU", "years", "2019") == (0.5, 1.0)


def test_a_group_counts_its_members_of_the_year(small):
    series = {"DEU": yearly(small, "DEU", "half")}
    then, now = (_averages(series, "G7", "votes", w)[0] for w in ("each year", "2019"))
    assert now == pytest.approx(1.5 / 3)  # 1974 too
    assert then == pytest.approx(0.5 / 2)


def test_every_reading_of_every_number(small):
    table = replicate(small)
    assert len(table) == len(READINGS) * len(PUBLISHED)
    mine = identified(table)
    assert mine["of"].tolist() == list(PUBLISHED)
    row = mine.set_index("of").loc["DEU"]
    assert row["here_after"] == 50.0  # the vote of November 2019 lies beyond the 73rd session
    assert identified(replicate(small, "2019-12-31")).set_index("of").loc["DEU"][
        "here_after"
    ] == pytest.approx(200 / 3)


def test_on_the_record(history):
    """One reading gives all six levels before, and no other; and then the levels after, too."""
    table = replicate(history)
    apart = (table["here_before"] - table["published_before"]).abs()
    worst = apart.groupby([table[c] for c in ("abstention", "texts", "weights", "members")]).max()
    assert (worst < 0.25).sum() == 1
    assert worst.idxmin() == ("half", "whole texts", "votes", "each year")
    mine = identified(table)
    assert (mine["here_after"] - mine["published_after"]).abs().max() < 0.15
    assert mine.set_index("of").loc["G7", "here_change"] == pytest.approx(-7.3, abs=0.05)
