"""The code of a notebook as it stands in the file, read without all that executing one needs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import NamedTuple

from analysis.files import read_plain

#: Bytes of a notebook without outputs at most.
LARGEST = 1 << 24

__all__ = ["CodeCell", "code_cells"]


class CodeCell(NamedTuple):
    """A cell of code: its text and its tags."""

    source: str
    tags: tuple[str, ...]


def code_cells(notebook: Path) -> list[CodeCell]:
    """Read the cells of code of a notebook, in order.

    Raises
    ------
    OSError
        If the file cannot be read.
    ValueError
        If it is no notebook of format 4.
    """
    try:
        book = json.loads(read_plain(notebook, LARGEST))
        if book["nbformat"] != 4:
            raise ValueError(f"format {book['nbformat']}")
        return [
            CodeCell("".join(cell["source"]), tuple(cell.get("metadata", {}).get("tags", ())))
            for cell in book["cells"]
            if cell["cell_type"] == "code"
        ]
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"no notebook: {error}") from None
