"""Models of one vote: how much likelier is the same vote, or a closer one, after an event?"""

from __future__ import annotations

import contextlib
import warnings
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.errors import UsageError

__all__ = ["closer_vote", "same_vote"]

Floats = npt.NDArray[np.float64]

#: A coefficient of this size is a logit that runs off to a probability of zero or one.
RUN_OFF = 12.0


def same_vote(y: npt.NDArray[np.int64], design: Floats, on: Floats) -> tuple[float, Floats, str]:
    """Return the change in the probability of the same vote, by logit.

    Parameters
    ----------
    y : ndarray of int, shape (n,)
        1 for the same vote, else 0.
    design : ndarray, shape (n, k)
        The last column is time (0 before, 1 after), times `on` if that is not all ones.
    on : ndarray, shape (n,)
        1 on the roll calls that the change is of. If some are 0, the value is the change on
        those that are 1 less that on the others, and the last column but one is time itself.

    Returns
    -------
    value : float
        Averaged over the roll calls.
    influence : ndarray, shape (n,)
        What each roll call adds to its error (delta method).
    method : str
        In words: a linear model stands in where the logit runs off to 0 or 1.

    Examples
    --------
    >>> y, late = np.array([0, 1, 0, 0, 1, 1, 1, 0]), np.repeat([0.0, 1.0], 4)
    >>> value, influence, how = same_vote(y, np.column_stack([np.ones(8), late]), np.ones(8))
    >>> round(value, 6), influence.shape, how
    (0.5, (8,), 'logit, mean change in probability')
    """
    import statsmodels.api as sm

    fit: Any = None
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")  # what they warn of is looked at below
        with contextlib.suppress(np.linalg.LinAlgError):
            fit = sm.Logit(y, design).fit(disp=0, maxiter=100)
    done = fit is not None and fit.mle_retvals["converged"]
    if not done or np.abs(np.asarray(fit.params)).max() > RUN_OFF:
        line = np.linalg.lstsq(design, y.astype(np.float64), rcond=None)[0]
        inverse = np.linalg.inv(design.T @ design)
        influence = (design * (y - design @ line)[:, None]) @ inverse[:, -1]
        return float(line[-1]), influence, "linear probability, as the logit runs off to 0 or 1"
    b = np.asarray(fit.params)
    bread = np.linalg.inv(-np.asarray(fit.model.hessian(b)))
    scores = design * (y - np.asarray(fit.predict()))[:, None]
    value, gradient = 0.0, np.zeros(len(b))
    # With an interaction the change is taken on the issue, and off it, each over its own rows.
    interacted = not on.all()
    parts = [(1.0, on == 1), (-1.0, on == 0)] if interacted else [(1.0, on == 1)]
    for sign, rows in parts:
        for side, now in ((sign, 1.0), (-sign, 0.0)):
            x = design[rows].copy()
            x[:, -1] = now * on[rows]
            if interacted:
                x[:, -2] = now
            p = 1 / (1 + np.exp(-(x @ b)))
            value += side * float(p.mean())
            gradient += side * ((p * (1 - p))[:, None] * x).mean(axis=0)
    return value, np.asarray(scores @ bread @ gradient), "logit, mean change in probability"


def closer_vote(y: npt.NDArray[np.int64], design: Floats) -> tuple[float, Floats, str]:
    """Return the change in the log-odds of a closer vote, by ordered logit.

    Parameters
    ----------
    y : ndarray of int, shape (n,)
        2 for the same vote, 1 for one step apart, 0 for yes against no.
    design : ndarray, shape (n, k)
        The first column is the constant; the change is the coefficient of the last.

    Returns
    -------
    value : float
    influence : ndarray, shape (n,)
    method : str

    Raises
    ------
    UsageError
        If the fit runs off to a probability of 0 or 1.

    Examples
    --------
    >>> y, late = np.array([0, 1, 2, 0, 1, 2, 2, 1]), np.repeat([0.0, 1.0], 4)
    >>> closer_vote(y, np.column_stack([np.ones(8), late]))[0] > 0
    True
    """
    from statsmodels.miscmodels.ordinal_model import OrderedModel

    x = design[:, 1:]  # the cut points are the constant
    model: Any = OrderedModel(pd.Series(pd.Categorical(y, ordered=True)), x, distr="logit")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # whether it converged is looked at below
        fit = model.fit(method="bfgs", disp=0, maxiter=500)
    b, j = np.asarray(fit.params), x.shape[1] - 1
    if not np.isfinite(b).all() or np.abs(b[: j + 1]).max() > RUN_OFF:
        raise UsageError(
            "the ordered logit runs off to a probability of 0 or 1",
            "event study",
            "use model='binary', or wider windows",
        )
    bread = np.linalg.inv(-np.asarray(model.hessian(b)))
    influence = np.asarray(model.score_obs(b)) @ bread[:, j]
    return float(b[j]), influence, "ordered logit of same vote, one step and opposite"
