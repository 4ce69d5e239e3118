"""Each predicate on both sides: told what the votes show, and told otherwise."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.claims.arguments import Day, Groups, State, States, Text, Texts
from analysis.claims.ballot import Book
from analysis.claims.ledger import Finding, judge
from analysis.claims.predicates import PREDICATES
from analysis.claims.predicates.deeds import DEEDS
from analysis.errors import UsageError
from analysis.record.codes import Vote
from analysis.rollcalls import RollCalls

EUROPEAN, AMERICAN = Text("A/RES/ES-11/7"), Text("A/RES/ES-11/8")
COUNCIL, PROCEDURAL = Text("S/RES/2774(2025)"), Text("S/RES/2623(2022)")
FEBRUARY = Text("A/RES/ES-11/6", "February 2023")
USA, RUS, CHN, IRN, FRA = (State(s) for s in ("USA", "RUS", "CHN", "IRN", "FRA"))
HUN = State("HUN")
NONE = Texts()
TALLY = {"text": EUROPEAN, "in_favour": 93, "against": 18, "abstain": 65}
WITH = {"text": EUROPEAN, "state": USA, "named": States((RUS, HUN)), "others": 15}
MORE = {"text": EUROPEAN, "earlier": FEBRUARY, "abstain": 65}
FEWER = {"text": EUROPEAN, "earlier": Texts([FEBRUARY]), "in_favour": 93, "than": 140}
FIRST = {"text": EUROPEAN, "maybe_missing": NONE}
KEPT = {"beside": RUS, "after": Day(2025, 2, 24), "one_source": NONE}
APART = {"text": COUNCIL, "other": RUS}
INVASION = Day(2022, 2, 24)

#: Predicate, arguments, and the verdict on the embedded record, counted by hand from the votes.
CASES = [
    ("tally", TALLY, "confirmed"),
    ("tally", TALLY | {"against": 17}, "refuted"),
    ("tally", TALLY | {"state": USA, "vote": Vote.NO}, "confirmed"),
    ("tally", TALLY | {"state": USA, "vote": Vote.YES}, "refuted"),
    ("tally", TALLY | {"abstaining": States((CHN,))}, "confirmed"),
    ("tally", TALLY | {"abstaining": States((FRA,))}, "partly"),
    ("voted_with", {"text": EUROPEAN, "state": USA}, "confirmed"),
    ("voted_with", {"text": EUROPEAN, "state": IRN}, "refuted"),
    ("voted_with", WITH, "confirmed"),
    ("voted_with", WITH | {"others": 14}, "partly"),
    ("voted_with", WITH | {"named": States((RUS, CHN))}, "partly"),
    (
        "voted_throughout",
        {"texts": Texts([EUROPEAN, AMERICAN]), "state": CHN, "vote": Vote.ABSTAIN},
        "confirmed",
    ),
    (
        "voted_throughout",
        {"texts": Texts([EUROPEAN, AMERICAN]), "state": USA, "vote": Vote.NO},
        "partly",
    ),
    ("voted_throughout", {"texts": Texts([EUROPEAN]), "state": FRA, "vote": Vote.NO}, "refuted"),
    ("more_than_before", MORE, "confirmed"),
    ("more_than_before", MORE | {"abstain": 64}, "refuted"),
    ("more_than_before", MORE | {"earlier": AMERICAN}, "partly"),
    ("fewer_than_before", FEWER, "confirmed"),
    ("fewer_than_before", FEWER | {"than": 141}, "partly"),
    ("fewer_than_before", FEWER | {"text": FEBRUARY, "earlier": Texts([EUROPEAN])}, "refuted"),
    ("only_these_did_not", {"text": EUROPEAN, "groups": Groups(EU=States((HUN,)))}, "confirmed"),
    ("only_these_did_not", {"text": EUROPEAN, "groups": Groups(EU=States((FRA,)))}, "refuted"),
    ("first_time", FIRST | {"states": States((USA,)), "deed": DEEDS["voted no"]}, "confirmed"),
    ("first_time", FIRST | {"states": States((RUS,)), "deed": DEEDS["voted no"]}, "refuted"),
    # In the Assembly for the first time; in the Council they had voted alike before.
    ("first_time", FIRST | {"states": States((USA, RUS)), "deed": DEEDS["voted alike"]}, "partly"),
    ("first_time", FIRST | {"states": States((USA, FRA)), "deed": DEEDS["voted alike"]}, "refuted"),
    (
        "first_time",
        FIRST | {"states": States((USA,)), "deed": DEEDS["voted against its allies"]},
        "confirmed",
    ),
    (
        "first_time",
        FIRST | {"states": States((RUS,)), "deed": DEEDS["voted against its allies"]},
        "refuted",
    ),
    ("kept_voting", KEPT | {"state": RUS}, "confirmed"),
    ("kept_voting", KEPT | {"state": FRA}, "refuted"),
    ("apart_from_allies", APART | {"state": USA}, "confirmed"),
    ("apart_from_allies", APART | {"state": State("GBR")}, "refuted"),
    # 2774 came after the procedural one; that one came first.
    (
        "first_adopted",
        {"text": COUNCIL, "procedural": PROCEDURAL, "since": INVASION},
        "partly",
    ),
    ("first_adopted", {"text": COUNCIL, "procedural": COUNCIL, "since": INVASION}, "refuted"),
    (
        "first_adopted",
        {"text": PROCEDURAL, "procedural": COUNCIL, "since": INVASION},
        "not decidable",
    ),
    ("vetoed_drafts", {"state": RUS, "since": INVASION}, "confirmed"),
    # Drafts that failed are known only in part, so that none refutes nothing.
    ("vetoed_drafts", {"state": CHN, "since": INVASION}, "not decidable"),
    ("vetoed_amendments", {"state": RUS, "day": Day(2025, 2, 24)}, "not decidable"),
]


def found(rollcalls: RollCalls, predicate: str, arguments: dict) -> Finding:
    return PREDICATES[predicate](Book(rollcalls), **arguments)


@pytest.mark.parametrize(
    ("predicate", "arguments", "verdict"), CASES, ids=[f"{p}-{v}" for p, _, v in CASES]
)
def test_on_the_embedded_record(embedded, predicate, arguments, verdict):
    assert judge(*found(embedded, predicate, arguments).parts) == verdict


@pytest.mark.parametrize(("one_in", "verdict"), [(10, "confirmed"), (20, "refuted")])
def test_rarely_both(one_in, verdict):
    """Five of a hundred are fewer than one in ten, and not fewer than one in twenty."""
    one = np.full(100, 3)
    other = np.r_[np.full(5, 3), np.full(95, 1)]
    dates = [f"{y}-11-01" for y in np.linspace(1950, 2020, 100).astype(int)]
    record = RollCalls.from_votes([one, other], states=["FRA", "CHN"], dates=dates)
    asked = {"state": FRA, "other": CHN, "since": 1950, "to": 2020, "year": 2020}
    assert judge(*found(record, "rarely_both", asked | {"one_in": one_in}).parts) == verdict


@pytest.mark.parametrize(("state", "verdict"), [(CHN, "confirmed"), (FRA, "refuted")])
def test_vetoed_amendments(state, verdict):
    states = ["CHN", "FRA", *(f"M{i:02d}" for i in range(13))]
    votes = np.r_[3, np.full(14, 1)][:, None]
    record = RollCalls.from_votes(
        votes, states=states, dates=["2020-05-01"], body="SC", amendment=True, issues="ukraine"
    )
    asked = {"state": state, "day": Day(2020, 5, 1)}
    assert judge(*found(record, "vetoed_amendments", asked).parts) == verdict


def test_a_list_of_vetoes_is_taken_at_its_word_and_says_no_more():
    """Two texts of one day: China's No is on record on both, France's on the second."""
    record = RollCalls.from_votes(
        [[3, 3], [0, 3]],
        states=["CHN", "FRA"],
        dates=["2020-05-01", "2020-05-01"],
        body="SC",
        symbol=["S/2020/1", "S/2020/2"],
        issues="ukraine",
        partial=True,
        outcome=["failed", "adopted"],
    )
    drafts = found(record, "vetoed_drafts", {"state": CHN, "since": Day(2020, 1, 1)})
    assert judge(*drafts.parts) == "confirmed"
    # The second was adopted, whatever else is on record of it.
    assert drafts.numbers["symbols"] == ["S/2020/1"]
    day = {"day": Day(2020, 5, 1)}
    listed = found(record, "vetoed_amendments", day | {"state": CHN})
    assert judge(*listed.parts) == "not decidable"
    assert listed.numbers == {"vetoed": 1, "symbols": ["S/2020/1"]}
    assert found(record, "vetoed_amendments", day | {"state": FRA}).numbers == {}


@pytest.mark.parametrize(("state", "later", "later_yes"), [(USA, 2, 1), (FRA, 1, 0)])
def test_later_votes_known_in_part_count_for_the_states_named(state, later, later_yes):
    """After the text, one roll call in full and one of which only the first state's is known."""
    votes = [[1, 3, 2, 1], [1, 3, 3, 0]]
    record = RollCalls.from_votes(
        votes,
        states=["USA", "FRA"],
        dates=["2020-01-01", "2020-02-01", "2020-03-01", "2020-04-01"],
        body="GA",
        symbol=["w", "x", "y", "z"],
        issues="ukraine",
        partial=[False, False, False, True],
    )
    asked = {"text": Text("x"), "maybe_missing": NONE, "deed": DEEDS["voted no"]}
    told = found(record, "first_time", asked | {"states": States((state,))})
    assert judge(*told.parts) == "confirmed"
    assert (told.numbers["later"], told.numbers["later_yes"]) == (later, later_yes)


