"""The front of it: results and a plain table in, coefficients with intervals out."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.stats import t as student

from analysis.errors import UsageError
from analysis.idealpoints.covariates.methods import METHODS, Coefficients
from analysis.idealpoints.results.points import IdealPointResults
from analysis.idealpoints.results.posterior import PosteriorResults
from analysis.record.states import find_voter, state_name
from analysis.tables import html_table, table_cells

__all__ = ["LEAST_RELIABILITY", "METHOD", "Regression", "regress"]

#: What docs/decisions/covariates.md chose, and where it stops.
METHOD, LEAST_RELIABILITY = "reweighted", 0.7
LEVEL = 0.90


@dataclass(frozen=True, eq=False)
class Regression:
    """A regression of ideal points on covariates.

    Attributes
    ----------
    table : DataFrame, a row per coefficient
        ``coefficient, se, low, high, p_value``, indexed by name.
    n : int
        Voters.
    sigma : float
        Standard deviation of ideal points that the covariates leave.
    reliability : float
        One minus the mean posterior variance of the points, over their variance.
    left_out : tuple of str
        Voters with a point and no row in the table, or with an empty cell there.
    formula, method : str
    level : float
        Coverage that the intervals aim at.
    """

    table: pd.DataFrame
    n: int
    sigma: float
    reliability: float
    left_out: tuple[str, ...]
    formula: str
    method: str
    level: float = field(default=LEVEL)

    def __repr__(self) -> str:
        return f"<Regression {self.formula}: {self.n} voters, reliability {self.reliability:.2f}>"

    def _repr_html_(self) -> str:
        note = f"{self.formula}; {self.n} voters; {len(self.left_out)} left out; {self.method}"
        return html_table(table_cells(self.table.reset_index(), digits=3), note=note)


def regress(
    results: IdealPointResults,
    formula: str,
    table: pd.DataFrame,
    voter: str | None = None,
    level: float = LEVEL,
) -> Regression:
    """Regress ideal points on covariates of the voters.

    The covariates' effects are estimated as part of the prior of the points, from posterior draws,
    so that what draws the points together does not draw the coefficients to zero.

    Parameters
    ----------
    results : PosteriorResults
        Of `IdealPoints(..., by="all").sample()`: one point per voter.
    formula : str
        ``"theta ~ x + C(group)"``; the left side is ``theta``.
    table : DataFrame
        A row per voter, with the columns of the formula.
    voter : str, optional
        The column that says who; by default the index does. Codes or names.
    level : float

    Returns
    -------
    Regression

    Raises
    ------
    UsageError
        If the results are no draws of one point per voter, the formula or the table does not fit,
        a voter is unknown or stands twice, or the points are less reliable than the method bears.

    References
    ----------
    Treier, S. and Jackman, S. (2008). Democracy as a Latent Variable. American Journal of Political
    Science 52(1), on regressions with what is measured with error.

    Examples
    --------
    >>> from analysis.idealpoints import IdealPoints, Plan
    >>> from analysis.rollcalls import RollCalls
    >>> rng = np.random.default_rng(2)
    >>> x = np.linspace(-2, 2, 40)
    >>> z = np.outer(x, rng.normal(size=60)) + rng.normal(size=(40, 60))
    >>> voters = [f"V{i}" for i in range(40)]
    >>> rc = RollCalls.from_votes(np.where(z > 0, 3, 1), states=voters)
    >>> draws = IdealPoints(rc, by="all", anchor="V39").sample(Plan(2, 100, 100, 1))
    >>> found = regress(draws, "theta ~ x", pd.DataFrame({"x": x}, index=voters))
    >>> found.n, bool(found.table.loc["x", "low"] > 0.5)
    (40, True)
    """
    if not isinstance(results, PosteriorResults) or results.ballots.by != "all":
        raise UsageError(
            "no draws of one point per voter", "regress", 'use IdealPoints(..., by="all").sample()'
        )
    rows = _rows(table, voter, results)
    matrix = _matrix(formula, rows)
    complete = matrix.notna().all(axis=1)
    matrix = matrix[complete]
    states = results.ballots.states
    x = matrix.to_numpy(dtype=np.float64)
    if len(x) <= x.shape[1] + 1 or np.linalg.matrix_rank(x) < x.shape[1]:
        raise UsageError(
            f"{len(x)} voters for {x.shape[1]} columns that do not overlap", "regress", "use fewer"
        )
    theta = results.draws.theta
    flat = np.asarray(theta, dtype=np.float64).reshape(-1, theta.shape[2])
    draws = flat[:, [states.index(s) for s in matrix.index]]
    reliable = reliability(draws)
    if reliable < LEAST_RELIABILITY:
        raise UsageError(
            f"ideal points of reliability {reliable:.2f}",
            "regress",
            f"the method is tried from {LEAST_RELIABILITY} on: use more roll calls",
        )
    found = METHODS[METHOD](draws, x)
    return Regression(
        _table(found, list(matrix.columns), level),
        len(x),
        found.sigma,
        reliable,
        tuple(s for s in states if s not in set(matrix.index)),
        formula,
        METHOD,
        level,
    )


def reliability(draws: npt.NDArray[np.float64]) -> float:
    """Return the share of the variance of points that is not uncertainty.

    Examples
    --------
    >>> reliability(np.array([[0.0, 2.0], [0.0, 2.0]]))
    1.0
    """
    within = float(draws.var(axis=0, ddof=1).mean())
    return 1 - within / (within + float(draws.mean(axis=0).var(ddof=1)))


def _rows(table: pd.DataFrame, voter: str | None, results: IdealPointResults) -> pd.DataFrame:
    if not isinstance(table, pd.DataFrame):
        raise UsageError(f"a {type(table).__name__} is no DataFrame", "regress")
    if voter is not None:
        if voter not in table.columns:
            raise UsageError(f"no column {voter!r}", "regress")
        table = table.set_index(voter)
    names = {s: state_name(s) for s in results.ballots.states}
    codes = [str(k) if str(k) in names else find_voter(str(k), names) for k in table.index]
    here = np.array([c is not None for c in codes], dtype=bool)
    rows = table[here].copy()
    rows.index = pd.Index([c for c in codes if c is not None], dtype="str")
    twice = rows.index[rows.index.duplicated()]
    if len(twice):
        raise UsageError(f"{twice[0]!r} stands twice", "regress", "give each voter one row")
    if not len(rows):
        raise UsageError("no row is of a voter with an ideal point", "regress", "see `voter`")
    return rows


def _matrix(formula: str, rows: pd.DataFrame) -> pd.DataFrame:
    """Return the columns of a formula; rows with an empty cell hold nothing."""
    import statsmodels.formula.api as smf

    if formula.partition("~")[0].strip() != "theta" or "~" not in formula:
        raise UsageError(f"no formula of theta: {formula!r}", "regress", 'such as "theta ~ x"')
    data = rows.assign(theta=0.0)
    try:
        model = smf.ols(formula, data)
    except Exception as error:  # the parser of formulas raises its own, and Python's own
        what = " ".join(str(error).split())[:100]
        raise UsageError(f"the formula does not fit the table: {what}", "regress") from None
    made = pd.DataFrame(model.exog, columns=model.exog_names, index=model.data.row_labels)
    return made.reindex(rows.index)


def _table(found: Coefficients, names: list[str], level: float) -> pd.DataFrame:
    if not 0 < level < 1:
        raise UsageError(f"level is {level}", "regress", "between 0 and 1")
    se = np.sqrt(np.diag(found.covariance))
    reach = student.ppf((1 + level) / 2, found.dof) * se
    return pd.DataFrame(
        {
            "coefficient": found.values,
            "se": se,
            "low": found.values - reach,
            "high": found.values + reach,
            "p_value": 2 * student.sf(np.abs(found.values) / se, found.dof),
        },
        index=pd.Index(names, name="term"),
    )
