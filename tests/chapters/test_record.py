"""The chapter on the record: on the embedded one, on a simulated one, with and without gaps."""

from __future__ import annotations

import pytest

from analysis.chapters import record as chapter
from analysis.chapters.pieces import Prose, Table
from analysis.rollcalls import RollCalls
from analysis.rollcalls.accounts.check import check_record
from analysis.rollcalls.load import load_resolutions


@pytest.mark.parametrize("name", ["known", "small"])
def test_every_piece(name, request, flat):
    everything = request.getfixturevalue(name)
    rollcalls, account = everything.whole(), check_record(everything)
    pieces = flat(
        chapter.abstract(account),
        chapter.sources(account),
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


def test_each_roll_call_is_counted_for_one_file(known):
    table = chapter.sources(check_record(known)).rows.set_index("name")
    assert table["roll_calls"].sum() == known.whole().n_calls
    assert table["in_part"].sum() == known.n_calls - known.whole().n_calls == 1
    assert table.loc["facts-part", ["roll_calls", "in_part"]].tolist() == [0, 1]


def test_two_files_of_one_layout_are_counted_each_for_itself():
    """Of three roll calls of one layout the first file gave two; a list of vetoes gave one."""
    files = [("undl", 2), ("undl", 1), ("vetoes", 1)]
    account = {
        "sources": [
            {"name": n, "title": n, "path": f"{n}-{k}", "licence": "", "roll_calls": k}
            for n, k in files
        ],
        "partial": {"roll_calls": 1, "by_source": {"vetoes": 1}},
        "roll_calls": 3, "first": "2020-01-01", "last": "2020-12-31",
    }  # fmt: skip
    rows = chapter.sources(account).rows
    assert rows["roll_calls"].tolist() == [2, 1, 0]
    assert rows["in_part"].tolist() == [0, 0, 1]


def test_adoptions_by_session(texts, flat):
    prose, table = flat(chapter.adoptions(texts))
    assert table.label == "tbl-adoptions"
    row = table.rows.iloc[0]
    # Of the numbers 1 to 4 of session 80 three are held; other sessions are left out.
    assert len(table.rows) == 1
    assert row[["session", "vote", "without_a_vote"]].tolist() == ["80", 2, 1]
    assert row[["highest", "held"]].tolist() == [4, 3]
    assert "2 texts by vote and 1 without" in prose.text
    assert "n = 3 texts" in table.caption


def test_treatment_by_year(texts, flat):
    """Adoptions without a vote are held since October 2025: the years before say nothing."""
    rc = RollCalls.from_votes(
        [[1, 1, 1, 1]],
        states=["USA"],
        dates=["2024-12-01", "2025-11-01", "2025-12-01", "2026-03-01"],
        treated_last=["vote", "vote", "without a vote", "never seen"],
    )
    prose, table = flat(chapter.treatment(rc, texts))
    assert table.label == "tbl-treatment"
    assert table.rows.to_numpy().tolist() == [[2025, 1, 1, 0, 0], [2026, 0, 0, 1, 0]]
    assert "1 in 2025" in prose.text
    assert "2025-10-01" in prose.text


def test_of_a_record_with_votes_alone_nothing_is_said_of_adoptions(embedded, texts, flat):
    by_vote = load_resolutions("embedded")
    assert flat(chapter.adoptions(by_vote), chapter.treatment(embedded, by_vote)) == []
    before = embedded.select(end="2020-01-01")
    assert chapter.treatment(before, texts) == ()


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
