"""The course: lessons whose exercises check themselves, and what is made from them."""

from analysis.course.exercise import check

__all__ = ["check"]
