"""Claims on all texts of a year: each predicate told what simulated votes show, and otherwise."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.claims.arguments import Committee, State, Text
from analysis.claims.ballot import Book
from analysis.claims.ledger import judge
from analysis.claims.predicates import PREDICATES
from analysis.record.texts import text_table
from analysis.resolutions import Resolutions
from analysis.rollcalls import RollCalls

FRA, CHN = State("FRA"), State("CHN")
NOW, THEN = Text("A/RES/4"), Text("A/RES/2", "May 2001")


def record(votes, years, symbols=None, chain="a", **more) -> RollCalls:
    """Roll calls, a column each, in May of the years; all on one recurring text."""
    return RollCalls.from_votes(
        votes,
        states=["FRA", "CHN", "BRA"],
        dates=[f"{y}-05-01" for y in years],
        symbol=symbols or [f"A/RES/{j + 1}" for j in range(len(years))],
        recurring_text=[chain] * len(years),
        **more,
    )


def verdict(book: Book, predicate: str, **asked) -> str:
    return judge(*PREDICATES[predicate](book, **asked).parts)


#: France votes no on three of four texts of 2002, twice alone, and on one of two of 2001.
NOES = record([[3, 1, 3, 3, 3, 1], [1, 1, 3, 1, 1, 3], [1, 2, 2, 1, 2, 1]], [2001] * 2 + [2002] * 4)


@pytest.mark.parametrize(
    ("noes", "alone", "expected"),
    [(3, 2, "confirmed"), (2, 2, "confirmed"), (4, 2, "refuted"), (3, 3, "partly")],
)
def test_noes_and_lone_noes(noes, alone, expected):
    asked = {"state": FRA, "year": 2002, "noes": noes, "alone": alone, "before": 2001}
    assert verdict(Book(NOES), "voted_no_and_alone", **asked) == expected


def test_noes_are_counted_by_year():
    asked = {"state": FRA, "year": 2002, "noes": 3, "alone": 2, "before": 2001}
    found = PREDICATES["voted_no_and_alone"](Book(NOES), **asked).numbers
    assert dict(found) == {
        "texts": 4,
        "noes": 3,
        "alone": 2,
        "texts_2001": 2,
        "noes_2001": 1,
        "alone_2001": 1,
    }


def test_a_record_on_ukraine_alone_says_nothing_of_all_texts():
    part = record([[3], [1], [1]], [2002], issues="ukraine")
    asked = {"state": FRA, "year": 2002, "noes": 1, "alone": 1, "before": 2001}
    assert verdict(Book(part), "voted_no_and_alone", **asked) == "not decidable"


@pytest.mark.parametrize(
    ("votes", "expected"),
    [
        ([[1, 3], [1, 1], [2, 1]], "confirmed"),
        ([[1, 3], [1, 3], [2, 1]], "refuted"),  # not alone
        ([[1, 1], [1, 3], [2, 1]], "refuted"),  # another alone
        ([[1, 3], [3, 1], [2, 1]], "partly"),  # somebody had voted no before
    ],
)
def test_a_lone_no_where_there_had_been_none(votes, expected):
    # The seats not in this record are absent from it, not unknown: three states are all there is.
    full = record(votes, [2001, 2002], ["A/RES/2", "A/RES/4"])
    book = Book(full)
    everyone = [f"M{j:03d}" for j in range(190)]
    filled = RollCalls.from_votes(
        [*votes, *[[1, 1]] * 190],
        states=["FRA", "CHN", "BRA", *everyone],
        dates=["2001-05-01", "2002-05-01"],
        symbol=["A/RES/2", "A/RES/4"],
    )
    asked = {"text": NOW, "earlier": THEN, "state": FRA}
    assert verdict(Book(filled), "lone_no_after_none", **asked) == expected
    assert verdict(book, "lone_no_after_none", **asked) in ("not decidable", "refuted", "partly")


@pytest.mark.parametrize(
    ("own", "years", "expected"),
    [
        ([1, 2, 1, 3], [1999, 2000, 2001, 2002], "confirmed"),
        ([1, 3, 1, 3], [1999, 2000, 2001, 2002], "refuted"),
        ([1, 2, 1, 1], [1999, 2000, 2001, 2002], "refuted"),
        ([1, 2, 1, 3], [1999, 1999, 2001, 2002], "not decidable"),  # no vote of 2000
    ],
)
def test_the_first_no_on_a_recurring_text(own, years, expected):
    book = Book(record([own, [1] * 4, [3] * 4], years))
    asked = {"text": NOW, "state": FRA, "since": 1999}
    assert verdict(book, "first_no_on_text", **asked) == expected


def test_years_that_the_record_lacks_are_named():
    book = Book(record([[1, 2, 1, 3], [1] * 4, [3] * 4], [1999, 1999, 2001, 2002]))
    found = PREDICATES["first_no_on_text"](book, text=NOW, state=FRA, since=1998)
    assert found.numbers["years_without_a_vote"] == [1998, 2000]


def texts(adopted, drafters=None, committee="Third Committee") -> Resolutions:
    """Texts of 2001 and 2002, two letters each: v by vote, w without."""
    ways = {"v": "vote", "w": "without a vote", "-": ""}
    n = sum(map(len, adopted))
    columns = {
        "symbol": [f"A/RES/{j}" for j in range(n)],
        "date": pd.to_datetime(
            [f"{y}-05-01" for y, row in zip((2000, 2001, 2002), adopted, strict=True) for _ in row]
        ),
        "adopted": [ways[way] for row in adopted for way in row],
        "committee": [committee] * n,
        "drafters": drafters or [()] * n,
    }
    return Resolutions.of(text_table(columns, n))


@pytest.mark.parametrize(
    ("adopted", "expected"),
    [
        (("w", "wwwv", "wvvv"), "confirmed"),
        (("w", "wvvv", "wwvv"), "refuted"),
        (("w", "wwww", "wwwv"), "partly"),  # fewer, and not under half
        (("w", "wwwv", "wvv-"), "confirmed"),  # of one it is not said how
        (("-", "wwwv", "wvvv"), "not decidable"),  # the first text without a vote is of May 2001
    ],
)
def test_fewer_texts_without_a_vote(adopted, expected):
    book = Book(NOES, texts(adopted))
    asked = {"year": 2002, "before": 2001, "under_percent": 50}
    assert verdict(book, "fewer_without_a_vote", **asked) == expected


def test_texts_of_another_committee_do_not_count():
    book = Book(NOES, texts(("w", "wwwv", "wvvv")))
    asked = {"year": 2002, "before": 2001, "committee": Committee("First Committee")}
    assert verdict(book, "fewer_without_a_vote", **asked) == "not decidable"


@pytest.mark.parametrize(("state", "expected"), [(FRA, "confirmed"), (CHN, "refuted")])
def test_fewer_texts_sponsored(state, expected):
    names = [(), ("FRA",), ("FRA",), ("CHN",), ("FRA", "CHN"), ("CHN",)]
    book = Book(NOES, texts(("w", "ww", "wvv"), names))
    assert verdict(book, "sponsored_fewer", state=state, year=2002, before=2001) == expected


@pytest.mark.parametrize(
    ("predicate", "asked"),
    [
        ("fewer_without_a_vote", {"year": 2002, "before": 2001}),
        ("sponsored_fewer", {"state": FRA, "year": 2002, "before": 2001}),
    ],
)
def test_without_resolutions_nothing_is_said_of_them(predicate, asked):
    assert verdict(Book(NOES), predicate, **asked) == "not decidable"
