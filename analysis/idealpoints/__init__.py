"""Dynamic ordinal ideal points (Bailey, Strezhnev and Voeten 2017): the fast estimator."""

from analysis.idealpoints.model import IdealPoints
from analysis.idealpoints.published import compare, read_published
from analysis.idealpoints.results import IdealPointResults

__all__ = ["IdealPointResults", "IdealPoints", "compare", "read_published"]
