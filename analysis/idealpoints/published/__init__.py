"""The published estimates, and the roll calls that they rest on."""

from analysis.idealpoints.published.estimates import (
    compare,
    find_published,
    read_published,
    series_in,
)

__all__ = ["compare", "find_published", "read_published", "series_in"]
