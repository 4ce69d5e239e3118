"""The numbers of figures, tables, equations and sections, as Typst counts them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from analysis.reporting.press.document import MAIN, SUPPLEMENT, Part

__all__ = ["DISPLAYED", "HEADING", "numbers", "prose_pieces"]

_CODE = re.compile(r"(^```.*?^```|^~~~.*?^~~~|`[^`\n]+`)", re.MULTILINE | re.DOTALL)
#: A displayed equation, with its label if it has one.
DISPLAYED = re.compile(r"\$\$(?P<tex>.+?)\$\$(?:\s*\{#(?P<label>eq-[a-z0-9-]+)\})?", re.DOTALL)
HEADING = re.compile(
    r"^(?P<level>#{1,6}) (?P<text>.*?)[ \t]*"
    r"(?:\{(?:#(?P<label>sec-[a-z0-9-]+)|(?P<plain>-))\})?[ \t]*$",
    re.MULTILINE,
)
_SEEN = re.compile(
    f"{HEADING.pattern}|{DISPLAYED.pattern.replace('label', 'equation')}", re.M | re.S
)


def prose_pieces(text: str) -> Iterator[tuple[str, bool]]:
    """Yield the pieces of a markdown text, each with whether it is code."""
    for i, piece in enumerate(_CODE.split(text)):
        yield piece, bool(i % 2)


class Counter:
    """Counts headings of two levels, and equations, figures and tables.

    Examples
    --------
    >>> counter = Counter()
    >>> counter.next("Table"), counter.heading(1)
    ('1', '1')
    >>> counter.enter(SUPPLEMENT)
    >>> counter.next("Table"), counter.heading(1), counter.heading(2)
    ('S1', 'S1', 'S1.1')
    """

    def __init__(self, matter: str = MAIN) -> None:
        self.matter = matter
        self.levels = [0, 0]
        self.counts = {"Figure": 0, "Table": 0, "Equation": 0}

    def enter(self, matter: str) -> None:
        """Begin anew where the supplement begins; within the same matter nothing changes."""
        if matter != self.matter:
            self.__init__(matter)  # type: ignore[misc]

    @property
    def before(self) -> str:
        """What stands before each number."""
        return "S" if self.matter == SUPPLEMENT else ""

    def heading(self, level: int) -> str:
        """Return the number of the next heading; deeper ones have none."""
        if level > 2:
            return ""
        self.levels[level - 1] += 1
        if level == 1:
            self.levels[1] = 0
        return self.before + ".".join(map(str, self.levels[:level]))

    def next(self, word: str) -> str:
        """Return the number of the next figure, table or equation."""
        self.counts[word] += 1
        return f"{self.before}{self.counts[word]}"


def numbers(parts: Sequence[Part]) -> dict[str, str]:
    r"""Give everything that has a label its number.

    Parameters
    ----------
    parts : sequence of Part
        The main part first, then the supplement, whose numbers begin anew with an S.

    Returns
    -------
    dict of label to words such as "Figure 3" or "Table S3"

    Examples
    --------
    >>> numbers([Part("prose", "# One\n\n## Two {#sec-b}\n\n$$ x $$ {#eq-a}"),
    ...          Part("figure", "Drawn.", {"label": "fig-a"})])
    {'sec-b': 'Section 1.1', 'eq-a': 'Equation 1', 'fig-a': 'Figure 1'}
    >>> numbers([Part("table", "Counts.", {"label": "tbl-a"}, matter=SUPPLEMENT)])
    {'tbl-a': 'Table S1'}
    """
    counter, found = Counter(), {}
    for part in parts:
        counter.enter(part.matter)
        if part.kind != "prose":
            word = "Figure" if part.kind == "figure" else "Table"
            found[str(part.about["label"])] = f"{word} {counter.next(word)}"
            continue
        for piece, code in prose_pieces(part.text):
            if code:
                continue
            for match in _SEEN.finditer(piece):
                if match["level"] is None:
                    number = counter.next("Equation")
                    if match["equation"]:
                        found[match["equation"]] = f"Equation {number}"
                elif not match["plain"]:
                    number_text = counter.heading(len(match["level"]))
                    if match["label"]:
                        found[match["label"]] = f"Section {number_text}".strip()
    return found
