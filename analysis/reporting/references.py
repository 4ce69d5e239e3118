r"""Cross-references and citations that read as words in JupyterLab, and that the press resolves.

A cell of text links to what it refers to: ``[Figure “tally”](#fig-tally)``,
``[(Häge 2011)](#ref-hage2011)``; a heading is marked by an anchor, which is not seen, and an
equation by its tag. The press takes these for ``@fig-tally``, ``[@hage2011]``, ``{#sec-agenda}``
and ``{#eq-kappa}``, and puts numbers in their place. What a cell shows is written for the press,
and shown with words beside it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

from analysis.paths import REPORTS
from analysis.words import listed

__all__ = ["as_links", "as_words", "authors_of", "for_the_press", "name_of"]

BIBLIOGRAPHY = REPORTS / "references.bib"
KINDS = {"fig": "Figure", "tbl": "Table", "eq": "Equation", "sec": "Section"}
_CODE = re.compile(r"(^```.*?^```|^~~~.*?^~~~|`[^`\n]+`)", re.MULTILINE | re.DOTALL)
_REFERENCE = re.compile(r"(?<![\\\w@\[])@((?:fig|tbl|eq|sec)-[a-z0-9-]+)")
_CITED = re.compile(r"\[@([a-z]+[0-9]{4}[a-z]?)\]|(?<![\\\w@\[])@([a-z]+[0-9]{4}[a-z]?)")
_ANCHOR = re.compile(r'[ \t]*<a id="(sec-[a-z0-9-]+)"></a>')
_SECTION = re.compile(r"[ \t]*\{#(sec-[a-z0-9-]+)\}")
_TAG = re.compile(r"\s*\\tag\{([a-z0-9-]+)\}\s*\$\$")
_EQUATION = re.compile(r"\s*\$\$\s*\{#eq-([a-z0-9-]+)\}")
_LINK = re.compile(r"\[[^\]\n]*\]\(#((?:fig|tbl|eq|sec)-[a-z0-9-]+)\)")
_LINKED_CITE = re.compile(r"\[(\()?[^\]\n]*\]\(#ref-([a-z]+[0-9]{4}[a-z]?)\)")


def name_of(label: str) -> str:
    """Name a figure, table, equation or section where it has no number yet.

    Examples
    --------
    >>> name_of("tbl-council-decades"), name_of("sec-agenda")
    ('Table “council decades”', 'Section “agenda”')
    """
    kind, _, name = label.partition("-")
    return f"{KINDS[kind]} “{name.replace('-', ' ')}”"


@cache
def authors_of(path: Path = BIBLIOGRAPHY) -> Mapping[str, tuple[str, str]]:
    """Read whom a citation names, and the year.

    Examples
    --------
    >>> authors_of()["martin2002"]
    ('Martin and Quinn', '2002')
    """
    found = {}
    for entry in re.split(r"(?m)^@\w+\{", path.read_text(encoding="utf-8"))[1:]:
        key = entry.partition(",")[0].strip()
        people = re.search(r"author\s*=\s*\{(.*?)\},?\s*$", entry, re.MULTILINE)
        year = re.search(r"year\s*=\s*\{(\d{4})\}", entry)
        if people and year:
            names = [name.partition(",")[0].strip("{} ") for name in people[1].split(" and ")]
            found[key] = (listed(names), year[1])
    return found


def as_words(text: str) -> str:
    """Write references and citations of a text as words; code is left alone.

    Examples
    --------
    >>> as_words("As @fig-tally shows [@hage2011]; see @bailey2017 and `@fig-x`.")
    'As Figure “tally” shows (Häge 2011); see Bailey, Strezhnev and Voeten (2017) and `@fig-x`.'
    """
    return _prose(text, _in_words)


def as_links(text: str) -> str:
    """Write a text of the press as a cell of text holds it.

    Examples
    --------
    >>> as_links("## The agenda {#sec-agenda}")
    '## The agenda <a id="sec-agenda"></a>'
    >>> as_links("As @fig-tally shows [@hage2011].")
    'As [Figure “tally”](#fig-tally) shows [(Häge 2011)](#ref-hage2011).'
    """
    return _prose(text, _in_links)


def for_the_press(text: str) -> str:
    r"""Write a cell of text as the press reads it.

    Examples
    --------
    >>> for_the_press("[Figure “tally”](#fig-tally), [Häge (2011)](#ref-hage2011)")
    '@fig-tally, @hage2011'
    >>> for_the_press("$$ k = 1 \\tag{kappa} $$")
    '$$ k = 1 $$ {#eq-kappa}'
    """
    return _prose(text, _for_the_press)


def _prose(text: str, change: Callable[[str], str]) -> str:
    return "".join(piece if i % 2 else change(piece) for i, piece in enumerate(_CODE.split(text)))


def _cited(match: re.Match[str]) -> tuple[str, str]:
    """Return the key of a citation and its words."""
    key = match[1] or match[2]
    names, year = authors_of().get(key, (key, ""))
    return key, f"({names} {year})" if match[1] else f"{names} ({year})"


def _in_words(text: str) -> str:
    text = _REFERENCE.sub(lambda m: name_of(m[1]), text)
    return _CITED.sub(lambda m: _cited(m)[1], text)


def _in_links(text: str) -> str:
    text = _EQUATION.sub(r" \\tag{\1} $$", text)
    text = _SECTION.sub(r' <a id="\1"></a>', text)
    text = _REFERENCE.sub(lambda m: f"[{name_of(m[1])}](#{m[1]})", text)
    return _CITED.sub(lambda m: f"[{_cited(m)[1]}](#ref-{_cited(m)[0]})", text)


def _for_the_press(text: str) -> str:
    text = _TAG.sub(r" $$ {#eq-\1}", text)
    text = _ANCHOR.sub(r" {#\1}", text)
    text = _LINK.sub(r"@\1", text)
    return _LINKED_CITE.sub(lambda m: f"[@{m[2]}]" if m[1] else f"@{m[2]}", text)
