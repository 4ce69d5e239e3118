"""What is counted before anything is modelled: levels first, against two baselines.

A further quantity is a file with a `Design`, and a line in the list below. The rules stand in
`docs/decisions/counted.md`.
"""

from analysis.shift.counted import (
    assembly,
    blocs,
    bound,
    consensus,
    divided_texts,
    levels,
    partners,
    sponsorship,
    transitions,
    treatment,
)
from analysis.shift.design import Design

__all__ = ["COUNTED"]

#: The designs that count, in the order they are told.
COUNTED: list[Design] = [
    levels.DESIGN,
    partners.DESIGN,
    divided_texts.DESIGN,
    treatment.DESIGN,
    transitions.DESIGN,
    bound.DESIGN,
    consensus.DESIGN,
    sponsorship.DESIGN,
    assembly.DESIGN,
    blocs.DESIGN,
]
