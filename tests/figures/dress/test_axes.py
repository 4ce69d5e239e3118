"""Labels, the event and the day of a decimal year; words and colours that can be read."""

from __future__ import annotations

from itertools import combinations

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb

from analysis.figures.dress.axes import day_of, end_labels, event_line, mark_of
from analysis.figures.style import COLOURS, GREY, VOTE_COLOURS, decimal_year, new_figure, style


def luminance(colour: str) -> float:
    """Relative luminance, as WCAG 2 defines it."""
    rgb = np.array(to_rgb(colour))
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


def seen_without(colour: str, kind: str) -> np.ndarray:
    """A colour as it is seen with a colour-vision deficiency (Machado et al. 2009, severity 1)."""
    matrices = {
        "protanopia": [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ],
        "deuteranopia": [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ],
    }
    rgb = np.array(to_rgb(colour))
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    return np.clip(np.array(matrices[kind]) @ linear, 0, 1)


@pytest.mark.parametrize("colour", [*COLOURS.values(), GREY])
def test_words_in_a_colour_can_be_read_on_white(colour):
    assert 1.05 / (luminance(colour) + 0.05) >= 4.5


@pytest.mark.parametrize("kind", ["protanopia", "deuteranopia"])
@pytest.mark.parametrize("palette", [list(COLOURS.values())[:3], list(VOTE_COLOURS.values())])
def test_colours_differ_with_a_deficiency(kind, palette):
    for one, two in combinations(palette, 2):
        apart = np.abs(seen_without(one, kind) - seen_without(two, kind)).max()
        assert apart > 0.03, (one, two)


def test_votes_differ_in_grey():
    grey = sorted(luminance(c) for c in VOTE_COLOURS.values() if c != VOTE_COLOURS["absent"])
    assert np.diff(grey).min() > 0.15


def test_every_role_has_a_mark_of_its_own():
    assert len({mark_of(c) for c in COLOURS.values()}) == len(COLOURS)


@pytest.mark.parametrize("day", ["2025-01-20", "2024-02-29", "2024-12-31", "1946-01-01"])
def test_a_day_comes_back(day):
    assert day_of(decimal_year(day)) == pd.Timestamp(day).date()


def test_labels_of_lines_that_end_together_stand_apart():
    with mpl.rc_context(style()):
        figure, ax = new_figure(2.2)
        ax.set_ylim(0, 1)
        end_labels(ax, [(0.98, f"State {k}", "black") for k in range(5)], 1.0)
        FigureCanvasAgg(figure).draw()
    boxes = sorted((t.get_window_extent().y0, t.get_window_extent().y1) for t in ax.texts)
    assert all(two[0] >= one[1] - 2 for one, two in zip(boxes, boxes[1:], strict=False))


@pytest.mark.parametrize(("at", "lines"), [(2020.0, 1), (1999.0, 0)])
def test_an_event_that_the_axis_does_not_reach_is_not_drawn(at, lines):
    _, ax = new_figure(2.0)
    ax.set_xlim(2011, 2025)
    assert event_line(ax, at, rows=2) == 2 + lines
    assert len(ax.lines) == len(ax.texts) == lines
