"""Estimates of many designs as the rows of one table."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from analysis.estimate import Estimate
from analysis.shift.run import DesignResult
from analysis.tables import EMPTY, minus

__all__ = ["design_rows"]


def design_rows(results: Iterable[DesignResult], supplement: bool = False) -> pd.DataFrame:
    """Write estimates as text, a row each; one quantity with one number stands once.

    Parameters
    ----------
    results : iterable of DesignResult
        Whose votes they are about stands in the caption: the rows leave it out.
    supplement : bool
        Write those that are not counted, instead of those that are.

    Returns
    -------
    DataFrame
        Columns ``design, quantity, estimate, p, n``, all text. ``p`` is empty where the design
        gives none; several tests of one number stand in one row. An estimate that is not defined
        is a dash, and one that its checks do not let pass has no number.

    Examples
    --------
    >>> from analysis.quantity import Quantity
    >>> q = Quantity("change", "kappa", "USA", "RUS", form="change in kappa{of} with {partner}")
    >>> e = Estimate("x", q.words(), 0.25, p_value=0.0001, quantity=q.named(partner="Russia"))
    >>> design_rows([DesignResult("votes", (e,), "")]).iloc[0].tolist()
    ['votes', 'change in kappa with Russia', '0.25', '<0.001', '0 roll calls']
    """
    rows: dict[tuple[str, str, str, str], list[str]] = {}
    for result in results:
        for estimate in result.supplement if supplement else result.counted:
            quantity = estimate.quantity.short() or estimate.estimand
            design = result.design.replace("_", " ")
            key = (design, quantity, _told(estimate), estimate.size())
            rows.setdefault(key, []).append(
                _p_value(estimate.p_value if estimate.is_finding else None)
            )
    return pd.DataFrame(
        [
            {"design": design, "quantity": quantity, "estimate": told, "p": _joined(p), "n": size}
            for (design, quantity, told, size), p in rows.items()
        ],
        columns=["design", "quantity", "estimate", "p", "n"],
    )


def _joined(p_values: list[str]) -> str:
    return "; ".join(dict.fromkeys(p for p in p_values if p))


def _told(estimate: Estimate) -> str:
    if not estimate.is_finding:
        return "not a finding"
    return minus(estimate.interval(estimate.quantity.digits)) if estimate.is_defined else EMPTY


def _p_value(p: float | None) -> str:
    if p is None:
        return ""
    return "<0.001" if p < 0.001 else f"{p:.3f}"
