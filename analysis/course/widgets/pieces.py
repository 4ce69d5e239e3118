"""Interactive pieces of the lessons: sliders that redraw a figure, in the notebook itself.

Each piece is a box of ipywidgets. What it draws is drawn by `analysis.course.widgets.drawing`, and
what it shows by a fit was fitted before it opened, so that a slider answers at once.
"""

from __future__ import annotations

import base64
import html

import ipywidgets as widgets
import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.figure import Figure

from analysis.course.lessons.assemblies import TightnessFits
from analysis.course.widgets.drawing import (
    agenda_figure,
    cutting_line,
    tightness_figure,
    vote_figure,
    vote_table,
)
from analysis.reporting.display import svg, with_typeface
from analysis.tables import minus
from analysis.words import upper_first

__all__ = ["agenda_piece", "tightness_piece", "vote_piece"]

WIDE, WIDER = (widgets.Layout(width=w) for w in ("34em", "46em"))
LABELS = {"description_width": "13em"}


class _Screen:
    """A figure and a sentence below it, both replaced at every move."""

    def __init__(self) -> None:
        self.picture, self.words = widgets.HTML(), widgets.HTML()

    def show(self, figure: Figure, words: str) -> None:
        # As an image, since the names inside one SVG would reach into another on the same page.
        data = base64.b64encode(with_typeface(svg(figure)).encode()).decode()
        alt = html.escape(words, quote=True)
        self.picture.value = (
            f'<img src="data:image/svg+xml;base64,{data}" alt="{alt}" '
            'style="width: 46em; max-width: 100%">'
        )
        self.words.value = f'<p aria-live="polite">{html.escape(minus(words))}</p>'


def _slider(label: str, value: float, low: float, high: float, step: float) -> widgets.FloatSlider:
    return widgets.FloatSlider(
        value=value,
        min=low,
        max=high,
        step=step,
        description=label,
        readout_format=".2f",
        style=LABELS,
        layout=WIDE,
    )


def _box(screen: _Screen, *controls: widgets.DOMWidget) -> widgets.VBox:
    return widgets.VBox([*controls, screen.picture, screen.words])


def vote_piece(others: npt.ArrayLike, theta: float = 2.0, label: str = "the state") -> widgets.VBox:
    """Move a state and a cutting line, and watch the vote.

    Parameters
    ----------
    others : array-like of float, shape (n,)
        Ideal points of the other states.
    theta : float
        Where the state stands at first.
    label : str
        Name of the state.

    Returns
    -------
    VBox

    Examples
    --------
    >>> piece = vote_piece([-1.0, 0.0, 1.0], theta=0.0)
    >>> piece.children[-1].value
    '<p aria-live="polite">The state at 0.00 votes yes with probability 0.62, abstains with 0.14 and
    votes no with 0.24. Expected tally of 4 states: 2.4 yes, 0.5 abstaining, 1.1 no.</p>'
    """
    others = np.asarray(others, dtype=float)
    screen = _Screen()
    controls = {
        "theta": _slider(f"ideal point of {label}", theta, -4, 4, 0.1),
        "place": _slider("cutting line at", 0.5, -4, 4, 0.1),
        "width": _slider("width of abstention", 0.4, 0, 2, 0.1),
        "steepness": _slider("discrimination |β|", 1.0, 0.1, 4, 0.1),
        "side": widgets.ToggleButtons(
            options=["left", "right"],
            value="right",
            description="no on the",
            style=LABELS | {"button_width": "6em"},
            layout=WIDE,
        ),
    }

    def redraw(_: object = None) -> None:
        at = controls["theta"].value
        item = cutting_line(*(controls[k].value for k in ("place", "width", "steepness", "side")))
        votes = vote_table(at, item, others)
        p, tally = votes["probability"], votes["tally"]
        name = upper_first(label)
        screen.show(
            vote_figure(at, item, others, label),
            f"{name} at {at:.2f} votes yes with probability {p['yes']:.2f}, abstains with "
            f"{p['abstain']:.2f} and votes no with {p['no']:.2f}. Expected tally of "
            f"{len(others) + 1} states: {tally['yes']:.1f} yes, {tally['abstain']:.1f} "
            f"abstaining, {tally['no']:.1f} no.",
        )

    for control in controls.values():
        control.observe(redraw, "value")
    redraw()
    return _box(screen, *controls.values())


def tightness_piece(fits: TightnessFits, variance: float = 0.25) -> widgets.VBox:
    """Tighten the walk, and watch the jump shrink.

    Parameters
    ----------
    fits : TightnessFits
    variance : float
        Shown at first; one of those fitted.

    Returns
    -------
    VBox
    """
    screen = _Screen()
    control = widgets.SelectionSlider(
        options=[(f"{v:g}", v) for v in fits.jumps.index],
        value=variance,
        description="variance of the walk",
        style=LABELS,
        layout=WIDE,
    )

    def redraw(_: object = None) -> None:
        v = control.value
        screen.show(
            tightness_figure(fits, v),
            f"With variance {v:g} a year the walk's own step has a standard deviation of "
            f"{v**0.5:.2f}. Estimated change of {fits.country} from {fits.event - 1} to "
            f"{fits.event}: {fits.jumps[v]:.2f}; true change: {fits.true_jump:.2f}.",
        )

    control.observe(redraw, "value")
    redraw()
    return _box(screen, control)


def agenda_piece(
    series: pd.DataFrame,
    country: str,
    event: int | None = None,
    truth: pd.Series | None = None,
) -> widgets.VBox:
    """Leave texts out of the agenda, and watch the isolation change.

    Parameters
    ----------
    series : DataFrame
        As `analysis.course.lessons.assemblies.agenda_series` returns it.
    country : str
    event : int, optional
        First year of what is asked about; default the last year.
    truth : Series, optional
        As in `agenda_figure`.

    Returns
    -------
    VBox
    """
    since = int(series["period"].max()) if event is None else event
    screen = _Screen()
    control = widgets.SelectionSlider(
        options=series["left_out"].unique().tolist(),
        value="nothing",
        description="leave out",
        style=LABELS,
        layout=WIDER,
    )

    def redraw(_: object = None) -> None:
        part = series[series["left_out"] == control.value]
        late = part["period"] >= since
        means = part.groupby(late)[["agreement", "theta"]].mean()
        words = f"Left out: {control.value}; {part['n'].sum():,} roll calls are kept."
        if len(means) == 2:
            (a0, t0), (a1, t1) = means.loc[False], means.loc[True]
            words += (
                f" Mean agreement of {country} with all others: {a0:.2f} before {since}, "
                f"{a1:.2f} from {since}. Ideal point: {t0:.2f} before, {t1:.2f} after."
            )
        screen.show(agenda_figure(series, control.value, country, since, truth), words)

    control.observe(redraw, "value")
    redraw()
    return _box(screen, control)
