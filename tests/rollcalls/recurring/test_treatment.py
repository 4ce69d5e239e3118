from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.record.sheet import call_table
from analysis.record.texts import text_table
from analysis.rollcalls.recurring.links import contradicted
from analysis.rollcalls.recurring.treatment import treat

TITLE, OTHER = "Prevention of an arms race in outer space", "Cooperation with the Caribbean"


def calls(*rows: tuple[str, str, str], **columns: object) -> pd.DataFrame:
    """Roll calls of (date, session, title)."""
    dates, sessions, titles = zip(*rows, strict=True)
    ids = [f"c{i}" for i in range(len(rows))]
    given = {"id": ids, "date": dates, "session": sessions, "title": titles, **columns}
    return call_table(given, len(rows))


def texts(*rows: tuple[str, str, str], item: str = "", **columns: object) -> pd.DataFrame:
    """Texts adopted without a vote."""
    dates, sessions, titles = zip(*rows, strict=True) if rows else ((), (), ())
    symbols = [f"A/RES/{s}/{i}" for i, s in enumerate(sessions)]
    given = {
        "symbol": symbols, "date": dates, "session": sessions, "title": titles,
        "adopted": "without a vote", "agenda_item": item, **columns,
    }  # fmt: skip
    return text_table(given, len(rows))


def treated(mine: pd.DataFrame, other: pd.DataFrame, votes: np.ndarray | None = None):
    grid = np.ones((40, len(mine)), dtype=np.int8) if votes is None else votes
    return treat(mine, grid, other, [])


def test_voted_then_without_a_vote_then_voted():
    mine = calls(("2018-12-01", "73", TITLE), ("2025-12-01", "80", TITLE))
    found = treated(mine, texts(("2020-12-01", "75", TITLE), ("2023-12-01", "78", TITLE)))
    assert found.calls["treated_last"].tolist() == ["never seen", "without a vote"]
    assert found.calls["treated_id"].tolist() == ["", "A/RES/78/1"]
    assert found.texts["treated_last"].tolist() == ["vote", "without a vote"]
    assert found.texts["treated_id"].tolist() == ["c0", "A/RES/75/0"]
    # Two roll calls on one text, whatever lies between.
    assert found.calls["recurring_text"].tolist() == ["c0", "c0"]


def test_a_text_voted_on_once_is_no_recurring_text():
    mine = calls(("2025-12-01", "80", TITLE))
    found = treated(mine, texts(("2023-12-01", "78", TITLE)))
    assert found.calls["treated_last"].tolist() == ["without a vote"]
    assert found.calls["recurring_text"].tolist() == [""]
    assert found.calls["chain"].tolist() == ["A/RES/78/0"]


def test_the_same_session_is_not_the_time_before():
    mine = calls(("2025-12-01", "80", TITLE))
    assert treated(mine, texts(("2025-11-01", "80", TITLE))).calls["treated_last"].tolist() == [
        "never seen"
    ]


def test_a_special_session_goes_over_years():
    mine = calls(("2022-03-02", "ES-11", TITLE), ("2025-02-24", "ES-11", TITLE))
    # A title that occurs twice in a session may be two texts: nothing is linked there.
    assert treated(mine, texts()).calls["treated_last"].tolist() == ["never seen", "never seen"]


@pytest.mark.parametrize("column", ["paragraph", "amendment"])
def test_parts_are_not_asked(column):
    mine = calls(("2025-12-01", "80", TITLE), **{column: [True]})
    found = treated(mine, texts(("2023-12-01", "78", TITLE)))
    assert found.calls[["treated_last", "treated_id"]].values.tolist() == [["", ""]]


def test_without_a_title_nothing_is_said():
    assert treated(calls(("2025-12-01", "80", "")), texts()).calls["treated_last"].tolist() == [""]


class TestOtherWords:
    """A title in other words needs the item of the agenda where there are no votes."""

    LONG = "Prevention of an arms race in outer space and on the moon"

    @pytest.mark.parametrize(
        ("item", "other_item", "linked"),
        [("Space", "Space", True), ("Space", "Trade", False), ("", "", False)],
    )
    def test_the_item_decides(self, item, other_item, linked):
        mine = calls(("2025-12-01", "80", self.LONG))
        by_vote = text_table(
            {"symbol": ["A/RES/80/9"], "date": ["2025-12-01"], "adopted": "vote",
             "roll_call": ["c0"], "agenda_item": [item]}, 1,
        )  # fmt: skip
        without = texts(("2024-12-01", "79", TITLE), item=other_item)
        found = treated(mine, pd.concat([by_vote, without], ignore_index=True))
        assert (found.calls["treated_last"].iloc[0] == "without a vote") == linked

    def test_other_texts_are_never_linked(self):
        mine = calls(("2025-12-01", "80", OTHER))
        without = texts(("2024-12-01", "79", TITLE), item="Space")
        assert treated(mine, without).calls["treated_last"].tolist() == ["never seen"]


class TestContradicted:
    def pair(self, one: str, two: str) -> bool:
        table = pd.DataFrame({"id": ["a", "b"], "session": ["1", "2"], "title": [one, two]})
        return contradicted(table, [("a", "b")]) == [("a", "b")]

    def test_names_without_a_word_in_common(self):
        assert self.pair(TITLE, OTHER)

    @pytest.mark.parametrize(
        "two",
        [
            "Arms race", "Calls upon all to cooperate with the Caribbean", "", OTHER.upper(),
            "Guam", OTHER * 20,
        ],
    )  # fmt: skip
    def test_what_is_no_contradiction(self, two):
        assert not self.pair(TITLE, two)


class TestPublicRecord:
    def test_every_link_is_to_an_earlier_day_and_another_session(self, history, history_texts):
        table, texts = history.calls, history_texts.to_frame()
        day = dict(zip(table["id"], table["date"], strict=True))
        day |= dict(zip(texts["symbol"], texts["date"], strict=True))
        linked = table[table["treated_id"] != ""]
        assert len(linked) > 2000
        assert all(day[i] < d for i, d in zip(linked["treated_id"], linked["date"], strict=True))
        assert set(linked["treated_last"]) == {"vote", "without a vote"}

    def test_the_flood_of_2025_is_of_texts_adopted_without_a_vote_before(self, history):
        calls = history.calls[(history.calls["body"] == "GA").to_numpy()]
        year = calls["date"].dt.year
        newly = (calls["treated_last"] == "without a vote").groupby(year).sum()
        assert newly[2025] > 60
        assert newly[[2020, 2021, 2022, 2023, 2024]].max() < 15

    def test_the_pair_that_titles_contradict_is_refused(self, history):
        names = history.calls.set_index("symbol")["recurring_text"]
        assert names["A/RES/58/44"] != names["A/RES/59/69"]
        assert any("rcid-4501 with rcid-4575" in note for note in history.notes)
