"""Records of votes with a known truth, to see whether a design finds what is there.

Votes come from the ordinal model of Bailey, Strezhnev and Voeten (2017): z = βθ + ε with
ε ~ N(0, 1); yes if z < γ1, no if z > γ2, abstain between.
"""

from analysis.simulate.scenarios import SCENARIOS, large_record, simulate
from analysis.simulate.simulated import Simulated

__all__ = ["SCENARIOS", "Simulated", "large_record", "simulate"]
