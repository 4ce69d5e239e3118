"""Resolutions gathered from the sheets of several sources, each text once.

The first source to name a text gives it; later ones fill what it leaves open. Roll calls that
carry the symbol of a resolution are texts adopted by vote, whichever source they come from.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from analysis.record.sheet import Sheet
from analysis.record.texts import TEXT_COLUMNS, text_table

__all__ = ["gather_texts", "plain_symbol"]

#: A symbol of a text that was adopted: a resolution or decision, of either body.
ADOPTED_SYMBOL = r"^(A|S)/(RES|DEC)/"


def plain_symbol(symbols: pd.Series) -> pd.Series:
    """Level the spelling of symbols: capitals, no white space, no brackets.

    Examples
    --------
    >>> plain_symbol(pd.Series(["A/RES/75/290 A", "A/RES/75/290[a]"])).tolist()
    ['A/RES/75/290A', 'A/RES/75/290A']
    """
    return symbols.str.upper().str.replace(r"[\s\[\]]", "", regex=True)


def gather_texts(
    sheets: Sequence[Sheet], calls: pd.DataFrame, ids: Mapping[str, str]
) -> pd.DataFrame:
    """Gather the texts adopted that sheets and roll calls name.

    Parameters
    ----------
    sheets : sequence of Sheet
        In order of precedence.
    calls : DataFrame
        The roll calls of the record.
    ids : mapping of str to str
        Ids of the record by those of the sheets (`analysis.rollcalls.joining.join.join_sheets`).

    Returns
    -------
    DataFrame
        The columns of `TEXT_COLUMNS`, in order of date and symbol. Of roll calls with one
        symbol (paragraphs, and then the whole) the last on a whole text is the one that
        adopted it.
    """
    parts = [sheet.texts for sheet in sheets if len(sheet.texts)]
    parts.append(_texts_of(calls))
    table = pd.concat(parts, ignore_index=True)
    # What a source calls a roll call, the record may call otherwise, or not hold.
    table["roll_call"] = [ids.get(i, "") for i in table["roll_call"]]
    key = table["body"] + " " + plain_symbol(table["symbol"])
    first = table[~key.duplicated()].set_index(key[~key.duplicated()])
    again = table[key.duplicated()].set_index(key[key.duplicated()])
    for column in TEXT_COLUMNS:
        if column in ("symbol", "body", "date", "source"):
            continue
        given = again[column].map(len) > 0
        filling = again[column][given][lambda s: ~s.index.duplicated()]
        empty = first[column].map(len) == 0
        at = first.index[empty.to_numpy()].intersection(filling.index)
        # One by one: a tuple is a cell here, not a row of cells.
        known = dict(zip(filling.index, filling, strict=True))
        wanted = set(at)
        cells = [
            known[k] if k in wanted else v for k, v in zip(first.index, first[column], strict=True)
        ]
        first[column] = pd.Series(cells, index=first.index, dtype=first[column].dtype)
    return first.sort_values(["date", "body", "symbol"]).reset_index(drop=True)


def _texts_of(calls: pd.DataFrame) -> pd.DataFrame:
    """Make texts of the roll calls that carry the symbol of a resolution."""
    part = calls["paragraph"].fillna(False) | calls["amendment"].fillna(False)
    mine = calls[calls["symbol"].str.match(ADOPTED_SYMBOL) & ~part.to_numpy(dtype=bool)]
    mine = mine[~plain_symbol(mine["symbol"]).duplicated(keep="last")]
    columns = ("symbol", "body", "date", "session", "title", "source")
    return text_table(
        {
            **{name: mine[name].to_numpy() for name in columns},
            "adopted": "vote",
            "roll_call": mine["id"].to_numpy(),
        },
        len(mine),
    )
