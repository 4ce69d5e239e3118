"""The ORD files of Poole and Rosenthal: a line per member, a digit per roll call.

Columns 1-3 Congress, 4-8 ICPSR number of the member, 9-10 and 11-12 state and district, 13-19 the
state's name, 20-23 party, 24-25 how the seat was held and won, 26-36 the member's name; from 37 on
the votes (legacy.voteview.com, "Roll Call Data File Formats").
"""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.errors import RecordError
from analysis.files import open_plain
from analysis.paths import shown
from analysis.rollcalls.anyone.codes import Codes, coded
from analysis.rollcalls.anyone.parts import Parts, call_parts, check_size, made_unique, voter_table

__all__ = ["from_ord"]

#: Where votes begin; and bytes of a file, which for any Congress are under two million.
HEAD, MOST_BYTES = 36, 64 << 20
#: The state number of presidents, whose positions stand beside members' votes.
PRESIDENT = "99"


def from_ord(
    path: Path, codes: Codes = "voteview", body: str = "", presidents: bool = False
) -> Parts:
    """Read a fixed-width file of one Congress.

    Parameters
    ----------
    path : Path
    codes : str or mapping
        See `analysis.rollcalls.anyone.codes`.
    body : str
        What votes.
    presidents : bool
        Whether presidents' positions, which are no votes, stay in.

    Returns
    -------
    Parts
        Voters by name, with ``icpsr, party_code, state, state_icpsr, district`` and ``congress``.
        The file dates no roll call.

    Raises
    ------
    RecordError
        If a line is too short, or of another length than the first, or holds what is no vote.
    """
    where = shown(Path(path))
    lines = _lines(Path(path), where)
    width = len(lines[0])
    if width <= HEAD:
        raise RecordError(f"{width} characters", f"{where}, row 1", f"votes begin at {HEAD + 1}")
    for k, line in enumerate(lines):
        if len(line) != width:
            raise RecordError(
                f"{len(line)} characters", f"{where}, row {k + 1}", f"the first row has {width}"
            )
        if not line[3:8].strip().isdigit():
            raise RecordError(
                f"no member's number: {line[3:8]!r}", f"{where}, row {k + 1}, columns 4 to 8"
            )
    kept = [line for line in lines if presidents or line[8:10] != PRESIDENT]
    check_size(len(kept), width - HEAD, where)
    cells = np.array([list(line[HEAD:]) for line in kept], dtype="<U1")
    votes = coded(cells.ravel(), codes, f"{where}, votes").reshape(cells.shape)
    names = [" ".join(line[25:36].split()) or line[3:8].strip() for line in kept]
    numbers = [line[3:8].strip() for line in kept]
    party = [re.search(r"\d*$", line[19:23]) for line in kept]
    more = pd.DataFrame(
        {
            "icpsr": numbers,
            "party_code": [m.group() if m else "" for m in party],
            "state": [line[12:20].rstrip(" 0123456789").strip() for line in kept],
            "state_icpsr": [line[8:10].strip() for line in kept],
            "district": [line[10:12].strip() for line in kept],
            "congress": [line[:3].strip() for line in kept],
        }
    )
    ids = [f"Vote {j + 1}" for j in range(width - HEAD)]
    session = kept[0][:3].strip()
    calls, notes = call_parts(ids, where, body or "Congress", None, {"session": session})
    gone = len(lines) - len(kept)
    if gone:
        notes = (*notes, f"{gone} of a president's lines, which are positions, are left out")
    return Parts(votes, calls, voter_table(made_unique(names, numbers), names, more), notes)


def _lines(path: Path, where: str) -> list[str]:
    try:
        with open_plain(path) as stream:
            data = stream.read(MOST_BYTES + 1)
    except OSError as error:
        raise RecordError(f"cannot be read: {error.strerror}", where) from None
    if len(data) > MOST_BYTES:
        raise RecordError(f"larger than {MOST_BYTES >> 20} MB", where, "no Congress is")
    # Split at line feeds alone: `splitlines` would split names at control characters, too.
    lines = [line.rstrip("\r\x1a") for line in data.decode("latin-1").split("\n")]
    lines = [line for line in lines if line.strip()]
    if not lines:
        raise RecordError("the file is empty", where, "download it again")
    return lines
