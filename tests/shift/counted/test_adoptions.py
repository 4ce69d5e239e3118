"""Adoptions without a vote: counted where held, bounded by the numbers of resolutions elsewhere."""

from __future__ import annotations

from datetime import date

import pandas as pd

from analysis.record.texts import text_table
from analysis.resolutions.structure import Resolutions
from analysis.rollcalls.window import Window
from analysis.shift.counted.adoptions import adoptions_in, gap_numbers

LAST = pd.Timestamp("2026-01-01")


def made(votes: list[int], adopted: list[int], session: int = 60) -> Resolutions:
    """Texts of one session; number n is adopted on the n-th day of October 2005."""
    rows = [(n, "vote") for n in votes] + [(n, "without a vote") for n in adopted]
    table = {
        "symbol": [f"A/RES/{session}/{n}" for n, _ in rows],
        "date": [date(2005, 10, n) for n, _ in rows],
        "session": [str(session)] * len(rows),
        "adopted": [how for _, how in rows],
    }
    return Resolutions.of(text_table(table, len(rows)))


def test_where_they_are_held_they_are_counted():
    window = Window(date(2005, 10, 2), date(2005, 10, 31))
    (found,) = adoptions_in(made([1, 5], [2, 3, 4]), [window], LAST)
    assert (found.low, found.high, found.known) == (3, 3, "counted")


def test_gaps_lie_between_the_days_of_their_neighbours():
    gaps = gap_numbers(made([1, 5, 6, 9], []).to_frame())
    assert gaps["number"].tolist() == [2, 3, 4, 7, 8]
    assert gaps["before"].dt.day.tolist() == [1, 1, 1, 6, 6]
    assert gaps["after"].dt.day.tolist() == [5, 5, 5, 9, 9]


def test_only_gaps_that_surely_fall_into_the_window_count_below():
    (found,) = adoptions_in(
        made([1, 5, 6, 9], []), [Window(date(2005, 10, 1), date(2005, 10, 7))], LAST
    )
    assert (found.low, found.high, found.known) == (3, None, "bounded")


def test_before_sessions_number_anew_nothing_is_known():
    (found,) = adoptions_in(made([1], []), [Window(date(1970, 1, 1), date(1970, 12, 31))], LAST)
    assert (found.low, found.high, found.known) == (None, None, "unknown")


def test_the_lower_bound_holds_where_adoptions_are_hidden(history_texts):
    """On the record: what is held since 2019, hidden up to a day, is never under the bound."""
    table = history_texts.to_frame()
    hidden = (table["adopted"] == "without a vote") & (table["date"] < "2022-09-13")
    part = Resolutions(table[~hidden], "2022-09-13", "part")
    windows = [Window(date(y, 1, 1), date(y, 12, 31)) for y in (2020, 2021)]
    for window, found in zip(windows, adoptions_in(part, windows, LAST), strict=True):
        held = window.mask(table["date"]) & (table["body"] == "GA").to_numpy()
        truth = int((held & (table["adopted"] == "without a vote").to_numpy()).sum())
        assert found.known == "bounded"
        assert 0.7 * truth < found.low <= truth
