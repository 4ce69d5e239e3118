"""Where a state stands on the line of ideal points, and where no line describes it."""

from __future__ import annotations

import pandas as pd

from analysis.atlas.charts import Line, line_chart
from analysis.atlas.markup import Html, el, figure, join
from analysis.atlas.material import Material
from analysis.atlas.states.tables import ENOUGH
from analysis.prose import atlas as prose
from analysis.record.states import in_sentence

__all__ = ["last_told", "position"]


def last_told(own: pd.DataFrame) -> pd.Series:
    """Return the last year of a state's ideal points that rests on enough votes to be told.

    Parameters
    ----------
    own : DataFrame
        In order of ``year``, with ``n_votes``. Where no year has enough, the last is returned.

    Examples
    --------
    >>> int(last_told(pd.DataFrame({"year": [2025, 2026], "n_votes": [90, 9]}))["year"])
    2025
    """
    told = own[own["n_votes"] >= ENOUGH]
    found: pd.Series = (told if len(told) else own).iloc[-1]
    return found


def position(material: Material, state: str) -> Html:
    """Draw a state's ideal points beside the middle of all, and say where it stood last."""
    own = material.points[material.points["state"] == state]
    if own.empty:
        return Html("")
    span = list(range(int(own["year"].min()), int(own["year"].max()) + 1))
    by_year = own.set_index("year").reindex(span)
    others = material.spread_by_year.reindex(span)
    middle, low, high = (others[q].to_numpy(dtype=float) for q in (0.5, 0.1, 0.9))
    mean, q05, q95 = (by_year[c].to_numpy(dtype=float) for c in ("mean", "q05", "q95"))
    weak = own[(own["r_hat"] > prose.R_HAT) | (own["ess"] < prose.ESS)]
    chart = line_chart(
        span,
        [
            Line("median", middle, low, high, look="c0"),
            Line(state, mean, q05, q95, look="c1"),
        ],
        prose.chart_words("Ideal points", state, span[0], span[-1]),
        marks=list(zip(weak["year"], weak["mean"], strict=True)),
    )
    now = last_told(own)
    rest = material.points[
        (material.points["year"] == now["year"]) & (material.points["state"] != state)
    ]
    sentence = prose.position_sentence(
        state, now, int((rest["mean"] < now["mean"]).sum()), len(rest)
    )
    gates = material.gates[material.gates["state"] == state]
    notes = [prose.described_sentence(state, gates), prose.unsettled_sentence(own)]
    return join(
        [
            el("p", sentence),
            *(el("p", note, class_="note") for note in notes if note),
            figure(
                chart,
                f"Ideal points of {in_sentence(state)}",
                "Higher is nearer to the United States of most years, in standard deviations of "
                "all state-years. Band: 90% interval. Grey: median of all states, and the middle "
                "eight in ten.",
            ),
        ]
    )
