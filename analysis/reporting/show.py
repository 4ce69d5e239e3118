"""Showing what a chapter returns: each piece in its own way, in order."""

from __future__ import annotations

from collections.abc import Iterable

from analysis.chapters.pieces import Live, Picture, Piece, Prose, Table
from analysis.reporting.display import show_figure, show_live, show_prose, show_table

__all__ = ["show"]


def show(*pieces: Piece | Iterable[Piece]) -> None:
    """Show pieces of a chapter; of a chapter that has nothing to say, nothing.

    Parameters
    ----------
    *pieces : piece or iterable of pieces
        From a module of `analysis.chapters`.

    Raises
    ------
    UnshiftError
        If a label, a caption or an alternative text is not as `analysis.reporting.display`
        asks for.
    """
    for given in pieces:
        if isinstance(given, Picture):
            show_figure(
                given.figure,
                given.label,
                given.caption,
                alt=given.alt,
                headline=given.headline,
                subtitle=given.subtitle,
                source=given.source,
                supplement=given.supplement,
            )
        elif isinstance(given, Table):
            show_table(
                given.rows,
                given.label,
                given.caption,
                note=given.note,
                widths=given.widths,
                columns=given.columns,
                digits=given.digits,
                plain=given.plain,
                counts=given.counts,
                supplement=given.supplement,
            )
        elif isinstance(given, Prose):
            show_prose(given.text)
        elif isinstance(given, Live):
            show_live(given.kind, given.at, given.values)
        else:
            show(*given)
