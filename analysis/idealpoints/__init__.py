"""Dynamic ordinal ideal points (Bailey, Strezhnev and Voeten 2017): fast fit and posterior."""

import os

from analysis.idealpoints.authors.kernel import AuthorsKernel
from analysis.idealpoints.model import IdealPoints
from analysis.idealpoints.prediction.holdout import HeldOut, hold_out
from analysis.idealpoints.published.estimates import compare, read_published
from analysis.idealpoints.results.points import IdealPointResults
from analysis.idealpoints.results.posterior import PosteriorResults
from analysis.idealpoints.results.scores import Scores
from analysis.idealpoints.sampler.draws import Plan

# Threads that wait for one another sleep: spinning, they starve the very thread they wait for
# where processors are shared. To be said before numba starts its threads; a user's own wins.
os.environ.setdefault("OMP_WAIT_POLICY", "passive")

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
