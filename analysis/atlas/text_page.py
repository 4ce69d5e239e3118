"""The page of a roll call: title, date, tally and who voted how, all of it without scripts.

A script adds a map, links and a file. Each roll call has a page of its own, and not one shell that
draws from data, since it is to be read, cited, printed and found by search engines without
scripts; it is kept below four kilobytes, which is what the smallest file takes on most disks. So
the Yes, where they are many, are "all other members", whom the script names.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from analysis.atlas.markup import Html, el, join, link, page, table
from analysis.atlas.material import Material
from analysis.prose import atlas as prose
from analysis.record.codes import Vote
from analysis.record.issues import ISSUES
from analysis.words import day_in_words

__all__ = ["list_pages", "text_pages", "titles"]

ROOT = "../../"
BODIES = {"GA": "General Assembly", "SC": "Security Council"}
#: In the order of the page: the few first.
GROUPS = {
    Vote.NO: "No",
    Vote.ABSTAIN: "Abstained",
    Vote.ABSENT: "Cast no vote",
    Vote.YES: "Yes",
}
#: Groups of so many states, a whole Council among them, have links without a script, too.
FEW = 15
OTHERS = "All other members."
#: Letters of a title in lists, and of the name of a page.
CROPPED, TAB = 120, 80
#: From so many on a heading is set smaller; from so many on it is a paragraph.
LONG, SPEECH = 80, 400


def titles(material: Material) -> list[str]:
    """Return what each roll call is called: its title, or which it is."""
    calls, tally = material.rollcalls.calls, material.rollcalls.tally()
    columns = (calls["title"], calls["body"], calls["date"])
    counts = (tally["yes"], tally["no"], tally["abstain"])
    return [
        prose.described_title(title, body, f"{day:%Y-%m-%d}", yes, no, abstain)
        for title, body, day, yes, no, abstain in zip(*columns, *counts, strict=True)
    ]


def text_pages(material: Material) -> Iterator[tuple[str, str]]:
    """Write the page of every roll call.

    Yields
    ------
    address : str
        From the root.
    text : str
    """
    calls = material.rollcalls.calls
    codes = material.rollcalls.states.index.tolist()
    names = [material.name(s) for s in codes]
    by_name = np.argsort(names, kind="stable")
    digits = _digits(material)
    known = titles(material)
    before, after = _neighbours_in_time(calls)
    for j, (row, votes) in enumerate(
        zip(calls.itertuples(index=False), material.rollcalls.votes.T, strict=True)
    ):
        held = {
            vote: by_name[votes[by_name] == int(vote)].tolist()
            for vote in (*GROUPS, Vote.NOT_RECORDED)
        }
        about = _about(row, known[j])
        parts = [
            *_heading(known[j]),
            el("p", about, class_="about"),
            _tally(held, bool(row.partial)),
            _history(material, row, [before[j], after[j]]),
            # A digit for each state of the list of names; the script's map reads them.
            el("div", class_="map", data_v=digits[j]),
        ]
        for vote, heading in GROUPS.items():
            who = held[vote]
            if who:
                parts.append(el("h2", f"{heading} ({len(who)})"))
                # The many are all others; their names would be a third of the whole site.
                others = vote == Vote.YES and len(who) > FEW and not row.partial
                listed = OTHERS if others else _listed(who, codes, names)
                parts.append(el("p", listed, class_="who yes" if others else "who"))
        title = _cropped(known[j], TAB)
        text = page(title, join(parts, "\n"), root=ROOT, year=row.date.year)
        yield material.pages[j], text


def _heading(title: str) -> list[Html]:
    """Write a title; a speech that stands in its place follows its beginning."""
    if len(title) > SPEECH:
        begun = el("h1", _cropped(title, TAB), dir="auto")
        return [begun, el("p", title, dir="auto")]
    return [el("h1", title, dir="auto", class_="long" if len(title) > LONG else None)]


def _digits(material: Material) -> list[str]:
    """Write each roll call as a digit for each state of the site."""
    held = pd.Index(material.states).get_indexer(material.rollcalls.states.index)
    grid = np.full((material.rollcalls.n_calls, len(material.states)), Vote.NOT_MEMBER, np.uint8)
    grid[:, held] = material.rollcalls.votes.T
    return [(row + ord("0")).tobytes().decode("ascii") for row in grid]


def _about(row: object, title: str) -> str:
    """Say which roll call it is, in one line."""
    part = "vote on a paragraph" if _yes(row.paragraph) else ""  # type: ignore[attr-defined]
    part = "vote on an amendment" if _yes(row.amendment) else part  # type: ignore[attr-defined]
    session = f"session {row.session}" if row.session else ""  # type: ignore[attr-defined]
    words = [
        BODIES.get(row.body, row.body),  # type: ignore[attr-defined]
        day_in_words(row.date),  # type: ignore[attr-defined]
        row.symbol,  # type: ignore[attr-defined]
        session,
        part,
        row.outcome,  # type: ignore[attr-defined]
        ", ".join(ISSUES.get(code, code) for code in row.issues.split()),  # type: ignore[attr-defined]
    ]
    return " · ".join(w for w in words if w)


def _yes(value: object) -> bool:
    return value is not pd.NA and bool(value)


def _tally(held: dict[Vote, list[int]], partial: bool) -> Html:
    words = {Vote.YES: "Yes", Vote.NO: "No", Vote.ABSTAIN: "abstained", Vote.ABSENT: "no vote cast"}
    counts = [
        el("li", el("b", len(held[v])), f" {w}", class_=f"v{int(v)}")
        for v, w in words.items()
        if held[v] or not partial  # of what is known in part none is not zero
    ]
    tally = el("ul", *counts, class_="tally")
    if not partial:
        return tally
    unknown = len(held[Vote.NOT_RECORDED])
    note = f"Of this roll call only these votes are known; those of {unknown} states are not."
    return join([tally, el("p", note, class_="note")])


def _history(material: Material, row: object, beside: list[int]) -> Html:
    """Say how the text was treated the time before, and link the votes before and after."""
    calls = material.rollcalls.calls
    treated, last = row.treated_last, row.treated_id  # type: ignore[attr-defined]
    symbol = last
    if treated == "vote" and last in material.positions:
        symbol = str(calls["symbol"].iloc[material.positions[last]])
    said = [prose.treated_sentence(treated, symbol)]
    links = []
    for word, k in zip(("Vote before on this text", "Vote after"), beside, strict=True):
        if k >= 0:
            links.append(
                link(
                    f"{word}: {day_in_words(calls['date'].iloc[k])}", _from_page(material.pages[k])
                )
            )
    if not links and not said[0]:
        return Html("")
    return el("p", join([*filter(None, said), *links], " "))


def _neighbours_in_time(calls: pd.DataFrame) -> tuple[list[int], list[int]]:
    """Return positions of the roll calls before and after on the same text; -1 for none."""
    before, after = [-1] * len(calls), [-1] * len(calls)
    last: dict[str, int] = {}
    for j, text in enumerate(calls["recurring_text"]):
        if text:
            if text in last:
                before[j] = last[text]
                after[last[text]] = j
            last[text] = j
    return before, after


def _from_page(address: str) -> str:
    """Return an address from the page of a roll call."""
    return "../" + address.removeprefix("text/")


def _listed(who: list[int], codes: list[str], names: list[str]) -> Html:
    if len(who) > FEW:
        return join([names[k] for k in who], ", ")
    return join([link(names[k], f"{ROOT}state/{codes[k]}.html") for k in who], ", ")


def _named(title: str, address: str, partial: bool) -> Html:
    """Link a roll call in a list; a tally of some of its votes is not to be taken for the whole."""
    linked = link(_cropped(title), address, dir="auto")
    return join([linked, el("em", "some votes alone are known")], " ") if partial else linked


def _cropped(title: str, letters: int = CROPPED) -> str:
    return title if len(title) <= letters else title[:letters].rsplit(" ", 1)[0] + " …"


def list_pages(material: Material) -> Iterator[tuple[str, str]]:
    """Write the list of the roll calls of each year, and the list of years.

    Yields
    ------
    address, text : str
    """
    calls, tally = material.rollcalls.calls, material.rollcalls.tally()
    known = titles(material)
    years = calls["date"].dt.year.to_numpy()
    days, symbols = [f"{d.day} {d:%b}" for d in calls["date"]], calls["symbol"].tolist()
    bodies, partial = calls["body"].tolist(), calls["partial"].tolist()
    counts = tally[["yes", "no", "abstain"]].to_numpy().tolist()
    every = [int(y) for y in np.unique(years)]
    rows = []
    for year in every:
        held = np.flatnonzero(years == year)
        lines = [
            [
                days[j],
                _named(known[j], material.pages[j].rsplit("/", 1)[1], partial[j]),
                symbols[j],
                {"GA": "Assembly", "SC": "Council"}.get(bodies[j], ""),
                *counts[j],
            ]
            for j in held
        ]
        whole = table(
            ["day", "text", "symbol", "body", "Yes", "No", "abst."],
            lines,
            caption=f"{len(held)} roll calls",
            numbers=[4, 5, 6],
            sortable=True,
        )
        others = [
            link(y, f"../{y}/index.html") for y in (year - 1, year + 1) if y in (every[0], *every)
        ]
        body = join([el("h1", f"Roll calls of {year}"), el("p", join(others, " · ")), whole])
        yield (
            f"text/{year}/index.html",
            page(f"Roll calls of {year}", body, root=ROOT),
        )
        of_year = calls["body"].iloc[held]
        rows.append(
            [
                link(year, f"{year}/index.html"),
                int((of_year == "GA").sum()),
                int((of_year == "SC").sum()),
            ]
        )
    whole = table(
        ["year", "Assembly", "Council"],
        rows[::-1],
        caption="Roll calls by year",
        numbers=[1, 2],
    )
    yield (
        "text/index.html",
        page("Roll calls", join([el("h1", "Roll calls"), whole]), root="../"),
    )
