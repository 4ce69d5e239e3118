"""Resolutions: texts adopted, by vote or without one, beside the roll calls."""

from analysis.resolutions.structure import Resolutions

__all__ = ["Resolutions"]
