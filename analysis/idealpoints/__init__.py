"""Dynamic ordinal ideal points (Bailey, Strezhnev and Voeten 2017): fast fit and posterior."""

from analysis.idealpoints.authors_kernel import AuthorsKernel
from analysis.idealpoints.draws import Plan
from analysis.idealpoints.holdout import HeldOut, hold_out
from analysis.idealpoints.model import IdealPoints
from analysis.idealpoints.posterior import PosteriorResults
from analysis.idealpoints.published import compare, read_published
from analysis.idealpoints.results import IdealPointResults
from analysis.idealpoints.scores import Scores

__all__ = [
    "AuthorsKernel",
    "HeldOut",
    "IdealPointResults",
    "IdealPoints",
    "Plan",
    "PosteriorResults",
    "Scores",
    "compare",
    "hold_out",
    "read_published",
]
