"""Days as the sources write them: four notations, read in one place.

``2025-02-24``, alone or followed by a time of day, which is dropped; ``20250224``;
``24 February 2025``, in English; and ``24/02/2025``. With slashes the first number may be the day
or the month. The column itself decides: one value above 12 shows which place holds the day. Where
none does, the order cannot be known, and the file is refused rather than guessed at.
"""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from analysis.errors import RecordError

__all__ = ["parse_dates"]

#: The Charter came into force on the first; the other is there to catch slips of the pen, and
#: no day of today, so that a file is read alike whatever the clock says.
FIRST_DAY, LAST_DAY = pd.Timestamp("1945-10-24"), pd.Timestamp("2199-12-31")
_ISO = re.compile(
    r"^(\d{4}-\d{2}-\d{2})(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?$",
    re.ASCII,
)
_COMPACT = re.compile(r"^(\d{4})(\d{2})(\d{2})(?:\.0)?$", re.ASCII)
_WORDS = re.compile(r"^(\d{1,2})\s+([A-Za-z]{3,9})\s+(\d{4})$", re.ASCII)
#: The machine's language has no say in what a source wrote.
_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_SLASHES = re.compile(r"^(\d{1,2})/(\d{1,2})/(\d{4})$", re.ASCII)


def parse_dates(texts: pd.Series, where: str, column: str = "date") -> pd.Series:
    """Read days in any of the four notations, naming the first row that has none.

    Parameters
    ----------
    texts : Series of str
        Indexed by row as `analysis.record.readers.formats.tabular.read_table` does.
    where : str
        The file, for messages.
    column : str
        Its column, for messages.

    Returns
    -------
    Series of datetime64

    Raises
    ------
    RecordError
        If one is no day, or none on which the United Nations can have voted, or days and
        months with slashes cannot be told apart.

    Examples
    --------
    >>> days = pd.Series(["2025-02-24T15:00:00", "20250225", "26/02/2025"])
    >>> parse_dates(days, "f.csv").dt.strftime("%d %b").tolist()
    ['24 Feb', '25 Feb', '26 Feb']
    """
    dates = pd.to_datetime(texts, format="%Y-%m-%d", errors="coerce")
    odd = dates.isna()
    if odd.any():
        iso = _as_iso(texts[odd].str.strip(), where, column)
        dates = dates.where(~odd, pd.to_datetime(iso, format="%Y-%m-%d", errors="coerce"))
    bad = np.flatnonzero(dates.isna())
    if len(bad):
        raise RecordError(
            f"not a date: {texts.iloc[bad[0]][:80]!r}",
            f"{where}, row {texts.index[bad[0]] + 2}, column {column}",
            "expected YYYY-MM-DD",
        )
    odd = np.flatnonzero((dates < FIRST_DAY) | (dates > LAST_DAY))
    if len(odd):
        raise RecordError(
            f"no vote of the United Nations can be of {texts.iloc[odd[0]][:80]}",
            f"{where}, row {texts.index[odd[0]] + 2}, column {column}",
            f"expected a day from {FIRST_DAY:%Y-%m-%d} to {LAST_DAY:%Y-%m-%d}",
        )
    return dates


def _from_words(text: str) -> str:
    """Write ``24 February 2025`` as 2025-02-24; anything else stays as it is."""
    match = _WORDS.match(text.replace("\xa0", " "))
    if match is None or match[2].lower() not in _MONTHS:
        return text
    return f"{match[3]}-{_MONTHS.index(match[2].lower()) + 1:02d}-{int(match[1]):02d}"


def _as_iso(texts: pd.Series, where: str, column: str) -> pd.Series:
    """Write what is in another notation as YYYY-MM-DD; what is in none stays as it is."""
    out = texts.str.replace(_ISO, r"\1", regex=True).str.replace(_COMPACT, r"\1-\2-\3", regex=True)
    out = out.map(_from_words)
    parts = texts.str.extract(_SLASHES)
    slashed = parts[0].notna()
    if not slashed.any():
        return out
    numbers = parts[slashed].astype(int)
    first, second, year = (numbers[i] for i in range(3))
    day_first, month_first = bool((first > 12).any()), bool((second > 12).any())
    if not day_first and not month_first and (unclear := (first != second)).any():
        row = unclear.idxmax()
        raise RecordError(
            f"not a date: {texts[row]!r}, whose day and month cannot be told apart",
            f"{where}, row {row + 2}, column {column}",
            "write dates as YYYY-MM-DD",
        )
    # Where both occur one of them is no date, and is found to be none.
    day, month = (first, second) if day_first or not month_first else (second, first)
    two = "{:02d}".format
    out[slashed] = year.map("{:04d}".format) + "-" + month.map(two) + "-" + day.map(two)
    return out
