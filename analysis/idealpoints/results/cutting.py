"""Where on the scale an item divides the states."""

from __future__ import annotations

import numpy as np
import pandas as pd

__all__ = ["cutting_points"]


def cutting_points(items: pd.DataFrame) -> pd.DataFrame:
    """Return the ideal points at which an item divides the states.

    Parameters
    ----------
    items : DataFrame
        Columns ``item, beta, gamma1, gamma2``, as `IdealPointResults.items`.

    Returns
    -------
    DataFrame
        ``item``; ``yes_end`` = γ1/β, where a yes is as likely as not; ``no_end`` = γ2/β, where
        a no is; ``no_side``, 1 where states with large ideal points vote no, else −1. An end
        is NaN where the item has no such vote or β = 0.

    Examples
    --------
    >>> items = pd.DataFrame({"item": ["a", "b"], "beta": [2.0, -1.0],
    ...                       "gamma1": [1.0, 0.0], "gamma2": [2.0, np.inf]})
    >>> cutting_points(items).values.tolist()
    [['a', 0.5, 1.0, 1], ['b', -0.0, nan, -1]]
    """
    beta = items["beta"].where(items["beta"] != 0)
    ends = {
        name: (items[g] / beta).where(np.isfinite(items[g]))
        for name, g in (("yes_end", "gamma1"), ("no_end", "gamma2"))
    }
    return pd.DataFrame(
        {"item": items["item"], **ends, "no_side": np.where(items["beta"] < 0, -1, 1)}
    )
