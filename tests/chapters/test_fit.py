"""Which chapters a study has matter for, and what page one says where the input is odd."""

from __future__ import annotations

from dataclasses import replace

import pytest

from analysis.chapters import answer
from analysis.chapters.fit import contents, from_counts_alone, left_out, silent_before
from analysis.errors import UsageError
from analysis.record.texts import text_table
from analysis.resolutions import Resolutions
from analysis.rollcalls import RollCalls
from analysis.rollcalls.load import load_resolutions, load_rollcalls
from analysis.rollcalls.told import told
from analysis.study import Study

from ..helpers import raises

HUNGARY = Study(
    country="HUN", rival="CHN", allies=("NATO", "EU"), friend="NLD",
    event="2010-05-29", before="2006-05-29", until="2014-05-28",
)  # fmt: skip
NO_TEXTS = Resolutions.of(text_table({"symbol": [], "date": [], "adopted": []}, 0))


@pytest.fixture(scope="module")
def embedded() -> RollCalls:
    return load_rollcalls("embedded", partial=True)


def test_the_study_of_the_house_has_every_chapter(embedded):
    assert left_out(Study(), embedded) == {}
    assert contents(Study(), embedded) == ()


def test_without_single_votes_page_one_and_the_record_stand_alone(embedded):
    assert from_counts_alone(HUNGARY, embedded)
    without = left_out(HUNGARY, embedded)
    assert {name[:2] for name in without} == {"02", "03", "04", "05", "06", "07", "08"}
    (said,) = contents(HUNGARY, embedded)
    assert "for want of single votes" in said.text
    assert "24 February 2025" in said.text


def test_the_council_is_for_those_who_voted_in_it(embedded):
    argentina = Study(
        country="ARG", rival="USA", allies=("UN_LATIN_AMERICA",), friend="URY",
        event="2023-12-10", before="2019-12-10", until="2027-12-09",
    )  # fmt: skip
    assert list(left_out(argentina, embedded)) == ["06-security-council"]


@pytest.mark.parametrize(
    ("odd", "where", "words"),
    [
        ({"issue": "nosuch"}, "study", ["nosuch"]),
        ({"allies": ("NOSUCH",)}, "members", ["NOSUCH"]),
        ({"country": "XKX"}, "table of states", ["unknown state", "XKX"]),
        ({"rival": "XXX"}, "table of states", ["unknown state", "XXX"]),
        ({"friend": "XXX"}, "table of states", ["unknown state", "XXX"]),
        ({"event": "2199-01-01", "until": "2199-01-02"}, "study", ["roll calls", "after"]),
        ({"event": "1945-06-26", "before": "1941-06-26"}, "study", ["roll calls", "before"]),
    ],
    ids=str,
)
def test_what_neither_votes_nor_counts_can_answer_is_refused(embedded, odd, where, words):
    with raises(UsageError, where, *words):
        left_out(replace(HUNGARY, **odd), embedded)


def silent_at_first(vote: int, state: int = 0) -> RollCalls:
    """Make a record in which a state casts no vote in the window before: absent, or no member."""
    votes = [[1, 1], [1, 1], [3, 3]]
    votes[state][0] = vote
    return RollCalls.from_votes(
        votes, states=["USA", "FRA", "RUS"], dates=["2024-12-01", "2025-03-01"]
    )


@pytest.mark.parametrize("vote", [8, 9], ids=["absent", "no member"])
@pytest.mark.parametrize("state", ["USA", "RUS"])
def test_without_a_vote_before_what_compares_is_left_out(vote, state):
    study = Study(friend="FRA")
    record = silent_at_first(vote, ["USA", "FRA", "RUS"].index(state))
    assert silent_before(study, record) == state
    without = left_out(study, record)
    assert {name[:2] for name in without} == {"03", "04", "05", "06", "07"}
    assert "in the window before" in without["05-shift"][1]
    assert silent_before(study, silent_at_first(1)) is None
    assert "05-shift" not in left_out(study, silent_at_first(1))


