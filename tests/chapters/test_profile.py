"""The chapter of one state by itself, and of one that never voted."""

from __future__ import annotations

import pytest

from analysis.chapters import profile as chapter
from analysis.chapters.pieces import Picture, Prose
from analysis.prose.headlines import of_scope
from analysis.rollcalls import RollCalls
from analysis.study import Study, taken_up

ALL = (
    chapter.abstract, chapter.attendance, chapter.position, chapter.who_votes_alike,
    chapter.permanent_members, chapter.by_issue, chapter.nearly_alone, chapter.unexpected,
    chapter.the_day, chapter.in_council,
)  # fmt: skip


def labels(pieces) -> list[str]:
    return [p.label for p in pieces if not isinstance(p, Prose)]


@pytest.mark.parametrize(("country", "event"), [("USA", "2025-01-20"), ("HUN", "2022-02-24")])
def test_every_piece(embedded, flat, country, event):
    study = taken_up({"country": country, "event": event, "draws": 50})
    pieces = flat(part(chapter.gather(study, embedded)) for part in ALL)
    # Of a permanent member the chapter on the Council draws the pairs.
    assert labels(pieces) == [
        "fig-participation", "tbl-participation", "fig-neighbours",
        *(["fig-permanent"] if country == "HUN" else []),
        "fig-issues", "tbl-alone", "tbl-unexpected", "tbl-day",
    ]  # fmt: skip
    # A figure is quoted by itself, and must not pass for one of all votes.
    assert {of_scope("", "embedded") in p.subtitle for p in pieces if isinstance(p, Picture)} == {
        True
    }
    day = next(p for p in pieces if getattr(p, "label", "") == "tbl-day")
    assert len(day.rows) == (3 if country == "USA" else 3)


@pytest.mark.parametrize(
    ("country", "rival", "friend", "beside"),
    [
        ("ARG", "USA", "URY", ["USA", "URY", "CHN"]),
        ("HUN", "CHN", "NLD", ["CHN", "NLD", "USA"]),
        ("CHN", "USA", "PAK", ["USA", "PAK", "RUS"]),
        ("USA", "RUS", "CHN", ["RUS", "CHN"]),
    ],
)
def test_issues_are_shown_with_the_company_of_the_study(country, rival, friend, beside):
    study = Study(country=country, rival=rival, friend=friend)
    hues = chapter._company(study)
    assert list(hues) == beside
    assert len(set(hues.values())) == len(hues)


def test_a_simulated_record(small, flat):
    country = str(small.states.index[2])
    votes = chapter.gather(taken_up({"country": country, "draws": 50}), small)
    pieces = flat(part(votes) for part in ALL)
    assert {"fig-participation", "fig-neighbours", "tbl-alone"} <= set(labels(pieces))
    assert "tbl-day" not in labels(pieces)


def test_a_state_that_never_voted_has_little_to_say(flat):
    rc = RollCalls.from_votes([[9] * 4, [1, 3, 1, 3], [1, 1, 3, 3]], states=["SSD", "FRA", "HUN"])
    pieces = flat(part(chapter.gather(taken_up({"country": "SSD"}), rc)) for part in ALL)
    assert labels(pieces) == []
    assert "on no roll call" in pieces[0].text
