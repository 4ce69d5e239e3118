from __future__ import annotations

from analysis.record.sources.registry import read_registry
from analysis.rollcalls import RollCalls
from analysis.rollcalls.accounts.reach import by_hand, reach


def test_each_body_by_itself(three):
    assembly, council = reach(three)
    assert assembly == {
        "body": "GA",
        "roll_calls": 2,
        "first": "2024-12-01",
        "last": "2025-02-24",
        "session": 79,  # the emergency session is no later one
    }
    assert (council["body"], council["roll_calls"], council["session"]) == ("SC", 1, None)
    assert reach(three.take([])) == []


def test_the_newest_session_is_the_highest_number():
    rc = RollCalls.from_votes(
        [[1, 1, 1]],
        states=["A"],
        dates=["2000-01-01", "2001-01-01", "2001-06-01"],
        session=["9", "10", "S-32"],
    )
    assert reach(rc)[0]["session"] == 10


def test_what_is_here_under_another_name_is_not_wanting(history):
    """The matrix holds what Dataverse's file holds, and both bulk files are there."""
    assert by_hand(history, read_registry()) == []


def test_on_the_embedded_record_all_is_wanting(embedded):
    found = by_hand(embedded, read_registry())
    assert [e["name"] for e in found] == [e.name for e in read_registry() if e.get == "hand"]
    assert all(e["adds"] and e["page"].startswith("https://") for e in found)
