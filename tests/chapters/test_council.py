"""The chapter on the Security Council, and what is left of it where the record holds little."""

from __future__ import annotations

import pytest

from analysis.chapters import council as chapter
from analysis.chapters.pieces import Prose
from analysis.figures.council import CROWDED
from analysis.rollcalls import RollCalls
from analysis.study import Study

ALL = (
    chapter.abstract, chapter.grid, chapter.resolution, chapter.listing, chapter.vetoes,
    chapter.veto_list, chapter.pairs, chapter.rise, chapter.decades, chapter.change, chapter.deals,
)  # fmt: skip


def labels(pieces) -> list[str]:
    return [p.label for p in pieces if not isinstance(p, Prose)]


def test_every_piece(known, flat):
    votes = chapter.gather(Study(draws=50), known)
    pieces = flat(part(votes) for part in ALL)
    assert labels(pieces) == [
        "fig-council", "tbl-council", "tbl-vetoes", "fig-pairs", "tbl-council-change",
        "tbl-council-deals",
    ]  # fmt: skip
    held = {p.label: p for p in pieces if not isinstance(p, Prose)}
    assert len(held["tbl-council"].rows) == len(votes.votes)
    counted = held["tbl-vetoes"].rows.set_index("state")
    assert counted.loc["Russia", "vetoes"] <= counted.loc["Russia", "noes"]
    assert (counted[["yes", "abstentions", "noes"]].sum(axis=1) <= len(votes.votes)).all()


def test_another_country_and_event(embedded, flat):
    study = Study(country="HUN", friend="USA", event="2022-02-24", before="2018-02-24",
                  until="2026-02-23", draws=50)  # fmt: skip
    votes = chapter.gather(study, embedded)
    assert votes.lead == "USA"
    pieces = flat(part(votes) for part in ALL)
    assert "Hungary cast no vote in the Council" in pieces[0].text
    assert "tbl-council-change" not in labels(pieces)


def test_a_permanent_member_leads_its_own_pairs(embedded):
    votes = chapter.gather(Study(country="FRA", rival="USA"), embedded)
    assert votes.lead == "FRA"
    assert votes.partners == ["RUS", "GBR", "CHN", "USA"]


@pytest.mark.parametrize("country", ["USA", "XXX"])
def test_a_record_without_the_council(small, flat, country):
    votes = chapter.gather(Study(country=country), small)
    pieces = flat(part(votes) for part in ALL)
    assert labels(pieces) == []
    assert "no roll call of the Council" in pieces[0].text


@pytest.fixture
def with_vetoes() -> RollCalls:
    """Adopted texts of 1979 to 1981 and one on Ukraine; three drafts that a list names."""
    y, n, _ = 1, 3, 0
    columns = {
        "1979-05-01": ([y, y, y, y, y], "S/RES/1", False),
        "1981-05-01": ([y, 2, y, y, y], "S/RES/2", False),
        "2025-02-24": ([y, y, 2, 2, y], "S/RES/3", False),
        "1980-05-01": ([n, _, n, _, _], "S/4", True),
        "1982-05-01": ([_, n, _, _, _], "S/5", True),
        "2025-06-04": ([n, _, _, _, _], "S/6", True),
    }
    votes, symbols, partial = zip(*columns.values(), strict=True)
    return RollCalls.from_votes(
        [list(row) for row in zip(*votes, strict=True)],
        states=["USA", "RUS", "GBR", "FRA", "CHN"],
        dates=list(columns),
        body="SC",
        symbol=list(symbols),
        partial=list(partial),
        outcome=["failed" if p else "adopted" for p in partial],
        issues=["ukraine" if s == "S/RES/3" else "" for s in symbols],
    )


class TestVetoesOfAList:
    def test_who_vetoed(self, with_vetoes, flat):
        (table,) = flat(chapter.veto_list(chapter.gather(Study(), with_vetoes)))
        rows = table.rows.set_index("state")[["all", "alone", "before", "since"]]
        assert rows.loc["United States"].tolist() == [2, 1, 1, 1]
        assert rows.loc["Russia"].tolist() == [1, 1, 1, 0]
        assert rows.loc["United Kingdom"].tolist() == [1, 0, 1, 0]
        assert rows.index[0] == "United States"
        assert "n = 3 drafts, 1980-05-01 to 2025-06-04" in table.caption

    def test_by_decade(self, with_vetoes, flat):
        _, table = flat(chapter.decades(chapter.gather(Study(), with_vetoes)))
        # In the order in which the pairs are drawn.
        assert table.rows["with"].unique().tolist() == ["RUS", "FRA", "GBR", "CHN"]
        rows = table.rows.set_index(["with", "years"])[["n", "identical", "vetoes", "joint"]]
        # With Russia one text apart, and two drafts that one of the two vetoed.
        assert rows.loc[("RUS", "1980–1989")].tolist() == [1, 0, 2, 0]
        # With the United Kingdom one text alike, and one draft that both vetoed.
        assert rows.loc[("GBR", "1980–1989")].tolist() == [1, 1, 1, 1]
        counted = table.rows.set_index(["with", "years"])["counted"]
        assert counted[("RUS", "1980–1989")] == 0
        assert counted[("GBR", "1980–1989")] == 1
        assert counted[("RUS", "2020–2029")] == pytest.approx(1 / 2)
        assert ("FRA", "1990–1999") not in rows.index

    def test_they_are_in_no_other_count(self, with_vetoes):
        votes = chapter.gather(Study(), with_vetoes)
        assert votes.council.n_calls == votes.rollcalls.n_calls == 3
        assert len(votes.by_list) == 3
        assert len(votes.votes) == 1

    def test_a_record_without_a_list(self, known, with_vetoes):
        for record in (known, with_vetoes.whole()):
            votes = chapter.gather(Study(), record)
            assert chapter.veto_list(votes) == chapter.decades(votes) == ()


@pytest.mark.parametrize(("n", "told"), [(CROWDED, True), (CROWDED + 1, False)])
def test_numbers_stand_beside_dots_where_years_are_few(n, told):
    council = [f"{2025 - k}-03-01" for k in range(n)]
    rc = RollCalls.from_votes(
        [[1] * (n + 1)] * 5,
        states=["USA", "RUS", "GBR", "FRA", "CHN"],
        dates=[*council, "2025-04-01"],
        body=["SC"] * n + ["GA"],
        symbol=[f"S/RES/{k}" for k in range(n)] + ["A/1"],
    )
    # As many years are shown as the window before the event needs.
    study = Study(draws=20).changed(before="1995-01-20")
    (picture,) = chapter.pairs(chapter.gather(study, rc))
    assert ("with the number of roll calls" in picture.caption) is told
    assert ("1.00 in 2024 (1 vote)" in picture.alt) is told
