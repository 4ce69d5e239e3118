"""Estimates of many designs as the rows of one table."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pandas as pd

from analysis.estimate import Estimate
from analysis.record.states import in_sentence
from analysis.shift.run import DesignResult
from analysis.study import Study
from analysis.tables import EMPTY, minus

__all__ = ["design_rows"]

#: Decimals by how an estimand begins; all others have two.
DIGITS = {"number of": 0, "date of": 1}


def design_rows(results: Iterable[DesignResult], study: Study) -> pd.DataFrame:
    """Write estimates as text, a row each.

    Parameters
    ----------
    results : iterable of DesignResult
    study : Study
        Its country stands in the caption and is left out of the rows, where "of" it is said.

    Returns
    -------
    DataFrame
        Columns ``design, quantity, estimate, p, n``, all text. ``p`` is empty where the design
        gives none, and an estimate that is not defined is a dash.

    Examples
    --------
    >>> e = Estimate("x", "change in kappa of the United States with RUS", 0.25, p_value=0.0001)
    >>> design_rows([DesignResult("votes", (e,), "")], Study()).iloc[0].tolist()
    ['votes', 'change in kappa with Russia', '0.25', '<0.001', '0 roll calls']
    """
    rows = [
        {
            "design": result.design,
            "quantity": _quantity(estimate.estimand, study),
            "estimate": _told(estimate),
            "p": _p_value(estimate.p_value),
            "n": estimate.size(),
        }
        for result in results
        for estimate in result.estimates
    ]
    return pd.DataFrame(rows, columns=["design", "quantity", "estimate", "p", "n"])


def _quantity(estimand: str, study: Study) -> str:
    """Write names in place of codes, and leave out whose votes they are."""
    name = in_sentence(study.country)
    text = re.sub(rf"\b{study.country}\b", name, estimand)
    text = re.sub(rf"\b{study.rival}\b", in_sentence(study.rival), text)
    return text.replace(f" of {name}", "").replace("`", "")


def _told(estimate: Estimate) -> str:
    if estimate.estimate != estimate.estimate:
        return EMPTY
    digits = (d for start, d in DIGITS.items() if estimate.estimand.startswith(start))
    return minus(estimate.interval(next(digits, 2)))


def _p_value(p: float | None) -> str:
    if p is None:
        return ""
    return "<0.001" if p < 0.001 else f"{p:.3f}"
