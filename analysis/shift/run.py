"""Every design for "is it a shift?", in one list, and all of them run on one study.

A design is a function from roll calls and a study to estimates. It raises `UnshiftError` where
it cannot run; what it says then stands beside the estimates of the others, so that a design
that is missing from a table is never missing without a word.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeAlias

from analysis.errors import UnshiftError, UsageError
from analysis.estimate import Estimate
from analysis.rollcalls import RollCalls
from analysis.shift.design import gathered
from analysis.shift.designs.agenda import agenda
from analysis.shift.designs.known_history import compare_with_history, known_changes
from analysis.shift.designs.multiplicity import placebo_in_time, scan
from analysis.shift.designs.persistence import persistence
from analysis.shift.designs.placebo import placebo_rank
from analysis.shift.designs.security_council import security_council
from analysis.shift.designs.specification import specification_curve, specification_in_time
from analysis.shift.inputs import (
    breaks_design,
    event_study_design,
    ideal_point_design,
    interrupted_design,
    panel_design,
    synthetic_design,
)
from analysis.shift.methods.blind_scan import agreement_by_year, blind_scan, country_in_scan
from analysis.shift.methods.scores import quantity_with
from analysis.shift.quantities import (
    changes_of_all_states,
    check_study,
    dyadic_shifts,
    issue_shifts,
)
from analysis.study import Study

__all__ = ["DESIGNS", "Design", "DesignResult", "run_designs"]

Design: TypeAlias = Callable[[RollCalls, Study], list[Estimate]]

INDICES = ("ordinal", "kappa")
#: Years below which a state has no ordinary change to set others against.
LEAST_YEARS = 10


@dataclass(frozen=True)
class DesignResult:
    """What one design gave.

    Attributes
    ----------
    design : str
    estimates : tuple of Estimate
        Empty if it could not run.
    note : str
        Why not, in words; empty if it ran.
    missing : tuple of str
        Why some of its estimates could not be computed while others were.
    """

    design: str
    estimates: tuple[Estimate, ...] = ()
    note: str = ""
    missing: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return everything but the tables, for JSON."""
        return {
            "design": self.design,
            "estimates": [e.to_dict() for e in self.estimates],
            "note": self.note,
            "missing": list(self.missing),
        }


def windows_design(rollcalls: RollCalls, study: Study) -> list[Estimate]:
    """Estimate the change between the two windows, with rival, friend, and allies less rival."""
    return dyadic_shifts(rollcalls.select(body="GA"), study, [study.rival, study.friend], INDICES)


def issue_design(rollcalls: RollCalls, study: Study) -> list[Estimate]:
    """Estimate the same on the study's issue, and on everything else."""
    part = rollcalls.select(body="GA")
    found = [e for index in INDICES for e in issue_shifts(part, study, index)]
    if not found:
        raise UsageError("no ally has the index in both windows, on the issue or off it", "issue")
    return found


def agenda_design(rollcalls: RollCalls, study: Study) -> list[Estimate]:
    """Set agenda against preference, for the rival, the allies and the difference."""
    partners = (study.rival, "allies", "allies-rival")
    return gathered(partial(agenda, rollcalls, study, partner) for partner in partners)


def placebo_design(rollcalls: RollCalls, study: Study) -> list[Estimate]:
    """Rank the country's change among those of all states, from the median."""
    part = rollcalls.select(body="GA")
    rests_on = part.select(start=study.before, end=study.until).rests_on()

    def rank(index: str) -> Estimate:
        return placebo_rank(
            changes_of_all_states(part, study, index),
            study.country,
            name=f"placebo.{index}",
            estimand=f"change in agreement ({index}){{of}} with {{partner}}",
            quantity=quantity_with(study, study.rival, "", index),
            rests_on=rests_on,
            from_median=True,
        )

    return gathered(partial(rank, index) for index in INDICES)


