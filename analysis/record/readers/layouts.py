"""The list of layouts that the suite reads, in order of precedence.

Each roll call is kept once, and the first source that holds it gives its votes: the long layout
and the matrix, which code absences and members; the TidyTuesday files; the Digital Library's
files, which count those that did not vote; the conference department's, whose lists are not
without slips; and lists of vetoes, which know of nothing else. A further layout takes its file
and one line here.
"""

from __future__ import annotations

from collections.abc import Collection

from analysis.record.readers import companions, conference, vetoes
from analysis.record.readers.layout import Columns, Layout
from analysis.record.readers.library import digital_library, marcxml, transformed
from analysis.record.readers.voeten import dataverse, matrix, unvotes

__all__ = ["LAYOUTS", "kind_of", "layout_of", "readable"]

LAYOUTS: tuple[Layout, ...] = (
    dataverse.LAYOUT,
    matrix.LAYOUT,
    *unvotes.LAYOUTS,
    digital_library.LAYOUT,
    transformed.LAYOUT,
    marcxml.LAYOUT,
    conference.LAYOUT,
    vetoes.LAYOUT,
    *companions.LAYOUTS,
)


def kind_of(columns: Columns) -> str | None:
    """Tell what a file holds from its column names; None if it is of no kind known.

    Examples
    --------
    >>> kind_of(["rcid", "short_name", "issue"]), kind_of(["a", "b"])
    ('issues', None)
    """
    return next((layout.kind for layout in LAYOUTS if layout.recognises(columns)), None)


def layout_of(kind: str) -> Layout | None:
    """Return the layout of a kind; None for a kind that is none (``unreadable``)."""
    return next((layout for layout in LAYOUTS if layout.kind == kind), None)


def readable(kinds: Collection[str]) -> list[Layout]:
    """List the layouts that make a record of files of these kinds, in order of precedence.

    Examples
    --------
    >>> [layout.kind for layout in readable(["votes", "issues", "matrix"])]
    ['matrix']
    """
    return [
        layout
        for layout in LAYOUTS
        if layout.read and layout.kind in kinds and set(layout.needs) <= set(kinds)
    ]
