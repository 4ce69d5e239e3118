"""The change of the country's ideal point between the windows, in the study's own fit."""

from __future__ import annotations

from analysis.estimate import Estimate
from analysis.rollcalls import RollCalls
from analysis.shift.design import Design
from analysis.shift.global_shift import global_shift, relative_shifts, study_model
from analysis.study import Study

__all__ = ["DESIGN", "ideal_point_design"]


def ideal_point_design(rollcalls: RollCalls, study: Study) -> list[Estimate]:
    """Estimate how far the country moved: by itself, relative to its allies, and to the rival.

    These are the numbers of every page: levels of the two windows of one fit whose periods are cut
    at the study's days, votes as weights (`analysis.shift.global_shift`).

    Raises
    ------
    UsageError
        If the country has no ideal point in one of the windows.
    """
    results = study_model(rollcalls, study).fit()
    return [global_shift(results, study), *relative_shifts(results, study)]


DESIGN = Design("idealpoint", ideal_point_design)
