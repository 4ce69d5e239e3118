"""The fast fit beside published ideal points: how close it is, and where it differs."""

from analysis.validate.disagreements import beside, coverage, disagreements
from analysis.validate.posterior import beside_posterior, release_of, shipped_beside_published
from analysis.validate.published import Validation, closeness, validate

__all__ = [
    "Validation",
    "beside",
    "beside_posterior",
    "closeness",
    "coverage",
    "disagreements",
    "release_of",
    "shipped_beside_published",
    "validate",
]
