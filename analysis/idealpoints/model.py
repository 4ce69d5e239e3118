"""The model's front end: roll calls in, ideal points out."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.errors import RecordError, UsageError
from analysis.idealpoints.assumptions import WALK_VARIANCE, Assumptions
from analysis.idealpoints.fast.fit import TOLERANCE, fit
from analysis.idealpoints.fast.kept import kept_fit
from analysis.idealpoints.fast.start import start, start_near
from analysis.idealpoints.kernels import kernel_named
from analysis.idealpoints.plane.results import PlanePosterior, posterior_of_plane
from analysis.idealpoints.plane.sample import PlaneKernel, sample_plane
from analysis.idealpoints.prediction.gate import Gate, gates_of
from analysis.idealpoints.prediction.hidden import FOLDS, Target
from analysis.idealpoints.prediction.hidden import SEED as DEAL
from analysis.idealpoints.prediction.holdout import hold_out
from analysis.idealpoints.priors import Prior, prior_named
from analysis.idealpoints.results.points import IdealPointResults
from analysis.idealpoints.results.posterior import PosteriorResults, posterior_of
from analysis.idealpoints.sampler.draws import Plan
from analysis.idealpoints.sampler.kernel import Kernel
from analysis.idealpoints.sampler.sample import Progress, sample
from analysis.idealpoints.unfolding.front import check_response, fit_response, kernel_of
from analysis.idealpoints.unfolding.posterior import unfolding_posterior
from analysis.idealpoints.unfolding.results import UnfoldingResults
from analysis.idealpoints.variants.fits import check_variant, fit_hurdle, fit_plane, fit_shrunk
from analysis.idealpoints.variants.issue_prior import (
    DEFAULT_SD,
    LEAST_VOTES,
    SDS,
    ShrunkResults,
    chosen_sd,
)
from analysis.idealpoints.variants.joint_results import PlaneResults
from analysis.idealpoints.votes.ballots import MONTHS, ballots_of
from analysis.kept import Kept
from analysis.rollcalls import RollCalls
from analysis.rollcalls.periods import Grouping
from analysis.rollcalls.window import Window

__all__ = ["IdealPoints"]

#: Share of the votes hidden to choose how near an issue's points are to the global ones.
HIDDEN, SEED = 0.1, 1


class IdealPoints:
    """Dynamic ordinal ideal points of states (Bailey, Strezhnev and Voeten 2017).

    z = β_v θ_it + ε with ε ~ N(0, 1): yes if z < γ1_v, no above γ2_v, abstain between.
    β_v ~ N(0, 1); a state's first θ ~ N(0, 1), then a random walk over the periods in which
    it votes. Roll calls on the same recurring text share β and γ. Absence is missing.

    Parameters
    ----------
    rollcalls : RollCalls
    by : {"year", "month", "session", "all"} or sequence of dates
        Periods; ``"all"`` gives each state one ideal point.
    anchor : str
        State whose mean ideal point is positive, by code or by name.
    walk_variance : float, optional
        Variance of the walk per period; over a gap it is multiplied by the periods elapsed
        (years or months of the calendar; otherwise the periods of the record, those without
        votes of the state included). Default 0.25, for months 0.25/12. Smaller is smoother.
    link : bool
        Whether roll calls with the same ``recurring_text`` are one item.
    scale_by : {"points", "votes"}
        What holds mean 0 and sd 1 during the fit. ``"points"``: every state-period alike, as
        the model says and as in the posterior (`sample`, which this does not change).
        ``"votes"``: each in proportion to the information of its votes, as where all points
        are standardised anew in every sweep of a sampler, which the authors' code does; it
        comes closer to the published series, and further from the truth in simulated records.
    absence : {"ignored", "hurdle"}
        Whether absence is missing, or attendance at each roll call depends on a propensity of
        the state in the period and on its ideal point; see `analysis.idealpoints.variants.joint`.
    dimensions : {1, 2}
        With two, utility is β1 θ1 + β2 θ2 + ε. Both have mean 0 and sd 1 and no correlation;
        the first is the direction that the fit in one dimension follows most closely.
    second_anchor : str, optional
        State whose mean second coordinate is positive; by default the one whose second
        coordinates are the largest in sum.
    prior : str, Prior or IdealPointResults, optional
        How a state's ideal points hang together in time: a name in
        `analysis.idealpoints.priors`, or such a prior; ``"walk"`` by default. Or a fit of other
        roll calls by the same periods, towards whose ideal points these are drawn, on its scale;
        see `analysis.idealpoints.variants.issue_prior`.
    response : {"line", "unfolding", "unfolding-line"}
        How votes follow ideal points. ``"unfolding"``: utility is β θ + κ θ² + ε, so that both
        ends may vote no, in whatever order of states fits best; ``"unfolding-line"``: the same,
        fitted from the line alone, near whose order it stays. See
        `analysis.idealpoints.unfolding`.
    prior_sd : float, optional
        Standard deviation of these points round those. By default the smallest of a few that
        predicts a hidden tenth of the votes no worse than the best, give or take a standard
        error; 0.4 where there are fewer than 300 votes.
    kept : Kept, optional
        Where fits of one dimension, and the equations solved for their contrasts, are kept between
        runs; default nowhere. The numbers are the same bits.

    Raises
    ------
    UsageError
        If the anchor is unknown or casts no vote that counts, the grouping or another choice
        is unknown, the walk variance is not positive, or variants are asked for together.
    RecordError
        If there are no roll calls, nothing but unanimous ones, or groups of states that
        share none.

    References
    ----------
    Bailey, M. A., Strezhnev, A. and Voeten, E. (2017). Estimating Dynamic State Preferences
    from United Nations Voting Data. Journal of Conflict Resolution 61(2).

    Examples
    --------
    >>> rc = RollCalls.from_votes(
    ...     [[1, 1, 3, 1], [1, 1, 3, 2], [3, 2, 1, 3], [3, 3, 1, 3]],
    ...     states=["USA", "GBR", "RUS", "PRK"],
    ...     dates=["2023-11-01", "2023-12-01", "2024-11-01", "2024-12-01"])
    >>> results = IdealPoints(rc).fit()
    >>> results.converged, len(results.params)
    (True, 8)
    >>> results.params.groupby("state")["theta"].mean().gt(0).to_dict()
    {'GBR': True, 'PRK': False, 'RUS': False, 'USA': True}
    """

    def __init__(
        self,
        rollcalls: RollCalls,
        by: Grouping = "year",
        anchor: str = "USA",
        walk_variance: float | None = None,
        link: bool = True,
        scale_by: Literal["points", "votes"] = "points",
        absence: Literal["ignored", "hurdle"] = "ignored",
        dimensions: int = 1,
        second_anchor: str | None = None,
        prior: str | Prior | IdealPointResults | None = None,
        prior_sd: float | None = None,
        response: str = "line",
        kept: Kept | None = None,
    ) -> None:
        if walk_variance is None:
            walk_variance = WALK_VARIANCE / MONTHS if by == "month" else WALK_VARIANCE
        if scale_by not in ("points", "votes"):
            raise UsageError(f"unknown scale_by {scale_by!r}", "scale_by", "points or votes")
        other = prior if isinstance(prior, IdealPointResults) else None
        check_variant(absence, dimensions, second_anchor, other, prior_sd, scale_by)
        check_response(response, absence, dimensions, other, scale_by)
        paths = "walk" if prior is None or isinstance(prior, IdealPointResults) else prior
        rollcalls = rollcalls.whole()
        if not rollcalls.n_calls:
            raise RecordError("no roll calls", "ideal points", "select a longer time or more texts")
        anchor = rollcalls.code(anchor)
        if second_anchor is not None:
            second_anchor = rollcalls.code(second_anchor)
        self.rollcalls, self.anchor = rollcalls, anchor
        self.assumed = Assumptions(float(walk_variance), prior=prior_named(paths))
        self.scale_by: Literal["points", "votes"] = scale_by
        self.absence, self.dimensions, self.second_anchor = absence, dimensions, second_anchor
        self.other, self.prior_sd, self.response = other, prior_sd, response
        self.kept = kept or Kept()
        self.ballots = ballots_of(rollcalls, by, link)
        if anchor not in self.ballots.states:
            raise UsageError(
                f"{anchor} never votes where others differ",
                "anchor",
                "name another state as anchor",
            )

    def _fitted_votes(self) -> npt.NDArray[np.int8]:
        """Return the votes that are fitted: without unanimous items, which say nothing."""
        rows = [self.rollcalls.row(s) for s in self.ballots.states]
        items = set(self.ballots.items)
        fitted = [label in items for label in self.ballots.labels(self.rollcalls)[1]]
        return np.asarray(self.rollcalls.votes)[rows][:, np.array(fitted)]

    def fit(
        self,
        max_iter: int = 500,
        tol: float = TOLERANCE,
        tails: float | None = None,
        estimate_walk: bool = False,
        near: IdealPointResults | None = None,
    ) -> IdealPointResults:
        """Fit by variational Newton sweeps with Anderson acceleration.

        Parameters
        ----------
        max_iter : int
            Sweeps at most.
        tol : float
            Stop when no ideal point changes by more in a sweep.
        tails : float, optional
            Degrees of freedom of Student's t for the steps of the walk, say 4; normal steps by
            default. See `analysis.idealpoints.fast.walk_steps`.
        estimate_walk : bool
            Whether the variance of the walk is estimated.
        near : IdealPointResults, optional
            A fit of the same model to nearly the same votes, from which to start. It ends where
            another start ends, up to `tol`, but sooner. Variants start as they always do.

        Returns
        -------
        IdealPointResults
            ``converged`` says whether `tol` was reached. With variants a `HurdleResults`,
            `PlaneResults` or `ShrunkResults`.

        Raises
        ------
        UsageError
            If `max_iter` or `tol` is not positive, or a variant has steps of its own.
        RecordError
            If the votes do not tell states apart, or are too few for two dimensions.
        """
        if max_iter < 1 or not tol > 0:
            raise UsageError("max_iter and tol must be positive", "fit")
        assumed = replace(self.assumed, tails=tails, estimate_walk=estimate_walk)
        if self.is_variant and not assumed.given:
            raise UsageError("a variant has normal steps of the variance given", "fit")
        return replace(self._fitted(max_iter, tol, assumed, near), model=self)

    def _fitted(
        self, max_iter: int, tol: float, assumed: Assumptions, near: IdealPointResults | None
    ) -> IdealPointResults:
        """Fit what was asked for: one of the variants, or the plain model."""
        if self.other is not None:
            return self._shrunk(self.other, max_iter, tol)
        plain = self._plain(max_iter, tol, assumed, None if self.is_variant else near)
        if self.response != "line":
            return fit_response(self.response, self._fitted_votes(), plain, max_iter, tol)
        if self.dimensions == 2:
            return fit_plane(self._fitted_votes(), plain, self.second_anchor, max_iter, tol)
        if self.absence == "hurdle":
            return fit_hurdle(self.rollcalls, plain, max_iter, tol)
        return plain

    @property
    def is_variant(self) -> bool:
        """Whether there is a hurdle, a second dimension, another fit or another response."""
        joint = self.absence == "hurdle" or self.dimensions == 2
        return joint or self.other is not None or self.response != "line"

    def _plain(
        self, max_iter: int, tol: float, assumed: Assumptions, near: IdealPointResults | None
    ) -> IdealPointResults:
        """Fit one dimension, absence ignored, drawn towards no other fit."""
        b = self.ballots
        anchor = b.states.index(self.anchor)
        rest = None
        if near is None:
            first = start(self._fitted_votes(), anchor)[b.point_state]
        else:
            first, rest = start_near(b, near.ballots, near.estimates)
        if not first.std() > 1e-9:
            raise RecordError(
                "the votes do not tell states apart", "ideal points", "use more roll calls"
            )
        if rest is None:
            found = kept_fit(self.kept, b, first, assumed, max_iter, tol, self.scale_by)
        else:
            found = fit(b, first, assumed, max_iter, tol, self.scale_by, near=rest)
        if found.theta[b.point_state == anchor].mean() < 0:
            found = replace(found, theta=-found.theta, beta=-found.beta)
        return IdealPointResults(
            b,
            found,
            self.anchor,
            assumed,
            self.rollcalls.rests_on(),
            tol,
        )

    def _shrunk(self, other: IdealPointResults, max_iter: int, tol: float) -> ShrunkResults:
        sd, tried = self.prior_sd, None
        if sd is None:
            sd, tried = self._choose_sd(other)
        return fit_shrunk(
            self.ballots,
            other,
            sd,
            tried,
            self.anchor,
            self.assumed,
            self.rollcalls.rests_on(),
            max_iter,
            tol,
        )

    def _choose_sd(self, other: IdealPointResults) -> tuple[float, pd.DataFrame | None]:
        """Choose by the log-loss of a hidden tenth of the votes; the default for few votes."""
        if self.ballots.n_votes < LEAST_VOTES:
            return DEFAULT_SD, None
        held = hold_out(self.rollcalls, HIDDEN, SEED)
        scores = []
        for sd in SDS:
            part = IdealPoints(
                held.training,
                self.ballots.by,
                self.anchor,
                self.assumed.walk_variance,
                self.ballots.linked,
                prior=other,
                prior_sd=sd,
            )
            scores.append(held.score(part.fit()))
        return chosen_sd(scores)

    def sample(
        self,
        plan: Plan | None = None,
        estimate_walk: bool = False,
        estimate_items: bool = False,
        progress: Progress | None = None,
        checkpoint: Path | None = None,
        kernel: str | Kernel = "exact",
        tails: float | None = None,
    ) -> PosteriorResults | PlanePosterior:
        """Draw from the posterior: all uncertainty, where `fit` holds the items fixed.

        Parameters
        ----------
        plan : Plan, optional
            Chains, draws, warm-up, thinning and seed; default ``Plan()``.
        estimate_walk, estimate_items : bool
            Whether the variances of the walk and of β are drawn rather than given. That of β
            needs many states: where a line parts the votes of most items without error, the
            posterior is improper, as cutpoints are flat, and the variance grows without end.
        progress, checkpoint
            See `analysis.idealpoints.sampler.sample.sample`.
        kernel : str or Kernel
            ``"exact"`` samples the posterior of the model. Others are in
            `analysis.idealpoints.kernels`; the algorithm of the published estimates, which does
            not sample it, is there for comparison with these.
        tails : float, optional
            Degrees of freedom of Student's t for the steps of the walk, say 4; normal steps by
            default.

        Returns
        -------
        PosteriorResults
            ``converged`` says whether the chains mixed. In two dimensions a `PlanePosterior`.

        Raises
        ------
        UsageError
            If there are fewer than two chains, the kernel is unknown, it does not sample under
            what is assumed, or there is a hurdle or another fit.
        RecordError
            If the votes do not tell states apart, or the checkpoint is of another run.

        Examples
        --------
        >>> rc = RollCalls.from_votes([[1, 1, 3, 1], [1, 1, 3, 2], [3, 2, 1, 3], [3, 3, 1, 3]],
        ...     states=["USA", "GBR", "RUS", "PRK"],
        ...     dates=["2023-11-01", "2023-12-01", "2024-11-01", "2024-12-01"])
        >>> draws = IdealPoints(rc).sample(Plan(chains=2, draws=20, warmup=20, thin=1))
        >>> draws.drawn("USA").shape, draws.converged
        ((40, 2), False)
        """
        if self.absence == "hurdle" or self.other is not None:
            raise UsageError(
                "the sampler has no hurdle and no prior of another fit", "sample", "use fit"
            )
        by = kernel_named(kernel) if self.response == "line" else kernel_of(kernel)
        assumed = replace(
            self.assumed, tails=tails, estimate_walk=estimate_walk, estimate_items=estimate_items
        )
        by.check(assumed)
        plan = plan or Plan()
        if self.dimensions == 2:
            return self._sample_plane(plan, assumed, by, progress, checkpoint)
        fast = self.fit()
        draws = sample(self.ballots, fast.estimates, assumed, plan, progress, checkpoint, by)
        if isinstance(fast, UnfoldingResults):
            return replace(unfolding_posterior(fast, draws, assumed, by), model=self)
        return replace(posterior_of(fast, draws, assumed, by), model=self)

    def on(self, rollcalls: RollCalls) -> IdealPoints:
        """Return the same model of other votes on the same roll calls, some of them hidden.

        Parameters
        ----------
        rollcalls : RollCalls
        """
        other = copy(self)
        other.rollcalls = rollcalls.whole()
        other.ballots = ballots_of(other.rollcalls, self.ballots.by, self.ballots.linked)
        return other

    def gates(
        self,
        states: Sequence[str],
        windows: Sequence[Window],
        folds: int = FOLDS,
        seed: int = DEAL,
        near: IdealPointResults | None = None,
        **fit: Any,
    ) -> tuple[Gate, ...]:
        """Say whether the fast fit predicts hidden votes of states better than their shares do.

        The rule stands in ``docs/decisions/gate.md``.

        Parameters
        ----------
        states : sequence of str
        windows : sequence of Window
        folds : int
            Parts into which texts are dealt; for each gate the model is fitted as often.
        seed : int
            Of the deal.
        near : IdealPointResults, optional
            The fit to all votes, from which these start; it is made if it is not given.
        **fit
            Arguments of `fit`.

        Returns
        -------
        tuple of Gate
            For each state the windows in order.

        Raises
        ------
        UsageError
            If there are fewer than two folds.

        Examples
        --------
        >>> from analysis.simulate import simulate
        >>> sim = simulate("null", n_states=20, years=2, calls_per_year=40)
        >>> gate, = IdealPoints(sim.rollcalls).gates(["GBR"], [Window()], folds=2)
        >>> gate.n_votes > 60, gate.describes
        (True, True)
        """
        targets = [Target(s, w) for s in states for w in windows]
        if near is None and not self.is_variant:
            near = self.fit(**fit)
        return gates_of(
            lambda training: self.on(training).fit(near=near, **fit),
            self.rollcalls,
            self.ballots,
            targets,
            folds,
            seed,
        )

    def _sample_plane(
        self,
        plan: Plan,
        assumed: Assumptions,
        by: Kernel,
        progress: Progress | None,
        checkpoint: Path | None,
    ) -> PlanePosterior:
        """Draw from the posterior of the plane."""
        if by.name != "exact":
            raise UsageError(f"{by.name} has one dimension", "kernel", 'use kernel="exact"')
        PlaneKernel().check(assumed)
        fast = self.fit()
        assert isinstance(fast, PlaneResults)
        draws = sample_plane(self.ballots, fast.joint, assumed, plan, progress, checkpoint)
        return replace(posterior_of_plane(fast, draws, assumed), model=self)
