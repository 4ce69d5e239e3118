"""Counts of ours by day, shipped in `data/derived`: page one for any state without single votes.

`make` counts the whole record, `tables` reads what is shipped, and `estimates` makes from it the
estimates that `analysis.shift.counted` makes from single votes, by the same functions.
"""

from analysis.shift.shipped.estimates import Shipped, shipped_answer
from analysis.shift.shipped.make import counts_of, write_counts
from analysis.shift.shipped.tables import counted_states, has_counts, read_counts

__all__ = [
    "Shipped",
    "counted_states",
    "counts_of",
    "has_counts",
    "read_counts",
    "shipped_answer",
    "write_counts",
]
