"""What stands before and after the notebooks: the title page, references and appendix."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd

from analysis import __version__
from analysis.record.states import in_sentence, state_name
from analysis.reporting.document import Item, table_block
from analysis.study import Study
from analysis.tables import literal, table_cells

__all__ = ["appendix", "front_matter", "record_text"]


def record_text(record: Mapping[str, Any]) -> str:
    """Say on the title page which record the numbers rest on.

    Parameters
    ----------
    record : mapping
        ``scope, rests_on, votes, states`` of `analysis.reporting.manifest.manifest`.
    """
    held = f"{record['rests_on']}; {record['votes']:,} votes of {record['states']} states"
    if record["scope"] == "embedded":
        return (
            f"Only the embedded record was used: {held}. It holds nothing but roll calls on "
            "Ukraine, so no number here speaks of a state's votes as a whole. Files with the "
            "whole history go into data/raw; data/README.md says where to get them."
        )
    return f"The whole record at hand was used: {held}. The appendix lists its files."


def front_matter(
    study: Study, record: Mapping[str, Any], front: Mapping[str, Any], when: date
) -> dict[str, Any]:
    """Return the data of the title page, as ``reports/template/report.typ`` takes it."""
    name = state_name(study.country)
    return {
        "title": f"How far {in_sentence(study.country)} moved at the United Nations",
        "subtitle": f"Votes before and since {study.event.day} {study.event:%B %Y}",
        "series": "unshift report",
        "author": f"unshift {__version__}",
        "keywords": ["United Nations", "roll-call votes", "ideal points", name],
        "year": when.year,
        "month": when.month,
        "day": when.day,
        "date_text": f"{when.day} {when:%B %Y}",
        "record_text": record_text(record),
        "record_line": f"{record['scope']} record: {record['rests_on']}",
        "key_numbers": list(front.get("key_numbers", [])),
    }


def appendix(about: Mapping[str, Any], items: Sequence[Item]) -> str:
    """Write references and appendix as markdown.

    Parameters
    ----------
    about : mapping
        From `analysis.reporting.manifest.manifest`.
    items : sequence of Item
        The document's figures and tables.
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
    outputs = pd.DataFrame(
        [{"kind": i.kind, "label": f"@{i.label}", "notebook": i.notebook} for i in items]
    )
    notes = "\n".join(f"- {literal(note)}" for note in about["record"]["notes"])
    seconds = {n["name"]: n["seconds"] for n in about["notebooks"]}
    took = ", ".join(f"{literal(k)} {v:.0f} s" for k, v in seconds.items() if v is not None)
    return "\n\n".join(
        [
            "# References {-}\n\n::: {#refs}\n:::",
            "# Appendix: how this report was made {-}",
            "## Parameters {-}",
            _table(study, "tbl-parameters", "The study's parameters.", columns=None),
            "## Data {-}",
            _table(
                inputs,
                "tbl-inputs",
                "Files of votes, with the beginning of their SHA-256.",
                columns={"title": "source", "path": "file", "hash": "SHA-256", "licence": "terms"},
                widths=(3, 3.6, 1.9, 2.2),
            ),
            "In joining them:\n\n" + notes if notes else "",
            "## Programs {-}",
            f"Made from commit {literal(about['commit'])} in {about['seconds']:.0f} seconds, of "
            f"which the notebooks took: {took}.",
            _table(tools, "tbl-versions", "Versions of the programs used.", columns=None),
            *(["## Figures and tables {-}", _outputs(outputs)] if items else []),
        ]
    )


def _text(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)


def _table(
    frame: pd.DataFrame,
    label: str,
    caption: str,
    columns: Mapping[str, str] | None,
    widths: Sequence[float] = (),
) -> str:
    cells = table_cells(frame, columns=columns)
    return table_block(
        {
            "label": label,
            "heads": list(cells.heads),
            "right": list(cells.right),
            "rows": [list(r) for r in cells.rows],
            "widths": list(widths),
            "note": "",
        },
        caption,
    )


def _outputs(outputs: pd.DataFrame) -> str:
    """List figures and tables by notebook, each with a reference to it."""
    parts = []
    for notebook, group in outputs.groupby("notebook", sort=False):
        refs = ", ".join(f"`{label}`{{=typst}}" for label in group["label"])
        parts.append(f"- `notebooks/{notebook}.ipynb`: {refs}")
    return "\n".join(parts)
