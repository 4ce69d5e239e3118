"""Footnotes of several notebooks in one document: each notebook's labels are its own."""

from __future__ import annotations

import re

from analysis.errors import UnshiftError

__all__ = ["Footnotes"]

_CODE = re.compile(r"(^```.*?^```|^~~~.*?^~~~|`[^`\n]+`)", re.MULTILINE | re.DOTALL)
_NOTE = re.compile(r"(?<!\\)\[\^([^\]\s]+)\](?P<text>:)?")


class Footnotes:
    r"""The footnotes of one notebook.

    Parameters
    ----------
    notebook : str
        Its name becomes part of every label, so that ``[^1]`` of two notebooks are two notes.

    Examples
    --------
    >>> notes = Footnotes("01-record")
    >>> print(notes.own("A word.[^1]\n\n[^1]: Its note.", "cell 1"))
    A word.[^01-record-1]
    <BLANKLINE>
    [^01-record-1]: Its note.
    >>> notes.check()
    """

    def __init__(self, notebook: str) -> None:
        self.notebook = notebook
        self.used: dict[str, str] = {}
        self.defined: dict[str, str] = {}

    def own(self, text: str, where: str) -> str:
        """Rename the labels in a text, and note them; code is left alone.

        Raises
        ------
        UnshiftError
            If a note has two texts.
        """

        def renamed(match: re.Match[str]) -> str:
            label = match[1]
            if match["text"] and text_begins(match):
                if label in self.defined:
                    raise UnshiftError(f"footnote [^{label}] has two texts", where, "keep one")
                self.defined[label] = where
            else:
                self.used.setdefault(label, where)
            return f"[^{self.notebook}-{label}]{match['text'] or ''}"

        def text_begins(match: re.Match[str]) -> bool:
            before = match.string[: match.start()]
            return not before[before.rfind("\n") + 1 :].strip()

        pieces = _CODE.split(text)
        return "".join(
            piece if i % 2 else _NOTE.sub(renamed, piece) for i, piece in enumerate(pieces)
        )

    def check(self) -> None:
        """See that every note has a text and every text a place in which it is referred to.

        Raises
        ------
        UnshiftError
            If not; it names the cell.
        """
        for label, where in self.used.items():
            if label not in self.defined:
                raise UnshiftError(
                    f"footnote [^{label}] has no text", where, f"add a line [^{label}]: …"
                )
        for label, where in self.defined.items():
            if label not in self.used:
                raise UnshiftError(
                    f"nothing refers to footnote [^{label}]", where, "refer to it or remove it"
                )
