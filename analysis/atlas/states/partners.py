"""Whom a state votes with: the permanent members, and who is most and least like it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.atlas.charts import Line, line_chart
from analysis.atlas.markup import Html, el, figure, join, link, table
from analysis.atlas.material import Material
from analysis.atlas.states.tables import ENOUGH, StateTables
from analysis.prose import atlas as prose
from analysis.record.reference import PERMANENT
from analysis.record.states import in_sentence, state_name
from analysis.words import days_in_words, number_of

__all__ = ["partners"]

LOOKS = dict(zip(PERMANENT, ("c4", "c3", "c2", "c5", "c1"), strict=True))
ROOT = "../"


def partners(material: Material, tables: StateTables) -> Html:
    """Draw how often a state voted as the permanent members did, and name who is most like it."""
    state = tables.state
    if not len(tables.same) and not len(tables.by_year):
        return Html("")
    parts = [
        el(
            "div",
            figure(
                _permanent(tables),
                f"How often {in_sentence(state)} voted as the permanent members of the Council",
                "Share of the Assembly's whole texts on which both cast a vote and cast the same."
                + _so_far(tables),
            ),
            _map_of(material, tables),
            class_="pair",
        ),
    ]
    parts.append(
        el(
            "p",
            "Agreement counts an abstention as half-way: it is 100% where two states cast the same "
            "votes, 50% where one always abstains and the other does not, 0% where they are always "
            "opposed. ",
            link("Compare with any other", f"{ROOT}compare.html#a={state}"),
            ".",
        )
    )
    if material.own_pairs and len(tables.near):
        parts.append(
            el(
                "div",
                _ends_table(material, tables.near, "Votes most alike"),
                _ends_table(material, tables.far.iloc[::-1], "Votes least alike"),
                class_="pair",
            )
        )
        parts.append(
            el(
                "p",
                f"From {days_in_words(tables.recent)}. Only states that voted on half of its roll "
                "calls or more. 90% intervals by leaving out a day of voting at a time.",
                class_="note",
            )
        )
    if len(tables.by_year):
        parts.append(_by_year(material, tables))
    return join(parts)


def _whole_until(tables: StateTables) -> int | None:
    """Return the year before a last one of few texts, whose shares leap to none or all; else None.

    Where that year holds few as well, all are drawn.
    """
    held = tables.years[tables.years["texts"] > 0]
    if len(held) < 2 or not held["texts"].iloc[-1] < ENOUGH <= held["texts"].iloc[-2]:
        return None
    return int(held["year"].iloc[-2])


def _so_far(tables: StateTables) -> str:
    """Say how few texts the last year has, where they are few, and whether it is left out."""
    held = tables.years[tables.years["texts"] > 0]
    if held.empty or held["texts"].iloc[-1] >= ENOUGH:
        return ""
    n, year = int(held["texts"].iloc[-1]), int(held["year"].iloc[-1])
    if _whole_until(tables) is not None:
        return f" {year}, with {number_of(n, 'text')}, is left out."
    return f" Of {year} there {'is' if n == 1 else 'are'} {number_of(n, 'text')}."


def _permanent(tables: StateTables) -> Html:
    same, last = tables.same, _whole_until(tables)
    if last is not None:
        same = same[same["year"] <= last]
    if same.empty:
        return Html("")
    years = list(range(int(same["year"].min()), int(same["year"].max()) + 1))
    shares = (same["same"] / same["calls"]).groupby([same["partner"], same["year"]]).first()
    lines = [
        Line(
            _short(other),
            shares[other].reindex(years).to_numpy(dtype=float),
            look=LOOKS[other],
        )
        for other in PERMANENT
        if other in shares.index.get_level_values(0)
    ]
    what = "Share of texts voted as each permanent member of the Security Council did"
    words = prose.chart_words(what, tables.state, years[0], years[-1])
    return line_chart(years, lines, words, ends=(0.0, 1.0), percent=True)


def _short(state: str) -> str:
    return {"USA": "US", "GBR": "UK"}.get(state, state_name(state))


def _map_of(material: Material, tables: StateTables) -> Html:
    """Leave room for a map of agreement in the last year with enough votes, drawn by a script."""
    pairs = material.pairs
    i = pairs.states.index(tables.state)
    held = [k for k in range(len(pairs.periods)) if pairs.n[k, i, i] >= ENOUGH]
    if not held:
        return Html("")
    k = held[-1]
    index = {s: j for j, s in enumerate(pairs.states)}
    # A letter for each tenth, in the order of the list of names; a dot for no joint vote.
    letters = "".join(
        "."
        if s not in index or s == tables.state or np.isnan(pairs.values[k, i, index[s]])
        else "abcdefghij"[min(int(pairs.values[k, i, index[s]] * 10), 9)]
        for s in material.states
    )
    return el(
        "figure",
        el(
            "figcaption",
            el("strong", f"Agreement with {in_sentence(tables.state)} in {pairs.periods[k]}"),
            " By tenths: the darker, the more alike.",
        ),
        el("div", class_="map", data_agree=letters, data_own=tables.state),
        class_="needs-script",
    )


def _ends_table(material: Material, part: pd.DataFrame, caption: str) -> Html:
    rows = [
        [
            link(material.name(str(r.state)), f"{r.state}.html"),
            _percent(r.value),
            _interval(r.low, r.high),
            f"{r.n:,}",
        ]
        for r in part.itertuples()
    ]
    return table(
        ["state", "agreement", "interval", "votes"], rows, caption=caption, numbers=[1, 2, 3]
    )


def _percent(value: object) -> str:
    share = float(str(value))
    return "–" if np.isnan(share) else f"{100 * share:.0f}%"


def _interval(low: object, high: object) -> str:
    a, b = float(str(low)), float(str(high))
    # What is estimated may lie beyond what agreement can be.
    return "–" if np.isnan(a) else f"{100 * max(a, 0):.0f}–{100 * min(b, 1):.0f}%"


def _by_year(material: Material, tables: StateTables) -> Html:
    named: dict[int, dict[str, list[str]]] = {}
    votes: dict[int, int] = {}
    for r in tables.by_year.itertuples():
        year = int(str(r.year))
        votes[year] = max(votes.get(year, 0), int(str(r.n)))
        ends = named.setdefault(year, {"most": [], "least": []})
        ends[str(r.end)].append(f"{material.name(str(r.state))} {_percent(r.value)}")
    whole = table(
        ["year", "votes together", "most alike", "least alike"],
        [
            [year, f"{votes[year]:,}", *(", ".join(who) for who in ends.values())]
            for year, ends in named.items()
        ][::-1],
        caption="Who voted most and least alike, by year",
        numbers=[1],
    )
    return el("details", el("summary", "Most and least alike, year by year"), whole)
