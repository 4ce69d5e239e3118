"""Text of a notebook that leads up to what is shown below it, where nothing is shown."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from analysis.reporting.display import MIME

__all__ = ["matterless"]

#: Text that is kept whatever follows: the title of a chapter, and what others refer to.
_KEPT = re.compile(r"^# |\{#(?:sec|eq)-", re.MULTILINE)


def matterless(cells: Sequence[Any]) -> set[int]:
    """Find the cells of text that only lead up to cells of code which show nothing.

    Parameters
    ----------
    cells : sequence of notebook cells
        Of one executed notebook, in order.

    Returns
    -------
    set of int
        Their positions. A cell of text is kept where any cell of code down to the next text shows
        something, or there is none.

    Examples
    --------
    >>> from nbformat.v4 import new_code_cell, new_markdown_cell
    >>> cells = [new_markdown_cell("# A"), new_code_cell("1"), new_markdown_cell("## B"),
    ...          new_code_cell("2"), new_markdown_cell("## C")]
    >>> matterless(cells)
    {2}
    """
    found = set()
    place, silent = None, False
    for i, cell in enumerate([*cells, None]):
        if cell is not None and cell.cell_type == "code":
            shows = any(MIME in output.get("data", {}) for output in cell.get("outputs", []))
            place, silent = (None, False) if shows else (place, True)
        elif cell is None or cell.cell_type == "markdown":
            if place is not None and silent:
                found.add(place)
            keep = cell is None or _KEPT.search(cell.source)
            place, silent = (None if keep else i), False
    return found
