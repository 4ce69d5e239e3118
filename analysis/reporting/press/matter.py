"""What stands before and after the notebooks: the title, how to cite, references and appendix."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from analysis import __version__
from analysis.errors import UnshiftError
from analysis.paths import ROOT
from analysis.plain_yaml import read_yaml
from analysis.record.states import in_sentence, state_name
from analysis.reporting.press.document import SUPPLEMENT, Item, Part
from analysis.study import Study
from analysis.tables import literal, table_cells
from analysis.words import day_in_words, days_in_words, listed

__all__ = ["appendix", "citation", "front_matter", "record_text", "references"]

#: In the place of a notebook: what the appendix belongs to.
MADE = "made"
#: A citation such as [@hage2011] or @hage2011, and no reference to a figure.
CITATION = re.compile(r"(?<![\\\w@])@(?!(?:fig|tbl|eq|sec)-)[a-z][a-z0-9]*[0-9]{4}")

#: Under what terms a report may be used; that of the programs is put in.
LICENCE = (
    "Text, tables and figures: CC BY 4.0. Programs: {} licence. Files of votes belong to their "
    "publishers, whose terms the supplement lists."
)
#: How a report on the embedded record ends.
MORE = (
    "## The whole history\n\nThis report rests on the embedded record alone. "
    "`unshift data fetch --all` gets the history of votes."
)


def record_text(record: Mapping[str, Any]) -> str:
    """Say on the title page which record the numbers rest on.

    Parameters
    ----------
    record : mapping
        ``scope, rests_on, votes, states`` of `analysis.reporting.run.manifest.manifest`.
    """
    held = f"{record['rests_on']}; {record['votes']:,} votes of {record['states']} states"
    if record["scope"] == "embedded":
        return (
            f"Only the embedded record was used: {held}. It holds nothing but roll calls on "
            "Ukraine; only the answer is counted from sums of the whole record. The last line of "
            "the supplement says how to get the whole history."
        )
    return f"The whole record at hand was used: {held}. The supplement lists its files."


def front_matter(
    study: Study, record: Mapping[str, Any], commit: str, when: date
) -> dict[str, Any]:
    """Return the data of the title page, as ``reports/template/report.typ`` takes it.

    Parameters
    ----------
    study : Study
    record : mapping
        ``record`` of `analysis.reporting.run.manifest.manifest`.
    commit : str
        Of the programs.
    when : date
        Of the report.

    Examples
    --------
    >>> record = {"scope": "history", "rests_on": "9 roll calls", "votes": 1200, "states": 190}
    >>> print(front_matter(Study(), record, "abc123", date(2025, 12, 31))["cite"])
    unshift contributors (2025), How the United States voted at the United Nations: votes before
    and after 20 January 2025, unshift ..., commit abc123.
    """
    name = state_name(study.country)
    title = f"How {in_sentence(study.country)} voted at the United Nations"
    subtitle = f"Votes before and after {day_in_words(study.event)}"
    about = citation()
    named = f"{title}: {subtitle[0].lower()}{subtitle[1:]}"
    return {
        "title": title,
        "subtitle": subtitle,
        "series": "unshift report",
        "author": about["authors"],
        "cite": f"{about['authors']} ({when.year}), {named}, unshift {__version__}, "
        f"commit {commit}.",
        "licence": LICENCE.format(about["license"]),
        "commit": commit,
        "version": f"unshift {__version__}",
        "keywords": ["United Nations", "roll-call votes", "ideal points", name],
        "year": when.year,
        "month": when.month,
        "day": when.day,
        "date_text": day_in_words(when),
        "record_text": days_in_words(record_text(record)),
        "record_line": days_in_words(f"{record['scope']} record: {record['rests_on']}"),
    }


def citation(path: Path = ROOT / "CITATION.cff") -> dict[str, str]:
    """Read who the authors are, and the licence of the programs.

    Returns
    -------
    dict
        ``authors`` in words, ``license``.

    Raises
    ------
    UnshiftError
        If the file is not there or lacks either.

    Examples
    --------
    >>> citation()
    {'authors': 'unshift contributors', 'license': 'MIT'}
    """
    try:
        about = read_yaml(path)
        names = [
            a.get("name") or f"{a['given-names']} {a['family-names']}" for a in about["authors"]
        ]
        return {"authors": listed(names), "license": str(about["license"])}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise UnshiftError("no authors or licence", path.name, "restore it from git") from None


def appendix(
    about: Mapping[str, Any],
    items: Sequence[Item],
    numbered: Mapping[str, str],
    times: bool = True,
) -> list[Part]:
    """Write the appendix, the last chapter of the supplement.

    Parameters
    ----------
    about : mapping
        From `analysis.reporting.run.manifest.manifest`.
    items : sequence of Item
        The document's figures and tables.
    numbered : mapping of label to words
        From `analysis.reporting.press.numbering.numbers`.
    times : bool
        Whether run times are stated. They differ from run to run, so a report that is to have
        the same bytes again leaves them to the manifest.

    Returns
    -------
    list of Part
    """
    study = pd.DataFrame(
        {
            "parameter": list(about["study"]),
            "value": [_text(v) for v in about["study"].values()],
        }
    )
    inputs = pd.DataFrame(about["inputs"])
    inputs["hash"] = inputs["sha256"].str[:16]
    tools = pd.DataFrame({"name": list(about["versions"]), "version": about["versions"].values()})
    parts = [
        Part("prose", "# How this report was made\n\n## Parameters"),
        _table(study, "tbl-parameters", "The study's parameters."),
        Part("prose", "## Data"),
        _table(
            inputs,
            "tbl-inputs",
            "Files of votes, with the beginning of their SHA-256.",
            columns={"title": "source", "path": "file", "hash": "SHA-256", "licence": "terms"},
            widths=(3, 3.6, 1.9, 2.2),
        ),
        Part("prose", "## Programs\n\n" + _made(about, times)),
        _table(tools, "tbl-versions", "Versions of the programs used."),
        _notebooks(about),
    ]
    if items:
        parts += [Part("prose", "## Figures and tables"), _outputs(items, numbered)]
    if about["record"]["scope"] == "embedded":
        parts.append(Part("prose", MORE))
    return [replace(part, matter=SUPPLEMENT, notebook=MADE) for part in parts if part.text]


def references(parts: Sequence[Part]) -> list[Part]:
    """Return the list of references of one file; none if nothing is cited in it."""
    cited = any(CITATION.search(part.text) for part in parts)
    text = "# References {-}\n\n::: {#refs}\n:::"
    return [Part("prose", text, matter=parts[-1].matter)] if cited else []


def _made(about: Mapping[str, Any], times: bool) -> str:
    """Say from which commit, and in what time."""
    text = f"Made from commit {literal(about['commit'])}."
    if not times:
        return (
            text + " Run times are in manifest.json, so that the same inputs give this file again."
        )
    ran = [n for n in about["notebooks"] if n["seconds"] is not None]
    took = ", ".join(f"{literal(n['name'])} {n['seconds']:.0f}\N{NO-BREAK SPACE}s" for n in ran)
    text += f" The notebooks ran for {about['seconds']:,.0f} seconds in all"
    text += f": {took}." if took else "."
    if about["seconds"] and about.get("startup") is not None:
        text += (
            f" Of these, {about['startup']:.1f} seconds or "
            f"{about['startup'] / about['seconds']:.1%} went by before the first cell of each, "
            "in which its kernel starts with what it imports."
        )
    return text


def _text(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)


def _table(
    frame: pd.DataFrame,
    label: str,
    caption: str,
    columns: Mapping[str, str] | None = None,
    widths: Sequence[float] = (),
) -> Part:
    cells = table_cells(frame, columns=columns)
    about = {
        "label": label,
        "heads": list(cells.heads),
        "right": list(cells.right),
        "rows": [list(r) for r in cells.rows],
        "widths": list(widths),
        "note": "",
    }
    return Part("table", caption, about)


def _notebooks(about: Mapping[str, Any]) -> Part:
    """List the notebooks with their hashes; nothing if there are none."""
    books = pd.DataFrame(about["notebooks"], columns=["name", "sha256"])
    if books.empty:
        return Part("prose", "")
    books["name"] = "notebooks/" + books["name"] + ".ipynb"
    books["sha256"] = books["sha256"].str[:16]
    return _table(
        books,
        "tbl-notebooks",
        "Notebooks as they were executed, with the beginning of their SHA-256.",
        columns={"name": "notebook", "sha256": "SHA-256"},
    )


def _outputs(items: Sequence[Item], numbered: Mapping[str, str]) -> Part:
    """List figures and tables, each with the notebook and the functions that make it."""
    frame = pd.DataFrame(
        {
            # The number is not broken from its word.
            "output": numbered[item.label].replace(" ", "\N{NO-BREAK SPACE}"),
            "label": item.label,
            "notebook": item.notebook,
            # Typst breaks a line at a space only.
            "made by": item.program.removeprefix("analysis.").replace(", analysis.", ", ")
            or "the notebook itself",
        }
        for item in items
    )
    return _table(
        frame,
        "tbl-outputs",
        "Figures and tables, the notebook that makes each, and the functions of the package "
        "analysis from which it comes.",
        widths=(1.1, 2.3, 2, 4.6),
    )
