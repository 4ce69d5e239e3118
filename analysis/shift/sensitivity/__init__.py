"""How far the headline can be bent: one treated state, trends, what is not observed, choices.

A further one is a file with a `Design`, and a line in the list below.
"""

from analysis.shift.design import Design
from analysis.shift.sensitivity import few_treated, selection, trends

__all__ = ["SENSITIVITY"]

SENSITIVITY: list[Design] = [few_treated.DESIGN, trends.DESIGN, selection.DESIGN]
