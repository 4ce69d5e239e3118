"""Texts on a state's page: newly called to a vote, voted on alone, sponsored."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from analysis.atlas.markup import Html, el, join, link, table
from analysis.atlas.material import Material
from analysis.atlas.states.tables import StateTables, vote_words
from analysis.atlas.states.years import TREATED
from analysis.prose import atlas as prose
from analysis.words import short_day

__all__ = ["alone", "called", "sponsors"]

#: Texts of each kind that a page lists; its file of texts has all.
SHOWN = 25
#: Of these, such as stand open.
OPEN = 10
#: Letters of a title in a list.
CROPPED = 150
#: Years in the table of treatment.
YEARS = 8
ROOT = "../"


def called(material: Material, tables: StateTables) -> Html:
    """Show texts that were adopted without a vote the time before, and all by treatment."""
    if tables.years.empty:
        return Html("")
    texts, sums = tables.called, tables.years.sum()
    name = TREATED["without a vote"]
    sentence = prose.called_sentence(
        tables.state, int(sums[name]), int(sums[f"{name}_no"]), material.without_since
    )
    parts = [el("p", sentence)]
    recent = tables.years.tail(YEARS).iloc[::-1]
    rows = [
        [r["year"], *(_no_of(r, name) for name in TREATED.values())] for _, r in recent.iterrows()
    ]
    parts.append(
        table(
            ["year", "voted on before", "adopted before without a vote", "not seen before"],
            rows,
            caption="Votes on whole texts by how the text was treated the time before, and its "
            "Noes on them",
            numbers=[1, 2, 3],
        )
    )
    if len(texts):
        parts.append(_texts(material, texts.head(SHOWN), "Texts newly called", before=True))
    return join(parts)


def _no_of(row: pd.Series, name: str) -> str:
    n = int(row[name])
    return f"{n:,} (No: {int(row[f'{name}_no']):,})" if n else "0"


def alone(material: Material, tables: StateTables) -> Html:
    """Show texts on which no other state voted so."""
    if tables.years.empty:
        return Html("")
    shown = tables.alone.head(SHOWN)
    votes = int(tables.years["alone"].sum())
    sentence = prose.alone_sentence(tables.state, votes, len(tables.alone), len(shown))
    listed = _texts(material, shown, "Texts on which no other state voted so") if len(shown) else ""
    return join([el("p", sentence), listed])


def sponsors(material: Material, tables: StateTables, of: int, since: str) -> Html:
    """Show the texts that a state put its name to, of how many since when."""
    if tables.years.empty:
        return Html("")
    others = tables.with_others["state"].head(3).tolist() if len(tables.sponsored) else []
    sentence = prose.sponsor_sentence(tables.state, len(tables.sponsored), of, since, others)
    parts = [el("p", sentence)]
    if len(tables.sponsored):
        rows = []
        for r in tables.sponsored.head(SHOWN // 2).itertuples():
            place = material.page_of(str(r.symbol))
            title = _title(str(r.title))
            text = link(title, ROOT + place, dir="auto") if place else el("span", title, dir="auto")
            rows.append([short_day(r.date), text, str(r.symbol), str(r.how), str(r.adopted)])
        head = ["date", "text", "symbol", "how", "adopted"]
        parts.append(_folded(head, rows, "The latest texts"))
    return join(parts)


def _texts(material: Material, texts: pd.DataFrame, caption: str, before: bool = False) -> Html:
    rows = []
    for r in texts.itertuples():
        title = _title(str(r.title))
        place = material.page_of(str(r.id))
        row = [
            short_day(r.date),
            link(title, ROOT + place, dir="auto") if place else el("span", title, dir="auto"),
            vote_words(int(str(r.vote))),
        ]
        rows.append(row + [str(r.treated_id)] if before else row)
    head = ["date", "text", "vote"] + (["adopted before as"] if before else [])
    return _folded(head, rows, caption)


def _folded(head: Sequence[str], rows: Sequence[Sequence[object]], caption: str) -> Html:
    """Show the first rows of a list; the rest unfolds."""
    first = table(head, rows[:OPEN], caption=caption)
    if len(rows) <= OPEN:
        return first
    rest = table(head, rows[OPEN:], caption=f"{caption}, continued")
    return join([first, el("details", el("summary", f"{len(rows) - OPEN} more"), rest)])


def _title(title: str) -> str:
    """Crop a title at a word for a list; one without is said to have none."""
    plain = " ".join(title.split()) or "untitled"
    return plain if len(plain) <= CROPPED else plain[:CROPPED].rsplit(" ", 1)[0] + " …"
