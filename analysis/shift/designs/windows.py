"""The change between the two windows, on all roll calls and on the study's issue."""

from __future__ import annotations

from analysis.agreement import headlines, index_names
from analysis.errors import UsageError
from analysis.estimate import Estimate
from analysis.rollcalls import RollCalls
from analysis.shift.design import Design
from analysis.shift.quantities import dyadic_shifts, issue_shifts
from analysis.study import Study

__all__ = ["ISSUE", "WINDOWS", "issue_design", "windows_design"]


def windows_design(rollcalls: RollCalls, study: Study) -> list[Estimate]:
    """Estimate the change between the two windows, with rival, friend, and allies less rival."""
    names = index_names(headlines())
    return dyadic_shifts(rollcalls.select(body="GA"), study, [study.rival, study.friend], names)


def issue_design(rollcalls: RollCalls, study: Study) -> list[Estimate]:
    """Estimate the same on the study's issue, and on everything else."""
    part = rollcalls.select(body="GA")
    found = [e for index in index_names(headlines()) for e in issue_shifts(part, study, index)]
    if not found:
        raise UsageError("no ally has the index in both windows, on the issue or off it", "issue")
    return found


#: The report tells both before it sets other designs beside them.
WINDOWS = Design(
    "windows",
    windows_design,
    in_table=False,
    power={"dyadic.ordinal.state": 1.0, "dyadic.kappa.state": 0.14},
)
ISSUE = Design("issue", issue_design, in_table=False)
