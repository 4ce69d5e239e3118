"""Figures of lessons 1 and 2: what is drawn is what was counted."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.course.lessons.lesson_2 import joint_votes
from analysis.course.widgets.plots import base_rate_figure, cells_figure, changes_figure
from analysis.rollcalls import RollCalls


def test_bars_are_counts():
    votes = [[1, 1, 2, 3], [8, 8, 8, 2]]
    ax = cells_figure(RollCalls.from_votes(votes, states=["A", "B"]), ["B", "A"]).axes[0]
    widths = {c.get_label(): [p.get_width() for p in c.patches] for c in ax.containers}
    assert widths == {"yes": [0, 2], "abstain": [1, 1], "no": [0, 1], "absent": [3, 0]}
    starts = [c.patches[1].get_x() for c in ax.containers]
    assert starts == [0, 2, 3, 4]
    assert [t.get_text() for t in ax.get_yticklabels()] == ["B", "A"]


def test_the_dot_lies_within_the_band():
    table = joint_votes("RUS", 2025)
    ax = base_rate_figure({"Russia": table}).axes[0]
    chance, dot = ax.lines
    assert dot.get_xdata()[0] == pytest.approx(174 / 192)
    assert dot.get_ydata()[0] == pytest.approx(0.1901, abs=1e-4)
    # At the dot the curve is what exercise 2.3 asks for.
    at = np.interp(174 / 192, chance.get_xdata(), chance.get_ydata())
    assert at == pytest.approx(0.2552, abs=1e-4)
    edges = ax.collections[0].get_paths()[0].vertices
    near = edges[np.abs(edges[:, 0] - 0.91) < 1e-9, 1]
    assert near.min() < dot.get_ydata()[0] < near.max()


def test_changes_and_their_names():
    changes = pd.DataFrame(
        {"ordinal": [-0.1, 0.2, 0.3], "kappa": [0.1, -0.2, np.nan]}, index=["A", "B", "C"]
    )
    ax = changes_figure(changes, {"B": "Bland", "C": "Cland", "Z": "Zland"}).axes[0]
    everyone, named = ax.collections
    assert everyone.get_offsets().tolist() == [[-0.1, 0.1], [0.2, -0.2]]
    assert named.get_offsets().tolist() == [[0.2, -0.2]]
    assert [t.get_text() for t in ax.texts] == ["Bland"]
