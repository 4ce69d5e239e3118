"""Inference for what is counted: a jackknife of days of voting, and what its ratio is held to."""

from analysis.inference.days import MIN_DAYS, day_sums, days_of
from analysis.inference.jackknife import (
    Jackknife,
    jackknife_change,
    jackknife_joint,
    jackknife_level,
)

__all__ = [
    "MIN_DAYS",
    "Jackknife",
    "day_sums",
    "days_of",
    "jackknife_change",
    "jackknife_joint",
    "jackknife_level",
]
