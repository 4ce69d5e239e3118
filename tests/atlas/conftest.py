"""A tiny record with everything that a page may hold, and a site built from it."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from analysis.atlas import Material, build_atlas, gather
from analysis.record.texts import text_table
from analysis.resolutions.structure import Resolutions
from analysis.rollcalls import RollCalls

#: What a title may hold when somebody means harm, and what any may hold.
HOSTILE = "</p><script>alert(1)</script><img src=x onerror=alert(2)> \"quoted\" & 'single'"
ARABIC = "التعاون بين الأمم المتحدة والمنظمات"
STATES = ["USA", "GBR", "FRA", "RUS", "CHN", "HUN", "DDR"]


def tiny_rollcalls() -> RollCalls:
    """Seven states on eight roll calls; the last is known in part."""
    votes = [
        [1, 3, 3, 3, 1, 3, 8, 0],
        [1, 3, 1, 1, 1, 1, 1, 0],
        [1, 2, 1, 1, 1, 1, 1, 0],
        [3, 1, 1, 3, 2, 1, 1, 3],
        [3, 1, 1, 1, 1, 1, 2, 0],
        [1, 3, 1, 2, 1, 1, 1, 1],
        [3, 1, 9, 9, 9, 9, 9, 9],
    ]
    return RollCalls.from_votes(
        votes,
        states=STATES,
        dates=[
            *("1988-12-01", "1989-12-06", "2024-12-01", "2024-12-02"),
            *("2024-12-03", "2025-02-24", "2025-12-18", "2025-12-19"),
        ],
        id=["a", "b", "res-A/RES/79/1", "d", "S/1", "f", "g", "h"],
        title=["First", "Second", HOSTILE, ARABIC, "", "x" * 2000, "Peace", "In part"],
        symbol=["A/RES/43/1", "", "A/RES/79/1", "", "", "A/RES/79/9", "", ""],
        body=["GA", "GA", "GA", "GA", "SC", "GA", "GA", "GA"],
        issues=["me", "", "me nu", "", "", "", "hr", ""],
        recurring_text=["a", "", "a", "", "", "", "", ""],
        treated_last=["never seen", "", "vote", "without a vote", "", "", "never seen", ""],
        treated_id=["", "", "a", "A/RES/78/5", "", "", "", ""],
        partial=[False] * 7 + [True],
    )


def tiny_resolutions() -> Resolutions:
    """Two texts with sponsors; one adopted without a vote."""
    table = text_table(
        {
            "symbol": ["A/RES/79/1", "A/RES/78/5"],
            "date": pd.to_datetime(["2024-12-01", "2023-12-01"]),
            "title": [HOSTILE, "Five"],
            "adopted": ["vote", "without a vote"],
            "roll_call": ["res-A/RES/79/1", ""],
            "drafters": [("HUN", "FRA"), ("USA",)],
            "cosponsors": [("GBR",), ()],
        },
        2,
    )
    return Resolutions.of(table)


@pytest.fixture(scope="session")
def material() -> Material:
    return gather(tiny_rollcalls(), tiny_resolutions(), None)


@pytest.fixture(scope="session")
def site(material: Material, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("atlas") / "site"
    build_atlas(material, folder)
    return folder
