"""What the posterior of the plane says: distances, angles, changes of them, and their mixing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.estimate import Estimate
from analysis.idealpoints.assumptions import Assumptions
from analysis.idealpoints.maths.quiet_arviz import arviz
from analysis.idealpoints.plane.distances import angles, judged, lengths
from analysis.idealpoints.plane.drawn import PlaneDrawn, States, several, summarised
from analysis.idealpoints.plane.draws import PlaneDraws
from analysis.idealpoints.results.contrast import check_sides, span
from analysis.idealpoints.results.intervals import LEVEL
from analysis.idealpoints.results.posterior import LEAST_ESS, MOST_R_HAT
from analysis.idealpoints.results.summary import MODEL
from analysis.idealpoints.variants.joint_results import PlaneResults

__all__ = ["Group", "PlanePosterior", "posterior_of_plane"]

Floats = npt.NDArray[np.float64]
UNIT = "in sd of all state-periods along an axis"
METHOD = "posterior of the dynamic ordinal model in two dimensions by Markov chains; interval \
from the draws, items and all other points uncertain too"
#: The same, of which the members may differ from period to period.
Group = States | Mapping[object, Sequence[str]]


@dataclass(frozen=True, eq=False, repr=False)
class PlanePosterior(PlaneDrawn):
    """Draws of ideal points in two dimensions; made by `IdealPoints.sample` with ``dimensions=2``.

    Reported are distances and angles, which no choice of axes changes. Coordinates (`params`,
    `drawn`, and what `PlaneResults` offers for the first dimension) are those of draws turned
    to lie nearest to the fast fit; `along` takes other axes. Predictions are those of the
    posterior means.

    Examples
    --------
    >>> from analysis.idealpoints import IdealPoints, Plan
    >>> from analysis.rollcalls import RollCalls
    >>> votes = np.random.default_rng(1).choice([1, 2, 3], size=(6, 24))
    >>> dates = [f"{2001 + k // 12}-10-{k % 12 + 1:02d}" for k in range(24)]
    >>> rc = RollCalls.from_votes(votes, states=list("ABCDEF"), dates=dates)
    >>> found = IdealPoints(rc, anchor="A", dimensions=2).sample(Plan(2, 20, 20, 1))
    >>> found.distance("A", "B", 2001).estimate > 0, found.converged
    (True, False)
    """

    # -- how well it mixed ---------------------------------------------------------------------
    @property
    def converged(self) -> bool:
        """Whether the run is complete, and R-hat and ESS of the anchors' distances suffice.

        Of both anchors from each other, and of the first from the mean of all points, in every
        period.
        """
        quality = self._anchors_quality()
        return bool(
            self.draws.complete
            and quality["r_hat"].max() <= MOST_R_HAT
            and quality["ess"].min() >= LEAST_ESS
        )

    def _anchors_quality(self) -> pd.DataFrame:
        """Return the distances by which `converged` judges; anchors may be one state."""
        tables = [self.distances(self.anchor)]
        if self.second_anchor != self.anchor:
            tables.append(self.distances(self.anchor, self.second_anchor))
        return pd.concat(tables, ignore_index=True)

    @cached_property
    def quality(self) -> pd.DataFrame:
        """R-hat and bulk ESS of the distance of every point from the anchor's in the period.

        Of the anchor itself, and where it has no point, from the mean of all points. A column
        each, ``r_hat, ess``, indexed by state and period; see `distances.judged`.
        """
        az = arviz()

        b, theta = self.ballots, self.draws.theta
        own = self._points(self.anchor)
        chosen = np.full(len(b.periods), -1)
        chosen[b.point_period[own]] = np.arange(own.start, own.stop)
        x = np.empty(theta.shape[:3])
        for i in range(b.n_points):
            other = chosen[b.point_period[i]]
            from_ = np.zeros(2) if other in (-1, i) else theta[:, :, other].astype(np.float64)
            x[:, :, i] = lengths(theta[:, :, i].astype(np.float64), from_)
        data = az.convert_to_dataset({"distance": x})
        return pd.DataFrame(
            {
                "r_hat": az.rhat(data)["distance"].values,
                "ess": az.ess(data)["distance"].values,
            },
            index=self._index,
        )

    # -- distances -----------------------------------------------------------------------------
    def distance(
        self, a: str, b: States, period: object | Sequence[object], level: float = LEVEL
    ) -> Estimate:
        """Estimate how far two states stand apart in a period, or their levels in a window.

        Parameters
        ----------
        a : str
        b : str or sequence of str
            Of several states the mean point is taken, members alike.
        period : period label, or sequence of them
            Of several, every state's *level*: the mean of its points, weighted by its votes.
        level : float

        Raises
        ------
        UsageError
            If they are one state, or one of them has no ideal point there.
        """
        periods = self._periods(period)
        self._check_apart(a, b)
        x = lengths(self._level(a, periods), self._mean_level(b, periods))
        return self._estimate(
            f"distance.{a}-{_named(b)}", f"distance between {a} and {_named(b)}, {UNIT}", x, level,
            f"{a} against {_named(b)} in {span(periods)}", [a], periods,
        )  # fmt: skip

    def distances(self, a: str, b: Group | None = None, level: float = LEVEL) -> pd.DataFrame:
        """Return the distances of a state in every period in which it has a point.

        Parameters
        ----------
        a : str
        b : str, sequence of str, or mapping of period labels to sequences, optional
            Of several states the mean of those with a point in the period is taken; by default
            the mean of all state-periods, the origin.
        level : float

        Returns
        -------
        DataFrame
            ``period, n_votes, others, estimate, se, low, high, r_hat, ess``; ``n_votes`` of `a`,
            ``others`` the states of `b` that have a point there. Periods without one are left
            out.

        Raises
        ------
        UsageError
            If `a` has no ideal point, or is to be compared with itself.
        """
        if b is not None and not isinstance(b, Mapping):
            self._check_apart(a, b)
        where = self._points(a)
        votes = np.diff(self.ballots.point_ptr)
        rows = []
        for i, period in zip(range(where.start, where.stop), self._labels(where), strict=True):
            own = self.draws.theta[:, :, i].astype(np.float64)
            members = b.get(period, ()) if isinstance(b, Mapping) else several(b or ())
            others = [s for s in members if s != a and self._has(s, period)]
            if b is not None and not others:
                continue
            other = self._mean_level(others, [period]) if others else np.zeros(2)
            found = judged(lengths(own, other), level)
            rows.append({"period": period, "n_votes": votes[i], "others": len(others), **found})
        return pd.DataFrame(rows)

    def distances_to(
        self, others: Mapping[str, Group], state: str | None = None, level: float = LEVEL
    ) -> pd.DataFrame:
        """Return the distances of a state from several others or groups, in every period.

        Parameters
        ----------
        others : mapping
            What each is called, and which state or states it is, as of `distances`.
        state : str, optional
            The anchor by default.
        level : float

        Returns
        -------
        DataFrame
            As of `distances`, with a column ``to``.
        """
        state = state or self.anchor
        tables = [self.distances(state, b, level).assign(to=name) for name, b in others.items()]
        return pd.concat(tables, ignore_index=True)

    def change_of_distance(
        self,
        a: str,
        b: States,
        before_periods: Sequence[object],
        after_periods: Sequence[object],
        level: float = LEVEL,
    ) -> Estimate:
        """Estimate by how much the distance between levels changed, draw by draw.

        Parameters
        ----------
        a : str
        b : str or sequence of str
        before_periods, after_periods : sequence of period labels
            Windows; see `distance`.
        level : float

        Returns
        -------
        Estimate
            Negative where they came closer.
        """
        before, after = list(before_periods), list(after_periods)
        check_sides(before, after)
        self._check_apart(a, b)
        x = lengths(self._level(a, after), self._mean_level(b, after))
        x -= lengths(self._level(a, before), self._mean_level(b, before))
        return self._estimate(
            f"change.distance.{a}-{_named(b)}",
            f"change in the distance between {a} and {_named(b)}, {UNIT}", x, level,
            f"{span(after)} against {span(before)}", [a], [*before, *after],
        )  # fmt: skip

    def between(
        self,
        state: str,
        before_periods: Sequence[object],
        after_periods: Sequence[object],
        level: float = LEVEL,
        against: Sequence[str] = (),
    ) -> Estimate:
        """Estimate how far a state moved: the distance between its levels before and after.

        With `against`, how the distance to the mean of those states changed; otherwise it is
        positive whatever happened, since uncertainty alone moves a point: the interval
        never holds 0, and its lower end is no evidence of a move. `change_of_distance` has signs.
        """
        if against:
            others = [other for other in against if other != state]
            return self.change_of_distance(state, others, before_periods, after_periods, level)
        before, after = list(before_periods), list(after_periods)
        check_sides(before, after)
        x = lengths(self._level(state, after), self._level(state, before))
        return self._estimate(
            f"moved.{state}", f"distance between the levels of {state}, {UNIT}", x, level,
            f"{span(after)} against {span(before)}", [state], [*before, *after],
        )  # fmt: skip

    def angle(
        self, a: str, b: str, period: object | Sequence[object], level: float = LEVEL
    ) -> Estimate:
        """Estimate the angle at the origin between two states' levels, in degrees, 0 to 180."""
        periods = self._periods(period)
        self._check_apart(a, b)
        x = angles(self._level(a, periods), self._level(b, periods))
        return self._estimate(
            f"angle.{a}-{b}", f"angle between {a} and {b} at the mean of all, in degrees", x, level,
            f"{a} against {b} in {span(periods)}", [a, b], periods,
        )  # fmt: skip

    def angle_of_moves(
        self,
        a: str,
        b: str,
        before_periods: Sequence[object],
        after_periods: Sequence[object],
        level: float = LEVEL,
    ) -> Estimate:
        """Estimate the angle between two states' movements, in degrees: near 0 they went along."""
        before, after = list(before_periods), list(after_periods)
        check_sides(before, after)
        self._check_apart(a, b)
        moves = [self._level(s, after) - self._level(s, before) for s in (a, b)]
        return self._estimate(
            f"angle.moves.{a}-{b}", f"angle between the movements of {a} and {b}, in degrees",
            angles(*moves), level, f"{span(after)} against {span(before)}", [a, b],
            [*before, *after],
        )  # fmt: skip

    # -- words ---------------------------------------------------------------------------------
    @property
    def assumptions(self) -> tuple[str, ...]:
        """What a distance or a change of it rests on."""
        return (
            "two dimensions, the same for all texts; distances and angles do not depend on axes",
            *super().assumptions[1:],
        )

    def _title(self) -> str:
        return MODEL.format(what="ideal points in two dimensions", how="posterior draws")

    def _rows(self) -> dict[str, str]:
        rows = super()._rows()
        d, own = self.draws, self._anchors_quality()
        for name in ("log-likelihood", "fit", "plane"):
            del rows[name]
        rows["scale"] = "mean 0 and the unit matrix as covariance over state-periods"
        rows |= {
            "axes": "free; draws are turned to lie nearest to the fast fit, "
            f"{self.anchor} positive on the first, {self.second_anchor} on the second",
            "chains": f"{d.theta.shape[0]} of {d.theta.shape[1]:,} draws kept, one in "
            f"{d.plan.thin} sweeps, after {d.plan.warmup:,} sweeps of warm-up; seed {d.plan.seed}",
            "mixing": f"distances of {self.anchor} from the mean of all and from "
            f"{self.second_anchor}: R-hat up to {own['r_hat'].max():.3f}, ESS from "
            f"{own['ess'].min():,.0f}",
        }
        if not d.complete:
            rows["NOT COMPLETE"] = "the run was interrupted: do not report these numbers"
        elif not self.converged:
            rows["NOT CONVERGED"] = (
                f"R-hat above {MOST_R_HAT} or ESS below {LEAST_ESS:.0f}: "
                "use more draws before you report these numbers"
            )
        return rows

    # -- within --------------------------------------------------------------------------------
    def _periods(self, period: object | Sequence[object]) -> list[object]:
        if isinstance(period, Sequence) and not isinstance(period, str):
            return list(period)
        return [period]

    def _estimate(
        self,
        name: str,
        estimand: str,
        x: Floats,
        level: float,
        comparison: str,
        states: Sequence[str],
        periods: Sequence[object],
    ) -> Estimate:
        """Make an estimate of draws, shape (chains, draws); `n` counts the votes of `states`."""
        found = judged(x, level)
        r_hat, ess = found["r_hat"], found["ess"]
        method = f"{METHOD}; R-hat {r_hat:.3f}, ESS {ess:.0f}"
        if not self.draws.complete:
            method += "; THE RUN WAS INTERRUPTED"
        elif r_hat > MOST_R_HAT or ess < LEAST_ESS:
            method += "; THE CHAINS HAVE NOT MIXED ENOUGH"
        table = self._index.to_frame(index=False).assign(n_votes=np.diff(self.ballots.point_ptr))
        used = table[table["state"].isin(states) & table["period"].isin(list(periods))]
        return Estimate(
            name=name,
            estimand=estimand,
            level=level,
            n=int(used["n_votes"].sum()),
            unit="votes",
            method=method,
            rests_on=self.rests_on,
            comparison=comparison,
            assumptions=self.assumptions,
            table=used.reset_index(drop=True),
            details={"r_hat": r_hat, "ess": ess},
            estimate=found["estimate"],
            se=found["se"],
            low=found["low"],
            high=found["high"],
        )


def _named(states: States) -> str:
    names = several(states)
    return names[0] if len(names) == 1 else f"the mean of {len(names)} states"


def posterior_of_plane(
    fast: PlaneResults, draws: PlaneDraws, assumed: Assumptions
) -> PlanePosterior:
    """Make results of draws whose axes are those of the fast fit.

    Parameters
    ----------
    fast : PlaneResults
        The fit that the chains started from.
    draws : PlaneDraws
    assumed : Assumptions
        By the sampler.
    """
    one, two = summarised(fast.joint.first, fast.joint.second, draws)
    return PlanePosterior(
        fast.ballots,
        one,
        fast.anchor,
        assumed,
        fast.rests_on,
        fast.tol,
        replace(fast.joint, first=one, second=two),
        fast.second_anchor,
        draws,
    )
