"""The ``rollcall`` objects of pscl (Jackman), which emIRT and others take too."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from analysis.errors import RecordError, UsageError
from analysis.paths import shown
from analysis.rollcalls.anyone.codes import Codes, coded
from analysis.rollcalls.anyone.parts import Parts, call_parts, check_size, made_unique, voter_table
from analysis.rollcalls.anyone.rdata import MISSING, RValue, read_r

__all__ = ["from_rda"]

#: pscl's names of codes, and ours. ``missing`` is of its own kind: see `from_rda`.
KINDS = {"yea": "yes", "nay": "no", "notInLegis": "not_member"}
#: Columns of ``vote.data`` that say what a vote is on, in order of preference.
TITLES = ("title", "description", "desc", "question", "issue")


def from_rda(
    path: Path,
    name: str | None = None,
    codes: Codes | None = None,
    missing: str = "not_recorded",
    body: str = "",
) -> Parts:
    """Read a ``rollcall`` object from a file that R's ``save`` or ``saveRDS`` wrote.

    Parameters
    ----------
    path : Path
    name : str, optional
        The object, where the file holds several.
    codes : str or mapping, optional
        See `analysis.rollcalls.anyone.codes`; default those of the object.
    missing : str
        What pscl's ``missing`` is: a voter who belongs to the body and said neither yea nor nay.
        Whether by abstaining or by staying away the object does not tell; not recorded, therefore.
    body : str
        What votes; default the description of the object.

    Raises
    ------
    UsageError
        If the object asked for is not there.
    RecordError
        If the file holds no such object, or what it holds does not fit together.
    """
    where = shown(Path(path))
    objects = read_r(Path(path))
    held = {n: v for n, v in objects.items() if "votes" in v.named()}
    if name is not None and name not in held:
        raise UsageError(f"no rollcall object {name!r}", where, f"it holds {', '.join(held)}")
    if not held:
        raise RecordError(
            "no rollcall object", where, f"it holds {', '.join(objects)[:80] or 'nothing'}"
        )
    if name is None and len(held) > 1:
        raise RecordError(f"{len(held)} rollcall objects", where, f"name one: {', '.join(held)}")
    found = held[name if name is not None else next(iter(held))].named()
    if missing not in ("not_recorded", "absent", "abstain"):
        raise UsageError(f"missing is {missing!r}", where, "not_recorded, absent or abstain")
    cells, rows, columns = _matrix(found["votes"], where)
    rows = rows or found.get("legis.names", RValue()).value
    n, m = cells.shape[0], cells.shape[1]
    check_size(n, m, where)
    written = pd.Series(cells.ravel(), dtype=object)
    if codes is None:
        try:
            flat = coded(written, _codes(found, missing, where), f"{where}, votes", missing)
        except UsageError as error:  # the object's own codes contradict each other
            raise RecordError(error.what, where, "give codes=") from None
    else:
        flat = coded(written, codes, f"{where}, votes", missing)
    votes = flat.reshape(n, m)
    keys = [str(r) for r in rows] if rows and len(rows) == n else []
    keys = keys or [f"Legislator {i + 1}" for i in range(n)]
    ids = [str(c) for c in columns] if columns and len(columns) == m else []
    ids = made_unique(ids, [""] * m) if ids else [f"Vote {j + 1}" for j in range(m)]
    said = _frame(found.get("vote.data", RValue()), m)
    title = next((c for c in TITLES if c in said), None)
    date = next((c for c in said if c.lower() in ("date", "datum")), None)
    bill = next((c for c in said if c.lower() in ("bill", "bill_number")), None)
    told: dict[str, object] = {
        ours: said[theirs].fillna("").astype("str").to_numpy()
        for ours, theirs in (("title", title), ("symbol", bill))
        if theirs is not None
    }
    days = None if date is None else _days(said[date])
    description = found.get("desc", RValue()).value
    if not body and isinstance(description, list) and description and description[0]:
        body = str(description[0])[:80]
    more = said.drop(columns=[c for c in (title, date) if c is not None])
    calls, notes = call_parts(ids, where, body, days, told, more)
    voters = voter_table(
        made_unique(keys, [""] * n), keys, _frame(found.get("legis.data", RValue()), n)
    )
    return Parts(votes, calls, voters, notes)


def _matrix(value: RValue, where: str) -> tuple[np.ndarray, list[Any] | None, list[Any] | None]:
    """Return cells, row names and column names of a matrix or a data frame."""
    dim = value.attributes.get("dim", RValue()).value
    if isinstance(dim, np.ndarray) and len(dim) == 2 and value.value is not None:
        cells = np.asarray(_plain(value), dtype=object)
        n, m = (int(d) for d in dim)
        if n < 0 or m < 0 or n * m != len(cells):
            raise RecordError(f"{len(cells)} votes for {n} rows and {m} columns", where)
        names = value.attributes.get("dimnames", RValue()).value
        texts = [v.value if isinstance(v, RValue) else None for v in names or [None, None]]
        both = [t if isinstance(t, list) else None for t in [*texts, None, None][:2]]
        return cells.reshape(m, n).T, both[0], both[1]
    if value.named():
        columns = [np.asarray(_plain(c), dtype=object) for c in value.named().values()]
        if columns and len({len(c) for c in columns}) == 1:
            return np.stack(columns, axis=1), value.texts("row.names") or None, list(value.named())
    raise RecordError("votes are no matrix", where, "make the object with pscl's rollcall()")


def _plain(value: RValue) -> list[Any]:
    """Return a vector as a list: levels for factors, None where R has NA."""
    if value.value is None:
        return []
    if isinstance(value.value, list):
        return [v if isinstance(v, str) or v is None else None for v in value.value]
    levels = value.texts("levels")
    numbers = value.value
    if levels:
        return [levels[int(k) - 1] if 0 < k <= len(levels) else None for k in numbers]
    return [None if x == MISSING or x != x else x for x in numbers.tolist()]


def _codes(found: dict[str, RValue], missing: str, where: str) -> dict[str, list[Any]]:
    """Return the object's codes by our names; what is no code of any kind stays an error."""
    given = found.get("codes", RValue()).named()
    if not {"yea", "nay"} <= set(given):
        raise RecordError("the object has no codes for yea and nay", where, "give codes=")
    out = {ours: _plain(given[theirs]) for theirs, ours in KINDS.items() if theirs in given}
    if "missing" in given:
        out.setdefault(missing, []).extend(_plain(given["missing"]))
    return out


def _frame(value: RValue, n: int) -> pd.DataFrame:
    """Return a data frame of so many rows; without columns where there is none that fits."""
    columns = {name: _plain(column) for name, column in value.named().items()}
    fitting = {name: values for name, values in columns.items() if name and len(values) == n}
    return pd.DataFrame(fitting, index=pd.RangeIndex(n))


def _days(column: pd.Series) -> pd.Series | None:
    """Read R's dates, which are days since 1970, or texts; None where they are neither."""
    if pd.api.types.is_numeric_dtype(column):
        if not column.dropna().between(-200_000, 90_000).all():
            return None
        return pd.to_datetime(column, unit="D", errors="coerce")
    days = pd.to_datetime(column.astype("str"), format="ISO8601", errors="coerce")
    return days if days.dtype.kind == "M" and getattr(days.dt, "tz", None) is None else None
