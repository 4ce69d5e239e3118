"""The plane shows every state where the fit puts it, and says which way it is turned."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest
from matplotlib.collections import LineCollection
from matplotlib.text import Annotation, Text

from analysis.errors import UsageError
from analysis.figures.maps.plane import plane_figure
from analysis.figures.style import TYPE, WIDTH
from analysis.idealpoints import IdealPoints
from analysis.simulate import simulate

from ...helpers import raises

NAMES = {"S00": ("Aland", "#0072B2"), "S01": ("Bland", "#D55E00"), "XXX": ("Nowhere", "#000000")}


@pytest.fixture
def window():
    rng = np.random.default_rng(3)
    x, y = rng.normal(size=(2, 12))
    return pd.DataFrame(
        {
            "state": [f"S{i:02d}" for i in range(12)],
            "theta": x,
            "low": x - 0.2,
            "high": x + 0.2,
            "theta2": y,
            "low2": y - 0.3,
            "high2": y + 0.3,
        }
    )


def drawn(window, *more):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        figure = plane_figure(window, NAMES, *more)
        figure.draw_without_rendering()
    return figure, figure.axes[0]


def test_every_state_is_a_dot_and_the_named_have_bars(window):
    _, ax = drawn(window)
    dots = np.concatenate([np.column_stack(line.get_data()) for line in ax.lines[2:]])
    expected = window[["theta", "theta2"]].to_numpy()
    assert sorted(map(tuple, dots.round(9))) == sorted(map(tuple, expected.round(9)))
    bars = [c.get_segments()[0] for c in ax.collections if isinstance(c, LineCollection)]
    spans = sorted((float(np.ptp(s[:, 0])), float(np.ptp(s[:, 1]))) for s in bars)
    assert np.allclose(spans, [(0, 0.6)] * 2 + [(0.4, 0)] * 2)


def test_one_scale_for_both_axes_and_nothing_outside(window):
    _, ax = drawn(window.assign(theta=3 * window["theta"]))
    assert ax.get_aspect() == 1
    assert np.ptp(ax.get_xlim()) == pytest.approx(np.ptp(ax.get_ylim()))
    for axis, column in ((ax.get_xlim(), "theta"), (ax.get_ylim(), "theta2")):
        values = window[column] * (3 if column == "theta" else 1)
        assert axis[0] < values.min()
        assert values.max() < axis[1]


def test_labels_do_not_cover_each_other(window):
    close = window.assign(theta2=0.0, low2=-0.1, high2=0.1)
    figure, ax = drawn(close)
    labels = [t for t in ax.texts if isinstance(t, Annotation)]
    assert {t.get_text() for t in labels} == {"Aland", "Bland"}
    assert all(t.get_fontsize() == TYPE for t in labels)
    one, two = (Text.get_window_extent(t) for t in labels)  # without the lines to the dots
    assert one.y1 <= two.y0 or two.y1 <= one.y0
    assert figure.get_figwidth() == pytest.approx(WIDTH)


def test_the_sides_are_named(window):
    _, ax = drawn(window, ("Aland", "Bland"))
    assert "Aland positive" in ax.get_xlabel()
    assert "Bland positive" in ax.get_ylabel()


def test_a_fit_in_a_plane_is_what_it_takes():
    record = simulate(n_states=8, years=3, calls_per_year=40, seed=5)
    results = IdealPoints(record.rollcalls, dimensions=2).fit()
    last = results.params[lambda t: t["period"] == t["period"].max()]
    state = last["state"].iloc[0]
    ax = plane_figure(last, {state: ("Aland", "#0072B2")}).axes[0]
    assert [t.get_text() for t in ax.texts] == ["Aland"]


@pytest.mark.parametrize(
    ("change", "word"),
    [(lambda t: t.drop(columns="theta2"), "theta2"), (lambda t: t.iloc[:0], "no state-period")],
)
def test_what_it_cannot_draw_is_said(window, change, word):
    with raises(UsageError, "plane_figure", word):
        plane_figure(change(window), NAMES)
