"""A hundred links of 2020 to 2026, drawn at random and read, against the links found now.

They were drawn with ``default_rng(2026).choice(562, 100, replace=False)`` among the roll calls of
the Assembly since 2020 whose text was treated before, in order of their ids: 451 that were voted
on then and 111 adopted without a vote. Read were both titles, symbols, items of the agenda and
tallies. A link is right if the later text takes up the earlier one; a text that only arranges a
meeting on the subject does not.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from analysis.record.readers.discover import discover
from analysis.record.readers.formats.tabular import read_table
from analysis.resolutions.gather import plain_symbol
from analysis.rollcalls import RollCalls

COLUMNS = ("later", "later_date", "earlier", "earlier_date", "how", "verdict", "why")


@pytest.fixture(scope="module")
def read_by_hand() -> pd.DataFrame:
    return read_table(Path(__file__).with_name("links_2020_2026.csv"), COLUMNS)


@pytest.fixture(scope="module")
def now(history: RollCalls) -> dict[str, str]:
    """Return what each text is linked to now, by symbol; "" for what is linked to nothing."""
    if not any(f.used and f.kind == "conference" for f in discover()):
        pytest.skip("no folder of the data search path holds resolutions")
    calls = history.calls
    symbol = dict(zip(calls["id"], plain_symbol(calls["symbol"]), strict=True))
    before = calls["treated_id"].map(lambda i: symbol.get(i, plain_symbol(pd.Series([i])).iloc[0]))
    return dict(zip(plain_symbol(calls["symbol"]), before, strict=True))


def test_every_link_was_read(read_by_hand):
    assert len(read_by_hand) == 100
    assert not read_by_hand.duplicated(["later", "earlier"]).any()
    assert set(read_by_hand["verdict"]) == {"right", "wrong", "doubtful"}
    assert (read_by_hand["why"] != "").all()
    assert read_by_hand["later_date"].between("2020-01-01", "2026-12-31").all()
    assert (read_by_hand["earlier_date"] < read_by_hand["later_date"]).all()


def test_right_links_stand(read_by_hand, now):
    """What was read as right is not lost, and what is found is right."""
    pairs = read_by_hand.assign(
        later=plain_symbol(read_by_hand["later"]), earlier=plain_symbol(read_by_hand["earlier"])
    )
    assert set(pairs["later"]) <= set(now)
    stands = pd.Series([now[a] == b for a, b in zip(pairs["later"], pairs["earlier"], strict=True)])
    right, wrong = pairs["verdict"] == "right", pairs["verdict"] == "wrong"
    assert right.sum() == 97
    assert stands[right].all(), pairs[right & ~stands].to_string()
    # Two were wrong; a title cut short made one of them, and that one is gone.
    assert (stands & wrong).sum() <= 1
    assert (stands & right).sum() / (stands & (right | wrong)).sum() >= 0.95
