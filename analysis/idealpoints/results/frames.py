"""A fit of ideal points as one table of states, and as a notebook shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from analysis.tables import html_table, table_cells

if TYPE_CHECKING:
    from analysis.idealpoints.results.points import IdealPointResults

__all__ = ["shown_as_html", "summary_frame"]

#: States shown from each end of the line.
SHOWN = 6


def summary_frame(results: IdealPointResults) -> pd.DataFrame:
    """Return a row for each state, from the lowest ideal point to the highest.

    Parameters
    ----------
    results : IdealPointResults

    Returns
    -------
    DataFrame, n_states rows, indexed by state
        ``first, last``: its first and last period; ``n_periods, n_votes``: over all of them;
        ``theta, se, low, high``: in the last. By that state's last period, which need not be
        everybody's. With one period for all (``by="all"``) this is the whole of `params`.

    Examples
    --------
    >>> from analysis.idealpoints import IdealPoints
    >>> from analysis.rollcalls import RollCalls
    >>> rc = RollCalls.from_votes([[1, 1, 3], [1, 3, 2], [3, 1, 3]], states=["Ann", "Bob", "Cy"])
    >>> frame = IdealPoints(rc, by="all", anchor="Ann").fit().summary_frame()
    >>> bool(frame.loc["Ann", "theta"] > 0), frame["n_votes"].tolist()
    (True, [3, 3, 3])
    """
    params = results.params
    by_state = params.groupby("state", sort=False)
    last = by_state.tail(1).set_index("state")
    table = pd.DataFrame(
        {
            "first": by_state["period"].first(),
            "last": by_state["period"].last(),
            "n_periods": by_state.size(),
            "n_votes": by_state["n_votes"].sum(),
        }
    )
    values = [c for c in ("theta", "theta2", "se", "low", "high") if c in last]
    return table.join(last[values]).sort_values("theta", kind="stable")


def shown_as_html(results: IdealPointResults) -> str:
    """Write both ends of `summary_frame`, and under it what the fit rests on."""
    table = summary_frame(results).reset_index()
    if len(table) > 2 * SHOWN:
        table = pd.concat([table.head(SHOWN), table.tail(SHOWN)])
    left = len(results.ballots.states) - len(table)
    note = f"{results.rests_on}; {'converged' if results.converged else 'NOT CONVERGED'}"
    if left:
        note += f"; {left} states between these ends are not shown"
    years = [c for c in ("first", "last") if pd.api.types.is_integer_dtype(table[c])]
    return html_table(table_cells(table, plain=years), note=note)