def test_without_a_vote_since_nothing_can_be_said():
    record = RollCalls.from_votes(
        [[1, 9], [1, 1], [3, 3]], states=["USA", "FRA", "RUS"], dates=["2024-12-01", "2025-03-01"]
    )
    with raises(UsageError, "1 roll call, 2025-03-01 to 2025-03-01", "USA", "after"):
        left_out(Study(friend="FRA"), record)


class TestPageOneOnOddInput:
    """It answers, or says in words what it cannot, and never fails."""

    @staticmethod
    def said(study: Study, rollcalls: RollCalls) -> str:
        found = answer.gather(study, rollcalls, NO_TEXTS)
        pieces = [
            *answer.said(found), *answer.levels(found), *answer.divided(found),
            *answer.treated(found), *answer.besides(found),
        ]  # fmt: skip
        texts = [
            getattr(p, "text", "") or f"{getattr(p, 'headline', '')}. {p.caption}" for p in pieces
        ]
        for text in texts:
            assert "nan" not in text.lower().split()
        return " ".join(texts)

    def test_twenty_votes(self):
        days = [f"20{y}-1{m}-05" for y in range(16, 26) for m in (1, 2)]
        usa = [1, 3] * 10
        rc = RollCalls.from_votes(
            [usa, [1] * 20, [3] * 20], states=["USA", "FRA", "RUS"], dates=days
        )
        assert "too few" in self.said(Study(), rc)

    def test_an_event_on_the_last_day(self):
        last = "2026-06-04"
        study = Study(event=last, before="2022-06-04", until="2030-06-03")
        found = answer.gather(study, load_rollcalls("embedded"), load_resolutions("embedded"))
        (lead, *_) = answer.said(found)
        assert lead.text.startswith("**Since 4 June 2026")
        answer.levels(found)

    @pytest.mark.parametrize(
        "title",
        [
            "x" * 2000,
            "word " * 400,
            "القدس والأراضي المحتلة",
            "<script>alert(1)</script> *a* [b](c) $x$",
        ],
        ids=["one word", "long", "arabic", "markup"],
    )
    def test_odd_titles(self, title):
        rc = RollCalls.from_votes(
            [[1, 3], [1, 1], [3, 3]],
            states=["USA", "FRA", "RUS"],
            dates=["2024-12-01", "2025-03-01"],
            title=[title, title],
            id=["a", "b"],
        )
        assert self.said(Study(), rc)
        for line in told(rc, ["a", "b"]):
            assert 0 < len(line) <= 70

    def test_a_partner_that_was_no_member(self):
        rc = RollCalls.from_votes(
            [[1, 3] * 6, [3, 1] * 6, [9] * 12],
            states=["USA", "FRA", "RUS"],
            dates=[f"{y}-10-0{k}" for y in (2023, 2025) for k in range(1, 7)],
        )
        found = answer.gather(Study(), rc, NO_TEXTS)
        assert "3 of the 6 texts" in self.said(Study(), rc)
        assert answer.divided(found) == ()

    @pytest.mark.parametrize(("n", "words"), [(8, "too few"), (40, "voted No on 0%")])
    def test_a_share_that_never_varies(self, n, words):
        days = [
            f"{y}-1{m}-{d:02d}" for y in (2023, 2025) for m in (0, 1) for d in range(1, n // 2 + 1)
        ]
        rc = RollCalls.from_votes([[1] * len(days)] * 2, states=["USA", "RUS"], dates=days)
        assert words in self.said(Study(), rc)

    @pytest.mark.parametrize(
        ("vote", "words"), [(9, "it was no member"), (8, "Absence is not abstention")]
    )
    def test_no_vote_before(self, vote, words):
        said = self.said(Study(), silent_at_first(vote))
        assert words in said
        assert "no change can be told" in said
        assert "In 2025 the United States voted" in said  # the figure's headline has levels
