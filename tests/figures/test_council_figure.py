"""Pairs of the Council's members: numbers beside dots only where they do not hide each other."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.figures.council import CROWDED, pairs_figure


def series(n: int) -> pd.DataFrame:
    years = np.arange(2025 - n, 2025)
    frame = pd.DataFrame({"period": years, "value": np.linspace(0.2, 0.9, n), "n": 30})
    low = (frame["value"] - 0.1).where(years % 2 == 0)  # every other year without an interval
    return frame.assign(low=low, high=low + 0.2)


def texts(n: int) -> list[str]:
    figure = pairs_figure({"With B": series(n)}, {"With B": series(n)}, {"With B": "#0072B2"})
    ax = figure.axes[0]
    drawn = sum(len(line.get_xdata()) for line in ax.lines if line.get_marker() == "o")
    assert drawn == n
    return [t.get_text() for t in ax.texts]


def test_few_years_bear_numbers():
    assert texts(5) == ["30"] * 5


def test_many_years_bear_none():
    assert texts(CROWDED + 1) == []
