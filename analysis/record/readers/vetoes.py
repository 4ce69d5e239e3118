"""Reader of lists of vetoes in the Security Council: drafts that failed, and who vetoed them.

Such a list says which permanent members voted no, and nothing of the other votes. Its roll
calls are therefore partial: a No for each that vetoed, every other cell not recorded (but that
one state at a time holds China's seat).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.errors import RecordError
from analysis.paths import shown
from analysis.record.codes import Vote
from analysis.record.dates import parse_dates
from analysis.record.issues import on_ukraine
from analysis.record.readers.formats.tabular import header, read_table, sha256
from analysis.record.readers.layout import Layout, each
from analysis.record.readers.library.voting_data import SEATS
from analysis.record.reference import PERMANENT
from analysis.record.sheet import Sheet, Source, call_table
from analysis.record.states import code_of_name

__all__ = ["LAYOUT", "is_vetoes", "read_vetoes"]

#: Columns of the two layouts: one column for each state that vetoed, or all in one.
WIDE = ("date", "draft", "meeting_record", "agenda_item", "member_veto1", "member_veto2")
LISTED = ("date", "draft", "meeting", "subject", "vetoed_by")
LICENCES = {WIDE: "MIT", LISTED: "facts, from the United Nations' list of vetoes"}
#: The names that lists give the permanent members, beside those of `code_of_name`.
NAMES = {"UK": "GBR", "USA": "USA", "CHINA": "CHN", "FRANCE": "FRA", "RUSSIA": "RUS", "USSR": "RUS"}
#: Who held China's seat: Taipei until the day.
CHINA = tuple(seat for seat in SEATS if seat[0] in PERMANENT)
#: A symbol of a draft; ``S/PV.23`` is a meeting, not a draft.
_DRAFT = re.compile(r"S/(?:\d{4}/)?\d+(?:/(?:Rev|Add|Corr)\.\d+)*")
_AMERICAN = r"(?P<m>\d{1,2})/(?P<d>\d{1,2})/(?P<y>\d{4})"


def is_vetoes(columns: Sequence[str]) -> bool:
    """Say whether column names are those of a list of vetoes.

    Examples
    --------
    >>> is_vetoes(["date", "draft", "meeting", "subject", "vetoed_by"]), is_vetoes(["date"])
    (True, False)
    """
    return any(set(layout) <= set(columns) for layout in (WIDE, LISTED))


def read_vetoes(path: Path) -> Sheet:
    """Read a list of vetoes.

    Parameters
    ----------
    path : Path
        In either layout. Dates are ``2/16/1946`` or ``1946-02-16``.

    Returns
    -------
    Sheet
        One roll call for each draft, or each part of one, that was vetoed: body SC, outcome
        ``failed``, ``partial``. The USSR's vetoes stand under RUS, and those of China's seat
        before 25 October 1971 under TWN. The symbol is the draft's; it is empty where the
        list gives the number of the meeting in its place, and repeated where several votes on
        one draft were vetoed. A cell with two drafts is two roll calls.

    Raises
    ------
    RecordError
        If the layout, a date or a state is unknown, a state is no permanent member, or nobody
        vetoed.
    """
    where = shown(path)
    layout = WIDE if set(WIDE) <= set(header(path)) else LISTED
    table = read_table(path, layout)
    meeting, title = (layout[2], layout[3])
    dates = parse_dates(_iso(table["date"]), where)
    columns = [c for c in table if c.startswith("member_veto")] if layout is WIDE else ["vetoed_by"]
    rows: list[dict[str, object]] = []
    noes: list[tuple[str, ...]] = []
    for k, day in enumerate(dates):
        place = f"{where}, row {k + 2}"
        states = _states([table[c].iloc[k] for c in columns], day, place)
        drafts = _drafts(table["draft"].iloc[k])
        about = " ".join(table[title].iloc[k].split())
        crisis = table["crisis_topic"].iloc[k] if "crisis_topic" in table else ""
        for draft in drafts:
            rows.append(
                {
                    "date": day,
                    "symbol": draft,
                    "name": draft or " ".join(table[meeting].iloc[k].split()[:1]),
                    "title": about,
                    "issues": "ukraine" if on_ukraine(f"{about} {crisis}", day.year) else "",
                    "amendment": table["draft"].iloc[k].strip().endswith("amendment"),
                }
            )
            noes.append(states)
    calls = pd.DataFrame(rows)
    # Several votes of one day on a draft's paragraphs, or at a meeting that names no draft.
    named = "veto-" + calls["name"] + "-" + calls["date"].dt.strftime("%Y-%m-%d")
    again = named.groupby(named).cumcount()
    seats = tuple(sorted({*PERMANENT, *(before for _, _, before in CHINA)}))
    grid = np.full((len(seats), len(calls)), Vote.NOT_RECORDED, dtype=np.int8)
    for code, until, before in CHINA:
        early = (calls["date"] < until).to_numpy()
        grid[seats.index(code), early] = Vote.NOT_MEMBER
        grid[seats.index(before), ~early] = Vote.NOT_MEMBER
    for j, states in enumerate(noes):
        grid[[seats.index(s) for s in states], j] = Vote.NO
    first, last = calls["date"].dt.year.min(), calls["date"].dt.year.max()
    source = Source(
        "vetoes",
        f"Vetoes in the Security Council {first}-{last}",
        path,
        sha256(path),
        LICENCES[layout],
    )
    described = call_table(
        {
            "id": named.where(again == 0, named + "-" + (again + 1).astype(str)),
            "body": "SC",
            **{c: calls[c] for c in ("date", "symbol", "title", "issues")},
            "amendment": calls["amendment"].where(calls["amendment"], None),
            "partial": True,
            "outcome": "failed",
            "source": "vetoes",
        },
        len(calls),
    )
    return Sheet(grid, seats, described, source, _notes(described, noes))


def _iso(texts: pd.Series) -> pd.Series:
    """Write American dates, month first, as the house reads them."""
    parts = texts.str.strip().str.extract(f"^{_AMERICAN}$")
    iso = parts["y"] + "-" + parts["m"].str.zfill(2) + "-" + parts["d"].str.zfill(2)
    return iso.where(iso.notna(), texts)


def _drafts(cell: str) -> list[str]:
    """Find the symbols of the drafts in a cell: one, or several that stand alone in it.

    Examples
    --------
    >>> _drafts("S/2025/115 S/2025/116"), _drafts("S/471 and S/471/Add.1"), _drafts("S/PV.23")
    (['S/2025/115', 'S/2025/116'], ['S/471'], [''])
    """
    found = _DRAFT.findall(cell)
    alone = not _DRAFT.sub("", cell).strip(" ,;\n")
    return found if found and alone else found[:1] or [""]


def _states(cells: Sequence[str], day: pd.Timestamp, place: str) -> tuple[str, ...]:
    """Read who vetoed: codes separated by blanks, or a name in each cell."""
    names = [n for c in cells for n in (c.split() if _codes(c) else [c.strip()]) if n]
    if not names:
        raise RecordError("nobody vetoed", place, "a list of vetoes names at least one state")
    states = []
    for name in names:
        found = name if name in PERMANENT else NAMES.get(name.upper()) or code_of_name(name)
        if found not in PERMANENT:
            raise RecordError(
                f"{name[:40]!r} is no permanent member", place, f"expected {', '.join(PERMANENT)}"
            )
        for code, until, before in CHINA:
            found = before if found == code and day < pd.Timestamp(until) else found
        states.append(str(found))
    return tuple(dict.fromkeys(states))


def _codes(cell: str) -> bool:
    return bool(cell.split()) and all(part in PERMANENT for part in cell.split())


def _notes(calls: pd.DataFrame, noes: list[tuple[str, ...]]) -> tuple[str, ...]:
    unnamed = int((calls["symbol"] == "").sum())
    note = (
        f"of {len(calls)} vetoed drafts only the {sum(map(len, noes))} Noes of permanent members "
        "are known; how the others voted is not recorded"
    )
    if unnamed:
        note += f", and {unnamed} are named by their meeting alone"
    return (note,)


LAYOUT = Layout("vetoes", "vetoes in the Security Council", is_vetoes, each("vetoes", read_vetoes))
