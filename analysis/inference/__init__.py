"""Inference for what is counted: a jackknife of days of voting, and what its ratio is held to."""

from analysis.inference.days import MIN_DAYS, day_sums, days_of
from analysis.inference.jackknife import (
    jackknife_change,
    jackknife_joint,
    jackknife_level,
    jackknife_mean,
)
from analysis.inference.many import errors_of_many
from analysis.inference.regression import jackknife_regression
from analysis.inference.result import Jackknife
from analysis.inference.statistics import last, ratio

__all__ = [
    "MIN_DAYS",
    "Jackknife",
    "day_sums",
    "days_of",
    "errors_of_many",
    "jackknife_change",
    "jackknife_joint",
    "jackknife_level",
    "jackknife_mean",
    "jackknife_regression",
    "last",
    "ratio",
]
