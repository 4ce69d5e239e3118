"""Tables of anyone: long and wide."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import RecordError, UnshiftError, UsageError
from analysis.rollcalls import RollCalls

LONG = pd.DataFrame(
    {
        "mp": ["Ann", "Bob", "Cy", "Ann", "Bob"],
        "bill": [12, 12, 12, 7, 7],
        "how": ["aye", "no", "abstain", "no", "absent"],
        "day": ["2020-02-01"] * 3 + ["2020-01-01"] * 2,
        "about": ["tax"] * 3 + ["war"] * 2,
    }
)
WHO = {"voter": "mp", "call": "bill", "vote": "how"}


def test_a_long_table_in_the_order_of_its_days():
    rc = RollCalls.from_frame(LONG, **WHO, date="day", title="about", body="Parliament")
    assert rc.votes.tolist() == [[3, 1], [8, 3], [0, 2]]
    assert rc.calls["id"].tolist() == ["7", "12"]
    assert rc.calls["title"].tolist() == ["war", "tax"]
    assert rc.rests_on() == "2 roll calls of Parliament, 2020-01-01 to 2020-02-01"
    assert rc.select(body="Parliament", start="2020-02-01").n_calls == 1


def test_who_is_not_in_the_table_is_not_absent():
    rc = RollCalls.from_frame(LONG, **WHO)
    assert rc.votes[rc.row("Cy")].tolist() == [2, 0]


def test_without_days_nothing_is_said_of_days():
    rc = RollCalls.from_frame(LONG, **WHO, body="Parliament")
    assert not rc.is_dated
    assert "2000" not in rc.rests_on() + repr(rc)
    assert rc.periods("all").tolist() == ["all", "all"]
    for ask in (
        lambda: rc.periods("year"),
        lambda: rc.periods(["2001-01-01"]),
        lambda: rc.select(start="1999-01-01"),
    ):
        with pytest.raises(UsageError):
            ask()


@pytest.mark.parametrize(
    "changed",
    [
        {"voter": "who"},
        {"date": "when"},
        {"colour": "about"},
        {"title": "what"},
    ],
)
def test_columns_that_are_not_there(changed):
    with pytest.raises(UsageError) as error:
        RollCalls.from_frame(LONG, **(WHO | changed))
    assert error.value.where == "from_frame"


@pytest.mark.parametrize(
    ("column", "value", "where"),
    [
        ("mp", None, "column mp, row 0"),
        ("how", "perhaps", "column how"),
        ("day", "2020-02-02", "column day"),
        ("day", "someday", "from_frame"),
    ],
)
def test_cells_that_cannot_be(column, value, where):
    table = LONG.copy()
    table.loc[0, column] = value
    with pytest.raises(RecordError) as error:
        RollCalls.from_frame(table, **WHO, date="day")
    assert where in error.value.where


def test_two_votes_of_one_voter():
    twice = pd.concat([LONG, LONG.head(1)])
    assert RollCalls.from_frame(twice, **WHO).n_votes == 4
    twice.iloc[-1, 2] = "no"
    with pytest.raises(RecordError) as error:
        RollCalls.from_frame(twice, **WHO)
    assert "12" in error.value.where


def test_wide_both_ways():
    table = pd.DataFrame({"mp": ["Ann", "Bob"], "v1": [1, 0], "v2": [None, 9]})
    one = RollCalls.from_wide(table, codes="binary", voter="mp")
    two = RollCalls.from_wide(table.set_index("mp").T, codes="binary", voters="columns")
    assert one.votes.tolist() == two.votes.tolist() == [[1, 0], [3, 9]]
    about = pd.DataFrame(
        {"date": ["2020-01-02", "2020-01-01"], "title": ["a", "b"], "kind": [1, 2]}
    )
    three = RollCalls.from_wide(table, codes="binary", voter="mp", calls=about, missing="absent")
    assert three.calls["kind"].tolist() == [1, 2]
    assert three.votes[0].tolist() == [1, 8]
    with pytest.raises(UsageError):
        RollCalls.from_wide(table, codes="binary", voter="mp", calls=about.head(1))


def test_what_is_no_table():
    for wrong in ([[1]], None, "x"):
        with pytest.raises(UsageError):
            RollCalls.from_wide(wrong, codes="binary")
    with pytest.raises(RecordError):
        RollCalls.from_wide(pd.DataFrame(), codes="binary")
    with pytest.raises(RecordError):
        RollCalls.from_wide(pd.DataFrame([[1, 0]], columns=["a", "a"]), codes="binary")


cell = st.one_of(st.none(), st.integers(), st.floats(), st.text(max_size=4), st.booleans())


@given(
    st.lists(st.tuples(cell, cell, cell, cell), min_size=1, max_size=6),
    st.sampled_from(["words", "binary", "unshift", "voteview"]),
)
def test_any_table_is_read_or_refused(rows, codes):
    frame = pd.DataFrame(rows, columns=["a", "b", "c", "d"], dtype=object)
    try:
        rc = RollCalls.from_frame(frame, voter="a", call="b", vote="c", date="d", codes=codes)
    except UnshiftError:
        return
    assert rc.n_calls <= len(rows)


@given(st.lists(st.lists(cell, min_size=2, max_size=2), min_size=1, max_size=4))
def test_any_wide_table_is_read_or_refused(rows):
    try:
        rc = RollCalls.from_wide(pd.DataFrame(rows, dtype=object), codes="binary")
    except UnshiftError:
        return
    assert rc.votes.shape == (len(rows), 2)


@pytest.mark.parametrize("value", [[1], {}, "\ud800", 10**400])
@pytest.mark.parametrize("column", ["who", "call", "vote", "day"])
def test_a_cell_that_is_no_value_is_refused(value, column):
    frame = pd.DataFrame({"who": ["a", "b"], "call": [1, 1], "vote": ["yes", "no"]}, dtype=object)
    frame["day"] = pd.Series(["2020-01-01"] * 2, dtype=object)
    frame[column] = pd.Series([frame[column][0], value], dtype=object)
    with pytest.raises(RecordError) as error:
        RollCalls.from_frame(frame, voter="who", call="call", vote="vote", date="day")
    assert error.value.where == f"from_frame, column {column}, row 1"
