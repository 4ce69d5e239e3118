"""The fast fit beside the posterior estimates that are shipped."""

from __future__ import annotations

import numpy as np

from analysis.idealpoints import IdealPoints
from analysis.idealpoints.derived import derived_scopes, read_derived, run_of
from analysis.rollcalls import RollCalls

__all__ = ["beside_posterior"]


def beside_posterior(rollcalls: RollCalls) -> dict[str, float] | None:
    """Compare the fast fit by year with the posterior estimates that are shipped.

    Parameters
    ----------
    rollcalls : RollCalls
        The history.

    Returns
    -------
    dict or None
        ``r`` and ``rmse`` of the points, ``se_ratio``, the median of Laplace standard errors over
        posterior standard deviations, ``inside``, the share of fast points in the posterior 90%
        intervals, and ``n``. None where nothing is shipped, or what is shipped was made from
        other votes.
    """
    if "all" not in derived_scopes():
        return None
    model = IdealPoints(rollcalls.select(body="GA"))
    if run_of("all")["votes_sha256"] != model.ballots.digest():
        return None
    ours = model.fit().params.astype({"period": str})
    both = ours.merge(read_derived(), on=["state", "period"])
    difference = both["theta"] - both["mean"]
    return {
        "r": float(both["theta"].corr(both["mean"])),
        "rmse": float(np.sqrt((difference**2).mean())),
        "se_ratio": float((both["se"] / both["sd"]).median()),
        "inside": float(both["theta"].between(both["q05"], both["q95"]).mean()),
        "n": len(both),
    }