def scan_design(rollcalls: RollCalls, study: Study) -> list[Estimate]:
    """Scan all states at all inaugurations, and rank the country's own dates."""

    def both(statistic: str) -> list[Estimate]:
        found = scan(rollcalls, study, statistic)
        in_time = placebo_in_time(found, study)
        return [found, *([in_time] if in_time is not None else [])]

    return gathered(partial(both, statistic) for statistic in ("rival", "allies-rival"))


def history_design(rollcalls: RollCalls, study: Study) -> list[Estimate]:
    """Rank the country in the blind scan, and compare the scan with known history.

    The scan is of agreement with the United States (of theirs, with all others).
    """
    values = agreement_by_year(rollcalls)
    n_years = int(values.notna().any(axis=1).sum())
    if n_years < LEAST_YEARS:
        raise UsageError(
            f"{n_years} years of the record have roll calls enough, and {LEAST_YEARS} are needed",
            "known history",
            "use the whole history",
        )
    found = blind_scan(values)
    return gathered(
        (
            lambda: country_in_scan(found, study.country, study.event),
            lambda: compare_with_history(
                found, known_changes(), draws=study.draws, seed=study.seed
            ),
        )
    )


def specification_design(rollcalls: RollCalls, study: Study) -> list[Estimate]:
    """Compute the specification curve, and rank its median among all years."""

    def both(outcome: str) -> list[Estimate]:
        curve = specification_curve(rollcalls, study, outcome)
        in_time = specification_in_time(rollcalls, study, outcome)
        return [curve, *([in_time] if in_time is not None else [])]

    return gathered(partial(both, outcome) for outcome in ("rival", "allies-rival"))


#: The designs in the order they are told; further ones are added as further pairs.
DESIGNS: list[tuple[str, Design]] = [
    ("windows", windows_design),
    ("issue", issue_design),
    ("agenda", agenda_design),
    ("persistence", persistence),
    ("interrupted", interrupted_design),
    ("votes", event_study_design),
    ("panel", panel_design),
    ("synthetic", synthetic_design),
    ("breaks", breaks_design),
    ("idealpoint", ideal_point_design),
    ("council", security_council),
    ("placebo", placebo_design),
    ("scan", scan_design),
    ("history", history_design),
    ("specification", specification_design),
]


def run_designs(
    rollcalls: RollCalls, study: Study, names: Sequence[str] | None = None
) -> Iterator[DesignResult]:
    """Run every design on a study, one after the other.

    Parameters
    ----------
    rollcalls : RollCalls
        The whole record, the Council included.
    study : Study
    names : sequence of str, optional
        Of `DESIGNS`; default all.

    Yields
    ------
    DesignResult
        One a design, in the order of `DESIGNS`.

    Raises
    ------
    UsageError
        Before any design runs: if a design, state, alliance or issue is unknown, a window holds
        no roll call of the Assembly, or the country or the rival casts no vote in one.

    Examples
    --------
    >>> rc = RollCalls.from_votes([[1, 3], [1, 1]], states=["USA", "RUS"],
    ...                           dates=["2024-12-01", "2025-02-24"])
    >>> [(r.design, len(r.estimates), r.note[:14])
    ...  for r in run_designs(rc, Study(), ["windows", "scan"])]
    [('windows', 2, ''), ('scan', 0, 'USA has no cha')]
    """
    known = [name for name, _ in DESIGNS]
    for name in names or ():
        if name not in known:
            raise UsageError(f"unknown design {name!r}", "designs", f"use {', '.join(known)}")
    here = study.friend in rollcalls.states.index
    check_study(rollcalls, study if here else study.changed(friend=study.rival))
    return (_run(n, design, rollcalls, study) for n, design in DESIGNS if not names or n in names)


def _run(name: str, design: Design, rollcalls: RollCalls, study: Study) -> DesignResult:
    try:
        found = design(rollcalls, study)
    except UnshiftError as error:
        return DesignResult(name, note=str(error))
    if not found:
        return DesignResult(name, note="it gives nothing for this study")
    return DesignResult(name, tuple(found), missing=getattr(found, "missing", ()))
