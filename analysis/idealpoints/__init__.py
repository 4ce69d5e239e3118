"""Dynamic ordinal ideal points (Bailey, Strezhnev and Voeten 2017): the fast estimator."""

from analysis.idealpoints.holdout import HeldOut, hold_out
from analysis.idealpoints.model import IdealPoints
from analysis.idealpoints.published import compare, read_published
from analysis.idealpoints.results import IdealPointResults
from analysis.idealpoints.scores import Scores

__all__ = [
    "HeldOut",
    "IdealPointResults",
    "IdealPoints",
    "Scores",
    "compare",
    "hold_out",
    "read_published",
]
