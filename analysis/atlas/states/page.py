"""The page of a state: its sections, what it says first, and the files under it."""

from __future__ import annotations

from analysis.atlas.markup import Html, el, join, link, page
from analysis.atlas.material import Material
from analysis.atlas.states.divided import divided
from analysis.atlas.states.partners import partners
from analysis.atlas.states.position import position
from analysis.atlas.states.tables import StateTables
from analysis.atlas.states.texts import alone, called, sponsors
from analysis.atlas.states.year_table import year_table
from analysis.atlas.states.years import years_table
from analysis.prose import atlas as prose
from analysis.prose.profile import attendance_sentence, seat_note, seats_sentence
from analysis.words import days_in_words

__all__ = ["state_page"]

ROOT = "../"


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
    name = material.name(state)
    sections = [
        ("position", "Position", position(material, state)),
        ("partners", "Whom it votes with", partners(material, tables)),
        ("divided", "Divided texts", divided(tables)),
        ("called", "Texts newly called to a vote", called(material, tables)),
        ("alone", "Votes cast alone", alone(material, tables)),
        ("sponsors", "Texts it put its name to", sponsors(material, tables, *of_sponsored)),
        ("years", "Year by year", year_table(years_table(material, state, tables.years))),
    ]
    sections = [s for s in sections if s[2]]
    lead = _lead(material, tables)
    contents = el(
        "ul", *(el("li", link(title, f"#{key}")) for key, title, _ in sections), class_="jump"
    )
    head = join(
        [
            el("h1", name),
            el("p", lead, class_="lead"),
            el("p", member) if (member := _membership(material, tables)) else "",
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
    return page(name, body, root=ROOT, about=lead)


def _lead(material: Material, tables: StateTables) -> str:
    return prose.lead_sentence(tables.state, *tables.ends(material.own_pairs))


def _membership(material: Material, tables: StateTables) -> str:
    """Say when it was a member and how often it voted, where the whole record is here."""
    told = [seat_note(tables.state)]
    if tables.recent and material.counts is None:
        told = [
            seats_sentence(tables.seats, tables.state, material.assembly.last),
            attendance_sentence(tables.attended, tables.state),
            *told,
        ]
    return days_in_words(" ".join(filter(None, told)))


def _downloads(state: str) -> Html:
    files = {
        "years": "ideal points and counts by year",
        "partners": "who voted most and least alike, by year",
        "texts": "votes cast alone, texts newly called",
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
