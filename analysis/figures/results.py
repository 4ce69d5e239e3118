"""A fit of ideal points as a figure: over time, or one period as a line or a plane."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
from matplotlib.figure import Figure

from analysis.errors import UsageError
from analysis.figures.idealpoints import trajectory_figure
from analysis.figures.maps.line import map_figure
from analysis.figures.maps.plane import plane_figure
from analysis.figures.style import COLOURS, decimal_year
from analysis.record.reference import PERMANENT
from analysis.record.states import state_name
from analysis.shift.methods.series import middle_of

__all__ = ["results_figure"]


def results_figure(
    params: pd.DataFrame, states: Sequence[str] | None = None, period: object = None
) -> Figure:
    """Draw the ideal points of some states over time, or of all states in one period.

    Parameters
    ----------
    params : DataFrame
        Of a fit (`analysis.idealpoints.IdealPointResults.params`).
    states : sequence of str, optional
        At most five states to name; default the permanent members of the Security Council, or,
        if none of them is in the fit, the first five states.
    period : optional
        One period of the fit; default all, over time, or the only one.

    Returns
    -------
    Figure
        Without a period, trajectories with their intervals. With one, every state on a line,
        or in the plane of a fit in two dimensions.

    Raises
    ------
    UsageError
        If there are more than five states, or the fit lacks one, or the period.

    Examples
    --------
    >>> params = pd.DataFrame({"state": ["USA", "CHN"] * 2, "period": [2023, 2023, 2024, 2024],
    ...                        "theta": [2.0, -1.0, 2.1, -1.0], "low": [1.8, -1.2, 1.9, -1.2],
    ...                        "high": [2.2, -0.8, 2.3, -0.8]})
    >>> results_figure(params).axes[0].get_ylabel()
    'ideal point (sd of all state-periods)'
    >>> results_figure(params, period=2025)
    Traceback (most recent call last):
    ...
    analysis.errors.UsageError: no period 2025 (ideal points): use one of 2023, 2024
    """
    shown = _shown(params, states)
    if period is None and len(set(params["period"])) == 1:  # nothing to draw over time
        period = params["period"].iloc[0]
    if period is None:
        # To the tenth of a year: leap days would make a year and the next lie more than one apart.
        at = {p: round(decimal_year(middle_of(p)), 1) - 0.5 for p in params["period"].unique()}
        return trajectory_figure(params.assign(period=params["period"].map(at)), shown)
    window = params[params["period"] == period]
    if window.empty:
        known = [str(p) for p in params["period"].unique()]
        some = known if len(known) < 6 else [*known[:2], "...", *known[-2:]]
        raise UsageError(f"no period {period}", "ideal points", f"use one of {', '.join(some)}")
    return (plane_figure if "theta2" in window else map_figure)(window, shown)


def _shown(params: pd.DataFrame, states: Sequence[str] | None) -> Mapping[str, tuple[str, str]]:
    known = list(params["state"].unique())
    chosen = [s for s in PERMANENT if s in known] or known[: len(COLOURS)]
    if states is not None:
        chosen = list(dict.fromkeys(states))
    absent = [s for s in chosen if s not in known]
    if absent or not chosen or len(chosen) > len(COLOURS):
        raise UsageError(
            f"no ideal point of {', '.join(absent)}" if absent else f"{len(chosen)} states to name",
            "ideal points",
            f"name one to {len(COLOURS)} states of the fit",
        )
    colours = list(COLOURS.values())
    # The country's and the rival's colours go to them where both are there.
    ordered = sorted(chosen, key=lambda s: {"USA": 0, "RUS": 1}.get(s, 2))
    return {s: (state_name(s), colours[k]) for k, s in enumerate(ordered)}
