"""The chapter on the record: on the embedded one, on a simulated one, with and without gaps."""

from __future__ import annotations

import pytest

from analysis.chapters import record as chapter
from analysis.chapters.pieces import Prose, Table
from analysis.rollcalls import RollCalls
from analysis.rollcalls.accounts.check import check_record


@pytest.mark.parametrize("name", ["embedded", "small"])
def test_every_piece(name, request, flat):
    rollcalls = request.getfixturevalue(name)
    account = check_record(rollcalls)
    pieces = flat(
        chapter.abstract(account),
        chapter.sources(rollcalls, account),
        chapter.years(rollcalls),
        chapter.gaps(rollcalls, account),
        chapter.tallies(account),
        chapter.cells(account),
        chapter.joining(account),
    )
    held = {p.label: p for p in pieces if not isinstance(p, Prose)}
    assert {"tbl-sources", "fig-coverage", "tbl-cells"} <= set(held)
    assert held["tbl-cells"].rows["number"].sum() == rollcalls.n_states * rollcalls.n_calls
    assert held["tbl-cells"].rows["share"].sum() == pytest.approx(100)
    assert f"{rollcalls.n_calls:,} roll calls" in pieces[0].text


def test_each_roll_call_is_counted_for_one_file(embedded):
    table = chapter.sources(embedded, check_record(embedded)).rows
    assert table["roll_calls"].sum() == embedded.n_calls


@pytest.mark.parametrize("year", [2003, 2004])
def test_a_year_without_roll_calls_is_a_gap(year):
    """In the years 2001 to 2005 ten roll calls are held, but for one year."""
    years = [y for y in range(2001, 2006) if y != year for _ in range(10)]
    rc = RollCalls.from_votes(
        [[1] * len(years)], states=["USA"], dates=[f"{y}-10-01" for y in years]
    )
    found = chapter.gaps(rc, check_record(rc))
    assert isinstance(found, Table)
    assert found.rows["year"].tolist() == [year]


def test_a_record_without_gaps_has_no_table_of_them():
    years = [y for y in range(2001, 2006) for _ in range(10)]
    rc = RollCalls.from_votes(
        [[1] * len(years)], states=["USA"], dates=[f"{y}-10-01" for y in years]
    )
    assert isinstance(chapter.gaps(rc, check_record(rc)), Prose)


@pytest.mark.parametrize("n", [0, 1, 25])
def test_roll_calls_whose_totals_differ_are_listed(n):
    row = {"symbol": "", "id": "x", "date": "2020-01-01", "text": "1 yes less"}
    account = {
        "tally_differences": [row] * n,
        "tally_checked": 30,
        "first": "2020-01-01",
        "last": "2020-12-31",
    }
    pieces = chapter.tallies(account)
    assert len(pieces) == (2 if n else 1)
    if n:
        assert len(pieces[1].rows) == min(n, chapter.LISTED)
        assert set(pieces[1].rows["name"]) == {"x"}
