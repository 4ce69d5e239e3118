"""The designs, one file each: every way of asking whether a change is a shift.

A further one is a file with a `Design`, and a line in the list below. Those that count stand in
`analysis.shift.counted`.
"""

from analysis.shift.counted import COUNTED
from analysis.shift.design import Design
from analysis.shift.designs import (
    agenda,
    breaks,
    ideal_point,
    interrupted,
    known_history,
    multiplicity,
    panel,
    persistence,
    placebo,
    security_council,
    specification,
    synthetic,
    votes,
    windows,
)
from analysis.shift.sensitivity import SENSITIVITY

__all__ = ["DESIGNS", "Design"]

#: The designs in the order they are told: what is counted stands first.
DESIGNS: list[Design] = [
    *COUNTED,
    windows.WINDOWS,
    windows.ISSUE,
    agenda.DESIGN,
    persistence.DESIGN,
    interrupted.DESIGN,
    votes.DESIGN,
    panel.DESIGN,
    synthetic.DESIGN,
    breaks.DESIGN,
    ideal_point.DESIGN,
    security_council.DESIGN,
    placebo.DESIGN,
    multiplicity.DESIGN,
    known_history.DESIGN,
    specification.DESIGN,
    *SENSITIVITY,
]
