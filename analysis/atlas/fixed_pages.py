"""Pages that are one of a kind: all states, comparison, search, and what the site rests on."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from analysis import __version__
from analysis.atlas.downloads import WHOLE
from analysis.atlas.markup import SITE, Html, el, join, link, page, table
from analysis.atlas.material import Material
from analysis.atlas.states import StateTables
from analysis.atlas.states.position import last_told
from analysis.prose.atlas import missing_sentences
from analysis.record.reference import alliances
from analysis.words import days_in_words, number

__all__ = ["about_page", "compare_page", "index_page", "search_page"]


def index_page(material: Material, states: Mapping[str, StateTables]) -> str:
    """Write the first page: all states, with where they stand and whom they vote with."""
    rows = []
    points = dict(iter(material.points.groupby("state")))
    for state in sorted(states, key=material.name):
        tables = states[state]
        years = tables.by_year["year"]
        own = last_told(points[state]) if state in points else None
        near, far, span = tables.ends(material.own_pairs)
        rows.append(
            [
                link(material.name(state), f"state/{state}.html"),
                state,
                f"{years.min()}–{years.max()}" if len(years) else "–",
                "–" if own is None else number(own["mean"]).replace("-", "\N{MINUS SIGN}"),
                _end(material, near.head(1)),
                _end(material, far.tail(1)),
                span or "–",
            ]
        )
    head = ["state", "code", "years", "last ideal point", "most alike", "least alike", "in"]
    body = join(
        [
            el("h1", "Atlas of votes at the United Nations"),
            el(
                "p",
                f"How {len(states)} states have voted: where each stands, whom it votes with and "
                f"against, and every roll call with its tally. {_rests(material)}",
                class_="lead",
            ),
            *_missing(material),
            el(
                "p",
                link("Compare two states or blocs", "compare.html"),
                ", look up ",
                link("a roll call", "text/index.html"),
                ", or read ",
                link("what the numbers mean", "about.html"),
                ".",
            ),
            el("div", class_="map", data_states=True),
            table(
                head,
                rows,
                caption=f"States that ever voted; {_WHEN[material.own_pairs]}",
                numbers=[3],
                sortable=True,
            ),
        ]
    )
    return page("States", body)


_WHEN = {
    True: "most and least alike in the last three years of each",
    False: "most and least alike in the last year of each with enough votes",
}


def _end(material: Material, part: pd.DataFrame) -> str:
    for state, value in zip(part["state"], part["value"], strict=True):
        return f"{material.name(str(state))} {100 * float(value):.0f}%"
    return "–"


def _rests(material: Material) -> str:
    shipped = "" if material.own_pairs else f" Agreement: {material.pairs.rests_on}."
    return days_in_words(f"From {material.rollcalls.rests_on()}.{shipped}")


def _missing(material: Material) -> list[Html]:
    told = missing_sentences(
        material.rollcalls.scope,
        material.own_pairs,
        material.counts is None,
        bool(len(material.points)),
        bool((material.resolutions.to_frame()["drafters"].map(len) > 0).any()),
        material.without_since,
    )
    return [el("p", sentence, class_="note") for sentence in told]


def compare_page(material: Material) -> str:
    """Write the page that compares two states or blocs; scripts fill it by its address."""
    blocs = alliances()["alliance"].unique().tolist()
    body = join(
        [
            el("h1", "Compare"),
            el(
                "form",
                *(_choice(material, key, words, blocs) for key, words in _SIDES.items()),
                el("label", "Issue ", el("select", el("option", "all", value=""), name="issue")),
                el("label", "From ", _year("from"), class_="short"),
                el("label", "to ", _year("to"), class_="short"),
                id="choice",
            ),
            el(
                "noscript",
                el(
                    "p",
                    "Comparing needs scripts. Without them, each state's page names those it votes "
                    "most and least like in each year, and ",
                    link("agreement.csv.gz", "data/agreement.csv.gz"),
                    " has all pairs.",
                ),
            ),
            el("div", id="compared", aria_live="polite"),
            el(
                "p",
                "Agreement is 1 less half the mean distance of the two votes (Yes 1, abstention 2, "
                "No 3), over roll calls of the Assembly on which both cast a vote. Same vote is "
                "the share of whole texts on which both cast a vote, the same. Of a bloc each "
                "is the mean over its members, each while it was one. Counts of all there is have "
                "no interval.",
                class_="note",
            ),
        ]
    )
    data = ["names", "calls", "index", "blocs", "points"]
    scripts = ["atlas.js", *(f"data/{name}.js" for name in data), "compare.js"]
    return page("Compare", body, scripts=scripts)


def _year(name: str) -> Html:
    return el("input", name=name, type="number", min=1946, max=2199)


_SIDES = {"a": "First", "b": "Second"}


def _choice(material: Material, key: str, words: str, blocs: list[str]) -> Html:
    named = sorted(material.states, key=material.name)
    return el(
        "label",
        f"{words} ",
        el(
            "select",
            el(
                "optgroup",
                *(el("option", b.replace("_", " "), value=b) for b in blocs),
                label="Blocs",
            ),
            el(
                "optgroup",
                *(el("option", material.name(s), value=s) for s in named),
                label="States",
            ),
            name=key,
        ),
    )


def search_page() -> str:
    """Write the page that searches states and texts."""
    body = join(
        [
            el("h1", "Search"),
            el(
                "noscript",
                el(
                    "p",
                    "Searching needs scripts. Without them: ",
                    link("all states", "index.html"),
                    ", and ",
                    link("roll calls by year", "text/index.html"),
                    ".",
                ),
            ),
            el("div", id="found", aria_live="polite"),
        ]
    )
    scripts = ["atlas.js", "data/names.js", "data/index.js", "search.js"]
    return page("Search", body, scripts=scripts)


def about_page(material: Material) -> str:
    """Write what the site rests on, what its numbers mean, whose the votes are, and its files."""
    sources = [
        [s.title, f"{s.gave:,}", s.licence or "–"] for s in material.rollcalls.sources if s.gave
    ]
    since = material.without_since
    rests = {
        "roll calls": material.rollcalls.rests_on(),
        "agreement": material.pairs.rests_on or "–",
        "ideal points": material.points_rest_on or "none",
        "adoptions without a vote": f"since {since}" if since else "none",
    }
    files = [el("li", link(name, f"data/{name}"), f": {words}") for name, words in WHOLE.items()]
    body = join(
        [
            el("h1", "About, data"),
            *_missing(material),
            el("h2", "What it rests on"),
            table(
                ["what", "from"],
                [[k, days_in_words(v)] for k, v in rests.items()],
                caption="Record and shipped numbers",
            ),
            el("h2", "What the numbers mean"),
            Html((SITE / "meaning.html").read_text("utf-8")),
            el("h2", "Downloads"),
            el("ul", *files),
            el(
                "p",
                "Each state's page has files of its own, and a roll call's page writes one of its "
                "votes. The record itself is its publishers', and is to be had from them.",
            ),
            el("h2", "Whose the votes are"),
            table(["source", "roll calls", "terms"], sources, caption="Sources", numbers=[1]),
            el(
                "p",
                "Who puts this site where others can read it shows them these votes, and does so "
                "under these terms. Of the conference department's files the United Nations must "
                "be acknowledged. Computed numbers: CC BY 4.0.",
            ),
            el("p", f"unshift {__version__}", class_="note"),
        ]
    )
    return page("About, data", body)
