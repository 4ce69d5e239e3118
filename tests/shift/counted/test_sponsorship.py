"""Sponsors: named, joined, and by groups whose members are known on the day."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.errors import UsageError
from analysis.record.texts import text_table
from analysis.resolutions.structure import Resolutions
from analysis.shift.counted.sponsorship import sponsored, sponsorship, together

from ...helpers import raises


def texts(**columns: object) -> Resolutions:
    table = {
        "symbol": ["A/RES/75/1", "A/RES/79/1", "A/RES/79/2", "A/RES/80/1"],
        "date": ["2020-12-01", "2023-12-01", "2023-12-02", "2025-10-01"],
        "drafters": [("USA",), ("USA", "GBR"), ("RUS",), ("GBR",)],
        "cosponsors": [(), ("CAN",), (), ()],
        "on_behalf_of": [(), (), ("CSTO", "G77"), ()],
        "adopted": ["vote"] * 4,
    } | columns
    return Resolutions.of(text_table(table, 4))


def test_by_hand(record, study):
    found = {e.name: e for e in sponsorship(record, study, texts())}
    assert found["sponsors.sponsored.after"].estimate == 0.0
    assert found["sponsors.sponsored.before"].details["count"] == 1
    assert found["sponsors.sponsored.before"].n == 2
    assert found["sponsors.sponsored.before"].details["unresolved"] == 1
    assert found["sponsors.sponsored.earlier"].details["complete"] is False
    assert found["sponsors.with.allies.before"].estimate == 1.0  # both with both allies
    assert found["sponsors.with.RUS.before"].estimate == 0.0


def test_groups_are_resolved_by_the_day():
    states = ["ARM", "RUS", "EST"]
    found = sponsored(texts(), states)
    assert found.any[:, 2].tolist() == [True, True, False]
    assert found.texts["unresolved"].tolist() == ["", "", "G77", ""]
    early = sponsored(texts(date=["1980-01-01"] * 4), states)
    assert not early.grouped.any()  # the treaty had no members yet
    assert early.texts["unresolved"].tolist()[2] == "CSTO, G77"


def test_together_is_symmetric_in_both():
    found = sponsored(texts(), ["USA", "GBR", "CAN", "RUS"])
    held = np.ones(4, dtype=bool)
    one = together(found, "USA", held).set_index("state").loc["GBR"]
    two = together(found, "GBR", held).set_index("state").loc["USA"]
    assert one["both"] == two["both"] == 1
    assert one["jaccard"] == two["jaccard"] == pytest.approx(1 / 3)


def test_a_record_without_sponsors_says_so(record, study):
    with raises(UsageError, "resolutions"):
        sponsorship(record, study, texts(drafters=[()] * 4))
    with raises(UsageError, "sponsorship"):
        sponsorship(record, study, texts(date=["2020-12-01"] * 4))
