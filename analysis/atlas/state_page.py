"""The page of a state: position, partners, divided and newly called texts, lone votes, sponsors."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.atlas.charts import Line, Part, line_chart, stacked_bars
from analysis.atlas.markup import Html, el, join, link, page, table
from analysis.atlas.material import Material
from analysis.atlas.states import PRESENT, TREATED, StateTables, pair_of, vote_words
from analysis.prose import atlas as prose
from analysis.prose.profile import attendance_sentence, seat_note, seats_sentence
from analysis.record.reference import PERMANENT
from analysis.record.states import in_sentence, state_name

__all__ = ["state_page", "years_table"]

#: Texts of each kind that a page lists; its file of texts has all.
SHOWN = 25
#: Of these, such as stand open.
OPEN = 10
#: Letters of a title in a list.
CROPPED = 150
#: Votes that a year's point rests on, to be the one that is told.
ENOUGH = 20
LOOKS = dict(zip(PERMANENT, ("c4", "c3", "c2", "c5", "c1"), strict=True))
ROOT = "../"
HEADINGS = {
    "year": "year",
    "mean": "ideal point",
    "q05": "90% from",
    "q95": "to",
    "roll_calls": "roll calls",
    "yes": "Yes",
    "abstain": "abstained",
    "no": "No",
    "absent": "absent",
    "alone": "alone",
    "alone_no": "only No",
    "divided": "divided texts",
    "allies": "as the members",
    "rival": "as the rival",
    "neither": "as neither",
    "vote": "voted on before",
    "without_a_vote": "adopted before without a vote",
    "never_seen": "not seen before",
}


def years_table(material: Material, tables: StateTables) -> pd.DataFrame:
    """Return a row for each year of a state: its ideal point, and counts of its votes."""
    own = material.points[material.points["state"] == tables.state]
    columns = ["year", "mean", "q05", "q95", "n_votes", "r_hat", "ess"]
    digits = dict.fromkeys(("mean", "q05", "q95", "r_hat"), 4)
    # As shipped: as floats of half the size they have digits that mean nothing.
    own = own[columns].astype(dict.fromkeys(digits, "float64")).round(digits)
    found = own.merge(tables.years, on="year", how="outer")
    return found.sort_values("year", ignore_index=True)


def state_page(material: Material, tables: StateTables, of_sponsored: tuple[int, str]) -> str:
    """Write the page of a state.

    Parameters
    ----------
    material : Material
    tables : StateTables
    of_sponsored : (int, str)
        Texts whose sponsors are recorded, and since when ("" if of none).

    Returns
    -------
    str
    """
    state = tables.state
    years = years_table(material, tables)
    name = material.name(state)
    span = _span(tables.years["year"].tail(PRESENT).tolist()) if len(tables.years) else ""
    sections = [
        ("position", "Position", _position(material, state, years)),
        ("partners", "Whom it votes with", _partners(material, tables)),
        ("divided", "Divided texts", _divided(tables, span)),
        ("called", "Texts newly called to a vote", _called(material, tables)),
        ("alone", "Votes cast alone", _alone(material, tables)),
        ("sponsors", "Texts it put its name to", _sponsors(material, tables, *of_sponsored)),
        ("years", "Year by year", _years(years)),
    ]
    sections = [s for s in sections if s[2]]
    lead = _lead(material, tables, span)
    contents = el(
        "ul", *(el("li", link(title, f"#{key}")) for key, title, _ in sections), class_="jump"
    )
    head = join(
        [
            el("h1", name),
            el("p", lead, class_="lead"),
            el("p", *_membership(material, tables)) if tables.present else "",
            el("nav", contents, aria_label="On this page"),
        ]
    )
    body = join(
        [head]
        + [
            el("section", el("h2", title, id=f"{key}-h"), inner, id=key, aria_labelledby=f"{key}-h")
            for key, title, inner in sections
        ]
        + [_downloads(state)]
    )
    scripts = ["atlas.js", "data/names.js", "data/map.js"]
    return page(name, body, root=ROOT, scripts=scripts, about=lead)


def _span(years: Sequence[int]) -> str:
    return str(years[0]) if years[0] == years[-1] else f"{years[0]} to {years[-1]}"


def _name(material: Material, state: str) -> Html:
    return link(material.name(state), f"{state}.html")


def _lead(material: Material, tables: StateTables, span: str) -> str:
    if material.own_pairs and tables.present:
        return prose.lead_sentence(tables.state, tables.near, tables.far, span)
    # Without the votes: the last year of the shipped agreement.
    last = tables.by_year[tables.by_year["year"] == tables.by_year["year"].max()]
    near, far = last[last["end"] == "most"], last[last["end"] == "least"].iloc[::-1]
    year = str(last["year"].iloc[0]) if len(last) else ""
    return prose.lead_sentence(tables.state, near, far, year)


def _membership(material: Material, tables: StateTables) -> list[str]:
    told = [
        seats_sentence(tables.seats, tables.state, material.assembly.last),
        attendance_sentence(tables.years, tables.state),
        seat_note(tables.state),
    ]
    return [" ".join(filter(None, told))]


def _position(material: Material, state: str, years: pd.DataFrame) -> Html:
    own = material.points[material.points["state"] == state]
    if own.empty:
        return Html("")
    span = list(range(int(own["year"].min()), int(own["year"].max()) + 1))
    by_year = own.set_index("year").reindex(span)
    others = material.spread_by_year.reindex(span)
    middle, low, high = (others[q].to_numpy(dtype=float) for q in (0.5, 0.1, 0.9))
    mean, q05, q95 = (by_year[c].to_numpy(dtype=float) for c in ("mean", "q05", "q95"))
    weak = own[(own["r_hat"] > prose.R_HAT) | (own["ess"] < prose.ESS)]
    chart = line_chart(
        span,
        [
            Line("median", middle, low, high, look="c0"),
            Line(state, mean, q05, q95, look="c1"),
        ],
        prose.chart_words("Ideal points", state, span[0], span[-1]),
        marks=list(zip(weak["year"], weak["mean"], strict=True)),
    )
    told = own[own["n_votes"] >= ENOUGH]
    now = (told if len(told) else own).iloc[-1]
    rest = material.points[
        (material.points["year"] == now["year"]) & (material.points["state"] != state)
    ]
    sentence = prose.position_sentence(
        state, now, int((rest["mean"] < now["mean"]).sum()), len(rest)
    )
    gates = material.gates[material.gates["state"] == state]
    notes = [prose.described_sentence(state, gates), prose.unsettled_sentence(own)]
    return join(
        [
            el("p", sentence),
            *(el("p", note, class_="note") for note in notes if note),
            _figure(
                chart,
                f"Ideal points of {in_sentence(state)}",
                "Higher is nearer to the United States of most years, in standard deviations of "
                "all state-years. Band: 90% interval. Grey: median of all states, and the middle "
                "eight in ten.",
            ),
        ]
    )


def _figure(chart: Html, title: str, note: str) -> Html:
    if not chart:
        return Html("")
    caption = el("figcaption", el("strong", title), " ", note)
    return el("figure", caption, chart)


def _partners(material: Material, tables: StateTables) -> Html:
    state, pairs = tables.state, material.pairs
    if state not in pairs.states or not len(tables.by_year):
        return Html("")
    i = pairs.states.index(state)
    met = [k for k in range(len(pairs.periods)) if pairs.n[k, i, i] > 0]
    years = list(range(material.years[met[0]], material.years[met[-1]] + 1))
    at = {material.years[k]: k for k in met}
    lines = []
    for other in PERMANENT:
        if other == state or other not in pairs.states:
            continue
        j = pairs.states.index(other)
        values = [pairs.values[at[y], i, j] if y in at else np.nan for y in years]
        lines.append(Line(_short(other), np.array(values, dtype=float), look=LOOKS[other]))
    chart = line_chart(
        years,
        lines,
        prose.chart_words(
            "Agreement with the permanent members of the Security Council", state, *_ends(years)
        ),
        ends=(0.0, 1.0),
        percent=True,
    )
    parts = [
        el(
            "p",
            "Agreement is 100% where two states cast the same votes, 50% where one always abstains "
            "and the other does not, 0% where they are always opposed. ",
            link("Compare with any other", f"{ROOT}compare.html#a={state}"),
            ".",
        ),
        el(
            "div",
            _figure(
                chart,
                f"Agreement of {in_sentence(state)} with the permanent members of the Council",
                "All roll calls of the Assembly on which both voted.",
            ),
            _map_of(material, tables),
            class_="pair",
        ),
    ]
    if len(tables.near):
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
                f"From {tables.present}. Only states that voted on half of its roll calls or more. "
                "90% intervals by leaving out a day of voting at a time.",
                class_="note",
            )
        )
    parts.append(_by_year(material, tables))
    return join(parts)


def _ends(years: Sequence[int]) -> tuple[int, int]:
    return years[0], years[-1]


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
        [_name(material, str(r.state)), _percent(r.value), _interval(r.low, r.high), f"{r.n:,}"]
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
    for r in tables.by_year.itertuples():
        ends = named.setdefault(int(str(r.year)), {"most": [], "least": []})
        ends[str(r.end)].append(f"{material.name(str(r.state))} {_percent(r.value)}")
    whole = table(
        ["year", "most alike", "least alike"],
        [[year, *(", ".join(who) for who in ends.values())] for year, ends in named.items()][::-1],
        caption="Who voted most and least alike, by year",
    )
    return el("details", el("summary", "Most and least alike, year by year"), whole)


def _divided(tables: StateTables, span: str) -> Html:
    years = tables.years
    if years.empty or not years["divided"].sum():
        return Html("")
    study = pair_of(tables.state)
    shares = {
        side: (years[side] / years["divided"].where(years["divided"] > 0)).to_numpy(dtype=float)
        for side in ("allies", "neither", "rival")
    }
    rival = state_name(study.rival)
    names = {"allies": "as the members", "neither": "as neither", "rival": f"as {rival}"}
    looks = {"allies": "c4", "neither": "cn", "rival": "c3"}
    all_years = years["year"].tolist()
    chart = stacked_bars(
        all_years,
        [Part(names[side], shares[side], looks[side]) for side in shares],
        prose.chart_words("Votes on divided texts", tables.state, *_ends(all_years)),
    )
    now = years.tail(PRESENT)[["divided", "allies", "rival", "neither"]].sum()
    return join(
        [
            el("p", prose.divided_sentence(tables.state, study.rival, now, span)),
            _figure(
                chart,
                f"How {in_sentence(tables.state)} voted on divided texts",
                f"Texts on which most members of NATO, the EU, the G7 and the Five Eyes of the day "
                f"(but {in_sentence(tables.state)}) voted otherwise than {in_sentence(study.rival)}"
                ", and it voted.",
            ),
        ]
    )


def _called(material: Material, tables: StateTables) -> Html:
    if tables.years.empty:
        return Html("")
    called = tables.called
    since = material.resolutions.without_since
    sentence = prose.called_sentence(
        tables.state, len(called), int((called["vote"] == 3).sum()), since
    )
    parts = [el("p", sentence)]
    recent = tables.years.tail(8).iloc[::-1]
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
    if len(called):
        parts.append(_texts(material, called.head(SHOWN), "Texts newly called", before=True))
    return join(parts)


def _no_of(row: pd.Series, name: str) -> str:
    n = int(row[name])
    return f"{n}, No {int(row[f'{name}_no'])}" if n else "0"


def _alone(material: Material, tables: StateTables) -> Html:
    if tables.years.empty:
        return Html("")
    shown = tables.alone.head(SHOWN)
    sentence = prose.alone_sentence(tables.state, len(tables.alone), len(shown))
    listed = _texts(material, shown, "Votes cast alone") if len(shown) else ""
    return join([el("p", sentence), listed])


def _texts(material: Material, texts: pd.DataFrame, caption: str, before: bool = False) -> Html:
    rows = []
    for r in texts.itertuples():
        title = _title(str(r.title))
        place = material.page_of(str(r.id))
        row = [
            f"{r.date:%Y-%m-%d}",
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


def _sponsors(material: Material, tables: StateTables, of: int, since: str) -> Html:
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
            rows.append([f"{r.date:%Y-%m-%d}", text, str(r.symbol), str(r.how), str(r.adopted)])
        head = ["date", "text", "symbol", "how", "adopted"]
        parts.append(_folded(head, rows, "The latest texts"))
    return join(parts)


def _years(years: pd.DataFrame) -> Html:
    if years.empty:
        return Html("")
    columns = [c for c in HEADINGS if c in years]
    decimals = {"mean", "q05", "q95"}
    rows = [
        [
            "–" if pd.isna(v) else (f"{v:.2f}" if c in decimals else f"{int(v):,}".replace(",", ""))
            for c, v in zip(columns, row, strict=True)
        ]
        for row in years[columns].iloc[::-1].itertuples(index=False, name=None)
    ]
    whole = table(
        [HEADINGS[c] for c in columns],
        rows,
        caption="All years",
        numbers=range(1, len(columns)),
        sortable=True,
    )
    return el("details", el("summary", "Ideal points and counts of all years"), whole)


def _downloads(state: str) -> Html:
    files = {
        "years": "ideal points and counts by year",
        "partners": "who voted most and least alike, by year",
        "texts": "votes cast alone, texts newly called, texts sponsored",
    }
    return el(
        "section",
        el("h2", "Downloads", id="files-h"),
        el(
            "ul",
            *(
                el(
                    "li",
                    link(
                        f"{state}-{key}.csv", f"{ROOT}data/state/{state}-{key}.csv", download=True
                    ),
                    f": {words}",
                )
                for key, words in files.items()
            ),
        ),
        aria_labelledby="files-h",
    )
