"""Estimates of many designs as the rows of one table."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from analysis.estimate import Estimate
from analysis.shift.run import DesignResult
from analysis.tables import EMPTY, minus

__all__ = ["design_rows"]


def design_rows(results: Iterable[DesignResult]) -> pd.DataFrame:
    """Write estimates as text, a row each.

    Parameters
    ----------
    results : iterable of DesignResult
        Whose votes they are about stands in the caption: the rows leave it out.

    Returns
    -------
    DataFrame
        Columns ``design, quantity, estimate, p, n``, all text. ``p`` is empty where the design
        gives none, and an estimate that is not defined is a dash.

    Examples
    --------
    >>> from analysis.quantity import Quantity
    >>> q = Quantity("change", "kappa", "USA", "RUS", form="change in kappa{of} with {partner}")
    >>> e = Estimate("x", q.words(), 0.25, p_value=0.0001, quantity=q.named(partner="Russia"))
    >>> design_rows([DesignResult("votes", (e,), "")]).iloc[0].tolist()
    ['votes', 'change in kappa with Russia', '0.25', '<0.001', '0 roll calls']
    """
    rows = [
        {
            "design": result.design,
            "quantity": estimate.quantity.short() or estimate.estimand,
            "estimate": _told(estimate),
            "p": _p_value(estimate.p_value),
            "n": estimate.size(),
        }
        for result in results
        for estimate in result.estimates
    ]
    return pd.DataFrame(rows, columns=["design", "quantity", "estimate", "p", "n"])


def _told(estimate: Estimate) -> str:
    return minus(estimate.interval(estimate.quantity.digits)) if estimate.is_defined else EMPTY


def _p_value(p: float | None) -> str:
    if p is None:
        return ""
    return "<0.001" if p < 0.001 else f"{p:.3f}"
