"""Covariates of ideal points: a regression that knows how sure each point is."""

from analysis.idealpoints.covariates.regress import Regression, regress

__all__ = ["Regression", "regress"]
