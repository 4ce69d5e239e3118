"""The global shift: movement of ideal points between the windows of a study."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from analysis.errors import UsageError
from analysis.estimate import Estimate, Quantity
from analysis.idealpoints import IdealPointResults, IdealPoints
from analysis.idealpoints.priors import BrokenWalk
from analysis.idealpoints.results.linking import links_between
from analysis.idealpoints.results.printing import Printing
from analysis.kept import Kept
from analysis.record.states import in_sentence
from analysis.rollcalls import RollCalls
from analysis.rollcalls.periods import years_cut_at
from analysis.rollcalls.window import Window
from analysis.shift.quantities import allies, group_in_words, study_cuts, study_windows
from analysis.study import Study

__all__ = [
    "global_shift",
    "moves_of_all_states",
    "relative_shifts",
    "study_model",
    "study_periods",
]


def study_model(rollcalls: RollCalls, study: Study, kept: Kept | None = None) -> IdealPoints:
    """Return the model of which every number of a study comes: years, cut at the study's days.

    The walk is let go at the event, so that the change there is told by votes and by the texts
    that link the windows; see ``docs/decisions/printed-changes.md``.

    Parameters
    ----------
    rollcalls : RollCalls
        Those of the Assembly are taken.
    study : Study
    kept : Kept, optional
        Where the fit is kept between runs; it does not depend on the country.

    Examples
    --------
    >>> from analysis.simulate import simulate
    >>> model = study_model(simulate(n_states=8, years=3, calls_per_year=10).rollcalls, Study())
    >>> print(model.ballots.periods[-2])
    2025-01-20 to 2025-12-31
    """
    assembly = rollcalls.select(body="GA")
    cuts = years_cut_at(assembly.calls["date"], study_cuts(study))
    return IdealPoints(assembly, by=cuts, prior=BrokenWalk((study.event,)), kept=kept)


def study_periods(results: IdealPointResults, study: Study) -> tuple[list[Window], list[Window]]:
    """Find the periods of a fit that lie in each window of a study.

    Parameters
    ----------
    results : IdealPointResults
        Fitted by the cuts of `analysis.rollcalls.periods.years_cut_at`.
    study : Study

    Returns
    -------
    before, after : list of Window
        Every period in the window, however few votes it holds. Either may be empty.
    """
    earlier, later = study_windows(study)
    # A year may straddle the event: it has no place on either side.
    known = [label for label in results.ballots.periods if isinstance(label, Window)]
    before = [p for p in known if p.first in earlier and p.last in earlier]
    return before, [p for p in known if p.first in later]


def global_shift(results: IdealPointResults, study: Study) -> Estimate:
    """Estimate how far the country's ideal point moved, level after less level before.

    Returns
    -------
    Estimate
        See `analysis.idealpoints.results.changes.change_of`. Its ``gates`` are those that the
        results were asked for, and the rule on links (`printing.Printing`). ``details`` hold the
        fields of `analysis.idealpoints.results.linking.Links`, ``printed``, whether all gates
        let it pass, and in ``unprinted`` why not.

    Raises
    ------
    UsageError
        If the country has no ideal point in one of the windows.
    """
    before, after = _sides(results, study)
    found = results.between(study.country, before, after, study.level)
    links = links_between(results, study.country, before, after)
    windows = study_windows(study)
    check = Printing(study.country, windows[1], links)
    gates = (*results.gates_of(study.country, windows), check)
    quantity = Quantity(
        "change",
        "ideal point",
        study.country,
        form="change in the ideal point{of}, in standard deviations of all state-periods",
        state_name=in_sentence(study.country),
    )
    fields = {
        **found.details,
        **vars(links),
        "printed": all(gate.describes for gate in gates),
        "unprinted": " ".join(gate.sentence() for gate in gates if not gate.describes),
    }
    return replace(found, estimand=quantity.words(), quantity=quantity, gates=gates, details=fields)


def relative_shifts(results: IdealPointResults, study: Study, moved: Estimate) -> list[Estimate]:
    """Estimate how far the country moved relative to its allies, and relative to the rival.

    What moved everybody, and a scale that drifts, are in neither. Allies are those on the day of
    the event, each with its own votes as weights; those without a vote in one of the
    windows are left out.

    Parameters
    ----------
    results : IdealPointResults
    study : Study
    moved : Estimate
        From `global_shift`: these pass or fail with it, and have its fields.

    Returns
    -------
    list of Estimate
        ``global.idealpoint.allies`` and ``global.idealpoint.RIVAL``; one without anybody to
        compare with is left out. ``details["against"]`` names who was compared with.
    """
    before, after = _sides(results, study)
    out = []
    for partner, others, name in (
        ("allies", allies(study)(study.event), group_in_words(study)),
        (study.rival, (study.rival,), in_sentence(study.rival)),
    ):
        if not others:
            continue
        try:
            found = results.between(study.country, before, after, study.level, others)
        except UsageError:  # none of them has votes in both windows
            continue
        quantity = replace(
            moved.quantity,
            partner=partner,
            partner_name=name,
            form="change in the ideal point{of} minus that of {partner}, in standard deviations of "
            "all state-periods",
        )
        told = replace(
            found,
            name=f"global.idealpoint.{partner}",
            estimand=quantity.words(),
            quantity=quantity,
            gates=moved.gates,
            details={**moved.details, **found.details},
        )
        out.append(told)
    return out


def _sides(results: IdealPointResults, study: Study) -> tuple[list[Window], list[Window]]:
    """Return the periods of the windows, in some of which the country has an ideal point."""
    before, after = study_periods(results, study)
    own = set(results.params.loc[results.params["state"] == study.country, "period"])
    for side, periods in (("before", before), ("after", after)):
        if not own & set(periods):
            raise UsageError(
                f"{study.country} has no ideal point {side} {study.event}",
                "global shift",
                "choose another event, or a longer record",
            )
    return before, after


def moves_of_all_states(results: IdealPointResults, study: Study) -> pd.Series:
    """Compute the same movement for every state, for the placebo in space.

    Returns
    -------
    Series
        Level after less level before, indexed by state code; NaN without both.
    """
    before, after = study_periods(results, study)
    theta = results.estimates.theta
    moved = {}
    for state in results.ballots.states:
        try:
            moved[state] = float(results.window_weights(state, before, after) @ theta)
        except UsageError:
            moved[state] = float(np.nan)
    return pd.Series(moved, name="change")
