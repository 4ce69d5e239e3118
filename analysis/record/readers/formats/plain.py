"""Tables of text parsed without pyarrow, which the lessons do without: slower, and no stricter.

`analysis.record.readers.formats.tabular` has opened and decoded them, and read their header.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

import pandas as pd

from analysis.errors import RecordError

__all__ = ["parse"]

AGAIN = "download it again"


def parse(
    text: bytes,
    names: Sequence[str],
    delimiter: str,
    required: Sequence[str],
    kept: Sequence[str] | None,
    where: str,
) -> pd.DataFrame:
    r"""Parse the rows below the header.

    Parameters
    ----------
    text : bytes
        UTF-8, header and all.
    names : sequence of str
        Of the columns.
    delimiter : str
    required, kept : sequence of str
        As `tabular.read_table` has them; None keeps all.
    where : str

    Returns
    -------
    DataFrame of str

    Raises
    ------
    RecordError
        If a row has more or fewer cells, a quotation mark swallows rows, or the header stands
        there again.

    Examples
    --------
    >>> parse(b"a,b\n1,\n", ["a", "b"], ",", ["a"], ["b"], "x.csv").to_dict("list")
    {'b': ['']}
    """
    try:
        lines = csv.reader(io.StringIO(text.decode(), newline=""), delimiter=delimiter)
        rows = [cells for cells in lines if cells][1:]
    except csv.Error as error:
        raise RecordError(f"not a table: {error}", where, AGAIN) from None
    for n, row in enumerate(rows, 1):
        if len(row) != len(names):
            raise RecordError(
                f"not a table: expected {len(names)} columns, got {len(row)}",
                f"{where}, table row {n}",
                AGAIN,
            )
        for name, cell in zip(names, row, strict=True):
            after = cell.split("\n")[1:]
            if len(names) > 2 and any(line.count(delimiter) >= len(names) - 1 for line in after):
                raise RecordError(
                    f"a quotation mark in column {name} swallows the rows after it",
                    f"{where}, table row {n}",
                    AGAIN,
                )
    whole = pd.DataFrame(rows, columns=list(names), dtype="str")
    named = [name for name in required if name in names]
    if named:
        again = (whole[named] == named).all(axis=1).to_numpy()
        if again.any():
            first = int(again.argmax())
            raise RecordError("the header stands here again", f"{where}, row {first + 2}", AGAIN)
    return whole if kept is None else whole[list(kept)]
