"""Files to take away: what pages show, and what is computed of the whole; no file of votes."""

from __future__ import annotations

import gzip
import io
from collections.abc import Iterator

import numpy as np
import pandas as pd

from analysis.atlas.material import Material
from analysis.atlas.states import StateTables, years_table
from analysis.atlas.states.tables import vote_words
from analysis.atlas.text_page import titles
from analysis.harmless import safe_cell
from analysis.shift.counted.sponsorship import Sponsored

__all__ = ["WHOLE", "state_files", "whole_files"]

#: Files of the whole, and what is in them.
WHOLE = {
    "states.csv": "every state by year: ideal point with interval, counts of its votes",
    "roll_calls.csv": "every roll call: day, body, symbol, title, issues, tally (of some votes "
    "where known in part), how the text was treated the time before",
    "sponsored.csv": "adopted texts that states submitted: day, symbol, title, how adopted, and "
    "the states that submitted it, joined later, or stand behind it by their group",
    "agreement.csv.gz": "every pair of states by year: joint votes and agreement",
}


def _csv(table: pd.DataFrame) -> str:
    words = table.select_dtypes(exclude=["number", "bool", "datetime"]).columns
    safe = table.assign(
        **{c: [safe_cell(v) if isinstance(v, str) else v for v in table[c]] for c in words}
    )
    text: str = safe.to_csv(index=False, lineterminator="\n")
    return text


def state_files(material: Material, tables: StateTables) -> Iterator[tuple[str, str]]:
    """Write the files of a state's page.

    Yields
    ------
    address, text : str
    """
    folder = f"data/state/{tables.state}"
    yield f"{folder}-years.csv", _csv(years_table(material, tables.state, tables.years))
    ends = tables.by_year.assign(value=tables.by_year["value"].astype(float).round(4))
    yield f"{folder}-partners.csv", _csv(ends)
    parts = [
        (kind, part[["date", "symbol", "title"]].assign(vote=part["vote"].map(vote_words)))
        for kind, part in (("cast alone", tables.alone), ("newly called", tables.called))
    ]
    rows = [part.astype("object").assign(list=kind) for kind, part in parts if len(part)]
    columns = ["list", "date", "symbol", "title", "vote"]
    whole = pd.concat(rows, ignore_index=True) if rows else pd.DataFrame(columns=columns)
    if rows:
        whole["date"] = pd.to_datetime(whole["date"]).dt.strftime("%Y-%m-%d")
    yield f"{folder}-texts.csv", _csv(whole[columns])


def whole_files(
    material: Material, states: dict[str, StateTables], sponsors: Sponsored | None
) -> Iterator[tuple[str, str | bytes]]:
    """Write the files of `WHOLE`.

    Yields
    ------
    address : str
    content : str or bytes
    """
    years = [years_table(material, t.state, t.years).assign(state=s) for s, t in states.items()]
    table = pd.concat([y for y in years if len(y)], ignore_index=True)
    yield "data/states.csv", _csv(table[["state", *table.columns.drop("state")]])
    calls = material.rollcalls.calls
    shown = calls[["date", "body", "session", "symbol", "issues", "treated_last"]].assign(
        title=titles(material), page=list(material.pages), known_in_part=calls["partial"]
    )
    shown[["yes", "no", "abstain", "absent"]] = material.rollcalls.tally()
    shown["date"] = shown["date"].dt.strftime("%Y-%m-%d")
    yield "data/roll_calls.csv", _csv(shown)
    yield "data/sponsored.csv", _csv(_sponsored(sponsors))
    yield "data/agreement.csv.gz", _agreement(material)


def _sponsored(sponsors: Sponsored | None) -> pd.DataFrame:
    """Return a row for each text, with codes of states: once, and not in a file of each state."""
    columns = ["date", "symbol", "title", "adopted"]
    if sponsors is None:
        return pd.DataFrame(columns=[*columns, *_HOW])
    codes = np.array(sponsors.states)
    first, joined = sponsors.drafted, sponsors.joined & ~sponsors.drafted
    flags = (first, joined, sponsors.grouped & ~first & ~joined)
    named = {
        how: [" ".join(codes[held[:, k]]) for k in range(held.shape[1])]
        for how, held in zip(_HOW, flags, strict=True)
    }
    return sponsors.texts[columns].assign(**named)


_HOW = ("submitted", "joined_later", "by_its_group")


def _agreement(material: Material) -> bytes:
    pairs = material.pairs
    # Each pair once, in the order of codes, whatever that of the record.
    rank = np.argsort(np.argsort(pairs.states))
    k, i, j = np.nonzero((rank[:, None] < rank) & (pairs.n > 0))
    codes, years = np.array(pairs.states), np.array(material.years)
    table = pd.DataFrame(
        {
            "year": years[k] if len(k) else [],
            "state": codes[i],
            "other": codes[j],
            "n": pairs.n[k, i, j],
            # As many digits as are shipped of it: more would be a tenth of the file.
            "agreement": pairs.values[k, i, j].round(3),
        }
    )
    held = io.BytesIO()
    # Without a day in it, the same table gives the same bytes.
    with gzip.GzipFile(filename="", fileobj=held, mode="wb", mtime=0, compresslevel=6) as stream:
        stream.write(_csv(table).encode())
    return held.getvalue()
