"""Every sentence that a report can say, listed from the code that says it.

``python -m analysis.workshop.sentences`` writes ``docs/sentences.md``: of each function of
`analysis.prose`, and of the chapters, the templates that stand in it, with names in braces where
values go, and what the examples in its docstring say. Who edits the words reads that page.
"""

from __future__ import annotations

import ast
import doctest
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from analysis.files import whole_file
from analysis.paths import ROOT

__all__ = ["AVOIDED", "PAGE", "Templates", "listed_in", "page"]

PAGE = ROOT / "docs" / "sentences.md"
ROOMS = ("prose", "chapters")
#: Words that no reader should meet: those of programs, and those that were misread.
AVOIDED = (
    "allies less", "less rival", "less that of", "placebo p", "dyadic", "on the way from",
    "surprise of {", " bits", "did on {", "model='", "panel:", "has no state", "Abstract",
)  # fmt: skip
#: Words that a piece of text has at least to be one of a sentence.
LEAST_WORDS = 3
HEAD = """# Every sentence template

Made by `python -m analysis.workshop.sentences` from the code that writes the sentences; names in
braces stand where values go. Below the templates of a function stand the sentences of its examples.
"""


@dataclass(frozen=True)
class Templates:
    """What one function can say.

    Attributes
    ----------
    function : str
    texts : tuple of str
        Pieces of sentences with names in braces, in the order in which they stand.
    examples : tuple of str
        What the examples of the docstring return or print.
    """

    function: str
    texts: tuple[str, ...]
    examples: tuple[str, ...]


def listed_in(path: Path) -> list[Templates]:
    """List what the functions and values of a module can say, those that say nothing left out."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = []
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            name = node.name
            examples = tuple(_examples(node))
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            name, examples = node.targets[0].id, ()
        else:
            continue
        texts = tuple(dict.fromkeys(_texts(node)))
        if texts:
            found.append(Templates(name, texts, examples))
    return found


def page() -> str:
    """Write the page."""
    lines = [HEAD]
    for room in ROOMS:
        for path in sorted((ROOT / "analysis" / room).glob("*.py")):
            held = listed_in(path)
            if not held:
                continue
            lines.append(f"## `analysis/{room}/{path.name}`\n")
            for one in held:
                lines.append(f"**`{one.function}`**\n")
                lines += [f"- {_literal(text)}" for text in one.texts]
                lines.append("")
                lines += [f"> {_literal(text)}\n" for text in one.examples]
    return "\n".join(lines).rstrip() + "\n"


def _literal(text: str) -> str:
    """Write a text so that Markdown shows it as it stands."""
    return " ".join(text.split()).replace("*", r"\*").replace("<", r"\<").replace("|", r"\|")


def _texts(node: ast.AST) -> Iterator[str]:
    """Yield the texts of a node that have some words, docstrings and errors left out."""
    if isinstance(node, ast.Raise):
        return
    if isinstance(node, ast.JoinedStr | ast.Constant):
        text = _written(node)
        if len(text.split()) >= LEAST_WORDS:
            yield text
        return
    inside = list(ast.iter_child_nodes(node))
    if isinstance(node, ast.FunctionDef | ast.ClassDef) and ast.get_docstring(node) is not None:
        inside.remove(node.body[0])
    for child in inside:
        yield from _texts(child)


def _written(node: ast.expr) -> str:
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    assert isinstance(node, ast.JoinedStr)
    return "".join(
        _written(piece)
        if isinstance(piece, ast.Constant)
        else "{" + " ".join(ast.unparse(piece.value).split()) + "}"
        for piece in node.values
        if isinstance(piece, ast.Constant | ast.FormattedValue)
    )


def _examples(node: ast.FunctionDef | ast.ClassDef) -> Iterator[str]:
    for example in doctest.DocTestParser().get_examples(ast.get_docstring(node) or ""):
        if len(example.want.split()) >= LEAST_WORDS:
            yield example.want.strip().strip("'\"")


def main() -> None:
    """Write the page, and say whether it changed."""
    text = page()
    changed = not PAGE.is_file() or PAGE.read_text(encoding="utf-8") != text
    if changed:
        with whole_file(PAGE) as part:
            part.write_text(text, encoding="utf-8")
    print(f"{PAGE.name}: {'written' if changed else 'as it was'}")


if __name__ == "__main__":
    main()
