"""Adoptions without a vote entered as agreement: by hand, and where their number is not known."""

from __future__ import annotations

import pytest

from analysis.record.texts import text_table
from analysis.resolutions.structure import Resolutions
from analysis.shift.counted.consensus import consensus


def texts(days: list[str], voted: list[str] | None = None) -> Resolutions:
    """Adoptions without a vote; and voted texts of session 73, every fifth number."""
    more = voted or []
    names = [f"A/RES/79/{k}" for k in range(len(days))]
    names += [f"A/RES/73/{5 * k + 1}" for k in range(len(more))]
    table = {
        "symbol": names,
        "date": [*days, *more],
        "session": [name[6:8] for name in names],
        "adopted": ["without a vote"] * len(days) + ["vote"] * len(more),
    }
    return Resolutions.of(text_table(table, len(names)))


def test_by_hand(record, study):
    held = texts(["2016-01-01", "2022-12-01", "2022-12-01", "2025-03-01"])
    found = {e.name: e for e in consensus(record, study, held)}
    after = found["consensus.ordinal.RUS.after"]
    # No and No, No and Yes; and one adoption: (1 + 0 + 1) / 3.
    assert after.estimate == pytest.approx(2 / 3)
    assert after.details["votes_only"] == 0.5
    assert after.details["adoptions_low"] == 1
    before = found["consensus.ordinal.RUS.before"]
    assert before.estimate == pytest.approx((0 + 1 + 2) / 4)
    change = found["consensus.ordinal.RUS.change.before"]
    assert change.estimate == pytest.approx(2 / 3 - 3 / 4)
    assert change.details["votes_only"] == 0.0


def test_where_the_number_is_not_known_there_is_no_interval(record, study):
    held = texts(["2020-03-01", "2022-12-01", "2025-03-01"], voted=["2018-12-01", "2019-06-01"])
    found = {e.name: e for e in consensus(record, study, held)}
    assert "consensus.ordinal.RUS.earlier" in found
    earlier = found["consensus.ordinal.RUS.earlier"]
    assert earlier.details["known"] == "bounded"
    assert earlier.details["bound_low"] <= earlier.estimate <= earlier.details["bound_high"]
    change = found["consensus.ordinal.RUS.change.earlier"]
    assert (change.low, change.details["stands"]) == (None, "missing")
