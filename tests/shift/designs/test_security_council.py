"""The permanent members: by hand, like beside like, and small numbers said."""

from __future__ import annotations

import pytest

from analysis.errors import UsageError
from analysis.rollcalls import RollCalls
from analysis.rollcalls.load import load_rollcalls
from analysis.shift.designs.security_council import (
    council_by_year,
    security_council,
)
from analysis.study import Study

from ...helpers import raises

Y, A, N = 1, 2, 3
STATES = ["USA", "RUS", "FRA", "GBR", "CHN"]


def council(symbols, issues=None, body="SC") -> RollCalls:
    """Two roll calls on drafts and one adopted text in 2022; three of 2025."""
    votes = [
        [Y, N, Y, Y, Y, Y],
        [N, Y, Y, Y, N, Y],
        [Y, N, Y, A, Y, Y],
        [Y, N, Y, A, Y, Y],
        [A, Y, Y, Y, A, Y],
    ]
    dates = ["2022-02-25", "2022-03-23", "2022-12-01", "2025-02-24", "2025-03-01", "2025-04-01"]
    return RollCalls.from_votes(
        votes,
        states=STATES,
        dates=dates,
        body=body,
        symbol=symbols,
        **({} if issues is None else {"issues": issues}),
    )


DRAFTS = ["S/2022/1", "S/2022/2", "S/RES/1", "S/RES/2", "S/2025/3", "S/RES/4"]
ADOPTED = [*DRAFTS[:4], "S/RES/3", "S/RES/4"]


def by_name(estimates):
    return {e.name: e for e in estimates}


def test_counted_by_hand():
    found = by_name(security_council(council(DRAFTS), Study()))
    assert list(found) == ["council.RUS", "council.CHN", "council.FRA", "council.GBR"]
    # USA-RUS: YN NY YY, then YY YN YY.
    assert found["council.RUS"].estimate == pytest.approx(2 / 3 - 1 / 3)
    assert found["council.FRA"].estimate == pytest.approx((0.5 + 1 + 1) / 3 - 1)
    assert "n is 3 before and 3 after, which is few" in found["council.RUS"].method
    assert any(
        "no dimension for the power to defeat" in a for a in found["council.RUS"].assumptions
    )


def test_adopted_texts_stand_beside_adopted_texts():
    e = by_name(security_council(council(ADOPTED), Study()))["council.RUS"]
    assert e.estimate == pytest.approx(2 / 3 - 1)
    assert e.n == 4
    assert "only adopted texts" in e.method


def test_the_issue_stands_beside_the_issue():
    issues = ["ukraine"] * 3 + ["ukraine", "", ""]
    e = by_name(security_council(council(DRAFTS, issues), Study()))["council.RUS"]
    assert e.estimate == pytest.approx(1 - 1 / 3)
    assert "only roll calls on the issue ukraine" in e.method
    assert "only adopted" not in e.method


def test_by_year():
    table = council_by_year(council(DRAFTS)).set_index(["year", "a", "b"])
    assert len(table) == 2 * 10
    assert table.loc[(2022, "RUS", "USA"), "n"] == 3
    assert table.loc[(2025, "RUS", "USA"), "identical"] == pytest.approx(2 / 3)
    assert council_by_year(council(DRAFTS, body="GA")).empty


def test_a_veto_of_one_is_a_vote_apart():
    votes = {
        "USA": [1, 0, 3, 0, 3],
        "GBR": [1, 0, 3, 3, 0],
        "RUS": [2, 3, 0, 0, 0],
        "NOR": [1, 0, 0, 0, 0],
    }
    rc = RollCalls.from_votes(
        list(votes.values()),
        states=list(votes),
        body="SC",
        dates=[f"1980-01-0{d}" for d in range(1, 6)],
        partial=[False, True, True, True, True],
    )
    table = council_by_year(rc, ("USA", "GBR", "RUS", "NOR")).set_index(["a", "b"])
    both = table.loc[("USA", "GBR")]
    # One adoption alike; of three vetoes by either, one by both.
    assert both[["n", "identical", "vetoes", "joint"]].tolist() == [1, 1, 3, 1]
    assert both["with_vetoes"] == pytest.approx(2 / 4)
    assert table.loc[("USA", "RUS"), ["ordinal", "vetoes"]].tolist() == [0.5, 3]
    assert table.loc[("USA", "RUS"), "with_vetoes"] == 0
    # Of an elected member the list says nothing.
    assert table.loc[("USA", "NOR"), ["vetoes", "with_vetoes"]].tolist() == [0, 1]


def test_the_embedded_record():
    """Six roll calls on Ukraine from 2014 on, one of them since the event; two adopted."""
    found = by_name(security_council(load_rollcalls("embedded"), Study()))
    assert found["council.RUS"].n == 2
    assert found["council.RUS"].low is None
    assert found["council.FRA"].estimate == -0.5  # France abstained on resolution 2774


@pytest.mark.parametrize(
    ("changes", "where", "words"),
    [
        (
            {"event": "2026-01-01"},
            "6 roll calls of the Council in the record",
            ["United States", "after"],
        ),
        (
            {"country": "FRA", "event": "2021-06-01"},
            "6 roll calls of the Council in the record",
            ["France", "before"],
        ),
        ({"country": "HUN"}, "table of states", ["HUN"]),
    ],
)
def test_what_cannot_be(changes, where, words):
    with raises(UsageError, where, *words):
        security_council(council(DRAFTS), Study(**changes))


def test_no_council_in_the_record():
    with raises(UsageError, "0 roll calls of the Council in the record"):
        security_council(council(DRAFTS, body="GA"), Study())
