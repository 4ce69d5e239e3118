"""Roll calls: the one structure of votes that passes through the house."""

from analysis.rollcalls.structure import RollCalls

__all__ = ["RollCalls"]
