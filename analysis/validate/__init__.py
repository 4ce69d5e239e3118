"""The fast fit beside published ideal points: how close it is, and where it differs."""

from analysis.validate.disagreements import beside, coverage, disagreements
from analysis.validate.posterior import beside_posterior
from analysis.validate.published import Validation, closeness, validate

__all__ = [
    "Validation",
    "beside",
    "beside_posterior",
    "closeness",
    "coverage",
    "disagreements",
    "validate",
]
