"""The main part and the supplement of one document, each with headings of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from analysis.reporting.press.document import MAIN, REFERENCE, SECTION, SUPPLEMENT, Part
from analysis.reporting.press.numbering import HEADING, numbers, prose_pieces
from analysis.words import listed

__all__ = ["chapters", "divided", "held_elsewhere", "of_matter", "with_contents"]

#: Tag of the cell that answers: its chapter is page one, after which the contents stand.
ANSWER = "answer"
CONTENTS = "```{=typst}\n#contents(meta)\n```"

_LABELLED = re.compile(r"\s*\{#sec-[a-z0-9-]+\}\s*$")
#: A heading of a chapter or a section, and the text under it.
_BLOCK = re.compile(r"(?m)^(?=#{1,2} )")


def of_matter(parts: Sequence[Part], matter: str) -> list[Part]:
    """Return the parts of the main part or of the supplement."""
    return [part for part in parts if part.matter == matter]


def divided(parts: Sequence[Part]) -> list[Part]:
    r"""Put the main part first and the supplement after it, each with headings of its own.

    Parameters
    ----------
    parts : sequence of Part
        In the order of the notebooks, whatever their matter.

    Returns
    -------
    list of Part
        What stands in the supplement stands there below the headings that it has in its
        notebook. A heading under which nothing is left in the main part is left out there, and
        a label that it has goes with it. A chapter of the main part ends with what of it is in
        the supplement and is not referred to before.

    Examples
    --------
    >>> parts = [Part("prose", "# One\n\nA word.", notebook="01"),
    ...          Part("prose", "## Rows {#sec-rows}", notebook="01"),
    ...          Part("table", "Many.", {"label": "tbl-a"}, "01", matter=SUPPLEMENT),
    ...          Part("prose", "## More\n\nAnother.", notebook="01")]
    >>> for part in divided(parts):
    ...     print(part.matter, repr(part.text))
    main '# One\n\nA word.'
    main '## More\n\nAnother. In the supplement: @tbl-a.'
    supplement '# One'
    supplement '## Rows {#sec-rows}'
    supplement 'Many.'
    """
    main = _without_bare_headings(of_matter(parts, MAIN))
    kept = {label for part in main for _, label in SECTION.findall(part.text)}
    return [*_pointed(main, parts), *_headed(parts, kept)]


def chapters(parts: Sequence[Part]) -> list[str]:
    r"""List the titles of chapters that have a number.

    Examples
    --------
    >>> chapters([Part("prose", "# One {#sec-a}\n\n## Two"), Part("prose", "# References {-}")])
    ['One']
    """
    return [
        _LABELLED.sub("", heading.removeprefix("# "))
        for part in parts
        if part.kind == "prose"
        for level, heading in _headings(part.text)
        if level == 1 and not heading.endswith("{-}")
    ]


def with_contents(parts: Sequence[Part]) -> list[Part]:
    """Put the table of contents after the chapter that answers, or first if there is none.

    Examples
    --------
    >>> parts = [Part("prose", text, notebook=text) for text in ("# One", "# Two")]
    >>> [part.text for part in with_contents(parts)][1:]
    ['# One', '# Two']
    """
    answering = {part.notebook for part in parts if ANSWER in part.tags}
    at = max((i + 1 for i, part in enumerate(parts) if part.notebook in answering), default=0)
    return [*parts[:at], Part("prose", CONTENTS), *parts[at:]]


def held_elsewhere(parts: Sequence[Part], words: dict[str, str]) -> dict[str, str]:
    """Return the words for labels that none of some parts has.

    Parameters
    ----------
    parts : sequence of Part
        Of one file.
    words : dict of label to str
        Of all files, from `analysis.reporting.press.numbering.numbers`.
    """
    return {label: text for label, text in words.items() if label not in numbers(parts)}


def _headings(text: str) -> list[tuple[int, str]]:
    """List the headings of a text, each with its level, as written."""
    return [
        (len(match["level"]), match[0].strip())
        for piece, code in prose_pieces(text)
        if not code
        for match in HEADING.finditer(piece)
        if len(match["level"]) <= 2
    ]


def _pointed(main: Sequence[Part], parts: Sequence[Part]) -> Iterator[Part]:
    """Yield the main part; each chapter ends with what of it stands in the supplement only."""
    for i, part in enumerate(main):
        if i + 1 < len(main) and main[i + 1].notebook == part.notebook:
            yield part
            continue
        chapter = " ".join(p.text for p in main if p.notebook == part.notebook)
        named = set(REFERENCE.findall(chapter))
        more = [
            f"@{p.about['label']}"
            for p in of_matter(parts, SUPPLEMENT)
            if p.notebook == part.notebook and p.kind != "prose" and p.about["label"] not in named
        ]
        text = f"In the supplement: {listed(more)}."
        if more and part.kind == "prose":  # one line by itself could come to stand on a page alone
            yield replace(part, text=f"{part.text} {text}")
            continue
        yield part
        if more:
            yield Part("prose", text, notebook=part.notebook)


def _headed(parts: Sequence[Part], kept: set[str]) -> Iterator[Part]:
    """Yield the parts of the supplement below their headings; labels in `kept` stay in the main."""
    book, above, written = "", ["", ""], ["", ""]
    for part in parts:
        if part.notebook != book:
            book, above, written = part.notebook, ["", ""], ["", ""]
        own = _headings(part.text) if part.kind == "prose" else []
        if part.matter == SUPPLEMENT:
            begins = part.text.lstrip().startswith("#") and bool(own)
            least = own[0][0] if begins else 3
            for level in range(1, min(least, 3)):
                heading = above[level - 1]
                if heading and written[level - 1] != heading:
                    bare = _LABELLED.sub("", heading)
                    labelled = any(f"{{#{label}}}" in heading for label in kept)
                    text = bare if labelled else heading
                    yield Part("prose", text, notebook=book, matter=SUPPLEMENT)
                    written[level - 1] = heading
                    written[level:] = [""] * (2 - level)
            yield part
        for level, heading in own:
            above[level - 1 :] = [heading, *[""] * (2 - level)]
            if part.matter == SUPPLEMENT:
                written[level - 1 :] = [heading, *[""] * (2 - level)]


def _without_bare_headings(parts: Sequence[Part]) -> list[Part]:
    """Leave out the headings of sections, and then of chapters, under which nothing stands."""
    blocks: list[tuple[int, int, str]] = []  # part, level (0: text, or what is shown), text
    for i, part in enumerate(parts):
        if part.kind != "prose":
            blocks.append((i, 0, ""))
            continue
        for text in filter(str.strip, _BLOCK.split(part.text)):
            heads = _headings(text)
            level = heads[0][0] if heads and text.startswith("#") else 0
            body = text.partition("\n")[2].strip()
            blocks.append((i, level if not body else 0, text))
    keep = [True] * len(blocks)
    for wanted in (2, 1):
        for at, (_, level, _) in enumerate(blocks):
            if level != wanted:
                continue
            after = next(
                (b for k, b in zip(keep[at + 1 :], blocks[at + 1 :], strict=True) if k), None
            )
            keep[at] = after is not None and not _begins_at(after, level, parts, blocks[at][0])
    out = []
    for i, part in enumerate(parts):
        texts = [t for k, (j, _, t) in zip(keep, blocks, strict=True) if k and j == i]
        if part.kind != "prose":
            out.append(part)
        elif texts:
            out.append(replace(part, text="".join(texts).strip()))
    return out


def _begins_at(block: tuple[int, int, str], level: int, parts: Sequence[Part], place: int) -> bool:
    """Say whether a block begins with a heading as high as `level`, or in another notebook."""
    part, _, text = block
    heads = _headings(text)
    starts = bool(heads) and text.startswith("#") and heads[0][0] <= level
    return starts or parts[part].notebook != parts[place].notebook
