"""Sentences are written from fields and never read back: the tree is searched for it."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from analysis.paths import ROOT

#: Fields of text of an `Estimate`, and names under which such text is handed on.
FIELDS = {"estimand", "method", "comparison", "assumptions", "name"}
NAMES = {"estimand", "summary", "sentence"}
#: What writes text that people read: its result is not to be cut up either.
WRITERS = {"summary", "sentence", "interval", "size", "words", "short"}
CUTS = {
    "split", "rsplit", "splitlines", "partition", "rpartition", "startswith", "endswith",
    "removeprefix", "removesuffix", "find", "index", "replace", "count",
}  # fmt: skip
#: A file has a name too, which is no sentence.
FILES = {"path", "file", "folder", "place", "PurePosixPath", "self"}


def is_text(node: ast.AST) -> bool:
    """Whether an expression is, or is cut from, text that is written for people."""
    match node:
        case ast.Attribute(value=ast.Name(id=owner), attr="name") if owner in FILES:
            return False
        case ast.Attribute(value=ast.Call(), attr="name"):
            return False
        case ast.Attribute(attr=attr):
            return attr in FIELDS
        case ast.Name(id=name):
            return name in NAMES
        case ast.Call(func=ast.Name(id="lasting_sentence")):
            return True
        case ast.Call(func=ast.Attribute(value=owner, attr=attr)):
            return attr in WRITERS or (attr in CUTS and is_text(owner))
        case ast.Subscript(value=owner):
            return is_text(owner)
    return False


def reads(node: ast.AST) -> bool:
    """Whether an expression reads such text."""
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Name(id="re")), args=args):
            return any(map(is_text, args))
        case ast.Call(func=ast.Attribute(value=owner, attr=attr)) if attr in CUTS:
            return is_text(owner)
        case ast.Call(func=ast.Name(id="round" | "int"), args=[ast.BinOp(op=ast.Mult()) as made]):
            inside = {n.attr for n in ast.walk(made) if isinstance(n, ast.Attribute)}
            return "n" in inside and bool({"p_value", "p"} & inside | names_in(made) & {"p"})
        case ast.Compare(ops=[ast.In() | ast.NotIn()], left=left, comparators=[held]):
            # Whether a name is one of several is no reading; whether words are in it is.
            return is_text(held) and not is_text(left)
    return False


def names_in(node: ast.AST) -> set[str]:
    return {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}


def sources(root: Path) -> Iterator[tuple[str, str]]:
    """Yield the code of every module and notebook, with its place."""
    for path in sorted((root / "analysis").rglob("*.py")):
        yield str(path.relative_to(root)), path.read_text("utf-8")
    for path in sorted((root / "notebooks").rglob("*.ipynb")):
        cells = json.loads(path.read_text("utf-8"))["cells"]
        code = ["".join(c["source"]) for c in cells if c["cell_type"] == "code"]
        yield str(path.relative_to(root)), "\n".join(code)


def places(root: Path) -> list[str]:
    """Find every line that reads back what was written for people."""
    return [
        f"{place}: {ast.unparse(node)}"
        for place, source in sources(root)
        for node in ast.walk(ast.parse(source))
        if reads(node)
    ]


def test_nothing_is_read_back():
    assert places(ROOT) == []


@pytest.mark.parametrize(
    "line",
    [
        'e.method.rsplit(": ", 1)[-1]',
        'key = e.name.rsplit(".", 1)[1]',
        'curves = [e for e in found if e.name.startswith("specification.")]',
        'kappa = {e.n: e for e in shifts if ".kappa." in e.name}',
        'pair = e.estimand.split(" with ")[1].split(" in the Security")[0]',
        'text = re.sub("USA", "the United States", estimand)',
        'text = re.sub("USA", "the United States", e.estimand)',
        'left_out = [a for a in moved.assumptions if "are left out" in moved.assumptions]',
        "rank = round(p * placebo.n)",
        "rank = round(p.p_value * p.n)",
        "head = super().summary().splitlines()[:-2]",
        'number, unit = e.size().split(" ", 1)',
        'head, mark, tail = lasting_sentence(e).partition(" months before.")',
        'digits = 0 if e.estimand.startswith("number of") else 2',
    ],
)
@pytest.mark.parametrize("kind", ["module", "notebook"])
def test_a_planted_line_is_found(tmp_path, line, kind):
    for folder in ("analysis", "notebooks"):
        (tmp_path / folder).mkdir()
    if kind == "module":
        (tmp_path / "analysis" / "planted.py").write_text(f"def f():\n    {line}\n", "utf-8")
    else:
        cells = [{"cell_type": "code", "source": [line]}, {"cell_type": "markdown", "source": [""]}]
        (tmp_path / "notebooks" / "p.ipynb").write_text(json.dumps({"cells": cells}), "utf-8")
    assert len(places(tmp_path)) >= 1


@pytest.mark.parametrize(
    "line",
    [
        'path.name.startswith("record-")',
        "e.name in chosen",
        'codes.split(" ")',
        'text = f"{e.method[:1].upper()}{e.method[1:]}."',
        "half = round(share * n)",
    ],
)
def test_what_is_no_reading_passes(tmp_path, line):
    (tmp_path / "analysis").mkdir()
    (tmp_path / "analysis" / "planted.py").write_text(line, "utf-8")
    assert places(tmp_path) == []