def test_lasting_is_told_with_and_without_doubtful_texts():
    """No on neither text on Ukraine, and on the doubtful one of the year: two readings."""
    record = RollCalls.from_votes(
        [[1, 1, 3, 3], [3, 3, 3, 3]],
        states=["USA", "RUS"],
        dates=["2025-03-01", "2025-04-01", "2025-05-01", "2026-05-01"],
        body="GA",
        symbol=["w", "x", "y", "z"],
        issues=["ukraine ukraine_wide", "ukraine", "ukraine_wide", "ukraine_wide"],
    )
    told = found(record, "kept_voting", KEPT | {"state": USA})
    assert judge(*told.parts) == "refuted"
    assert told.numbers == {
        "later": 2,
        "later_no": 0,
        "with_doubtful": 3,
        "with_doubtful_no": 1,
        "with_doubtful_verdict": "partly",
        "doubtful": ["y"],
    }
    assert told.rests_on == "w of 2025-03-01 and x of 2025-04-01"


def test_every_predicate_is_tested():
    # Those in the folder ``assembly`` have a file of tests of their own.
    apart = {"rarely_both", "vetoed_amendments"}
    apart |= {n for n, f in PREDICATES.items() if ".assembly." in f.__module__}
    for name in PREDICATES:
        verdicts = {v for p, _, v in CASES if p == name}
        assert name in apart or len(verdicts) > 1, name


def test_a_deed_of_two_is_refused_with_one_state(embedded):
    asked = FIRST | {"states": States((USA,)), "deed": DEEDS["voted alike"]}
    with pytest.raises(UsageError) as refused:
        found(embedded, "first_time", asked)
    assert refused.value.where == "first_time, states"
