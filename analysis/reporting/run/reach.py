"""Which files of code a notebook can reach, and a hash that changes when one of them does."""

from __future__ import annotations

import ast
import hashlib
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from analysis import _PLACES
from analysis.paths import SITE
from analysis.reporting.run.sources import code_cells

__all__ = ["code_hash", "imported_by", "reached"]

PACKAGE = "analysis"


def imported_by(notebook: Path) -> list[str]:
    """List the modules of the suite that a notebook imports by name.

    Parameters
    ----------
    notebook : Path

    Returns
    -------
    list of str
        The package itself if a cell is not plain Python, since anything may be imported then.
    """
    names: set[str] = set()
    for cell in code_cells(notebook):
        try:
            tree = ast.parse(cell.source)
            names.update(_imports(tree))
            # Of the face of the package any name may be used then.
            bare = any(a.name == PACKAGE for n in _nodes(tree) for a in getattr(n, "names", ()))
            names.update(f"{PACKAGE}.{place}" for place in _PLACES.values() if bare)
        except SyntaxError:
            return [PACKAGE, *_everything()]
    return sorted(names)


def reached(names: Iterable[str]) -> list[Path]:
    """List the files that importing some modules can run, lazy imports among them.

    Parameters
    ----------
    names : iterable of str
        Modules of the suite.

    Returns
    -------
    list of Path
        In order; a package's ``__init__`` belongs to each of its modules.

    Examples
    --------
    >>> [path.relative_to(SITE).as_posix() for path in reached(["analysis.errors"])]
    ['analysis/__init__.py', 'analysis/errors.py']
    """
    found: set[str] = set()
    files: set[Path] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        found.add(name)
        waiting += _parents(name)
        file = _file(name)
        waiting += _imports_of(name, file)
        if file is not None:
            files.add(file)
    return sorted(files)


def code_hash(names: Iterable[str]) -> str:
    """Hash the files that some modules reach, names and content.

    Examples
    --------
    >>> code_hash(["analysis.errors"]) == code_hash(["analysis", "analysis.errors"])
    True
    """
    digest = hashlib.sha256()
    for path in reached(names):
        content = _content(path, path.stat().st_mtime_ns)
        digest.update(f"{path.relative_to(SITE).as_posix()} {content}\n".encode())
    return digest.hexdigest()


def _parents(name: str) -> Iterator[str]:
    while "." in name:
        name = name.rpartition(".")[0]
        yield name


def _file(name: str) -> Path | None:
    """Return the file of a module; None for what is an object in one, or not ours."""
    place = SITE.joinpath(*name.split("."))
    for path in (place / "__init__.py", place.with_suffix(".py")):
        if path.is_file():
            return path
    return None


def _everything() -> list[str]:
    files = (SITE / PACKAGE).rglob("*.py")
    return [".".join(path.relative_to(SITE).with_suffix("").parts) for path in files]


def _imports_of(name: str, file: Path | None) -> tuple[str, ...]:
    return () if file is None else _imports_in(file, file.stat().st_mtime_ns)


@cache
def _imports_in(path: Path, changed: int) -> tuple[str, ...]:
    """Read a file once; `changed` is its time, so that a later text is read anew."""
    return tuple(sorted(set(_imports_of_text(path.read_text(encoding="utf-8")))))


@cache
def _content(path: Path, changed: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


#: A line or more that import from the suite.
_STATEMENT = re.compile(
    rf"^[ \t]*((?:from|import)[ \t]+{PACKAGE}\b[^\n(]*(?:\([^)]*\))?)", re.MULTILINE
)
#: What is imported for its types alone, up to the next line that is not deeper.
_FOR_TYPES = re.compile(
    r"^([ \t]*)if (?:typing\.)?TYPE_CHECKING:[^\n]*\n(?:(?:\1[ \t]+[^\n]*)?\n)+", re.MULTILINE
)
#: Imports that do not begin or do not end with their line.
_UNUSUAL = re.compile(
    rf"^[^\n#]*[;:][ \t]*(?:from|import)\s+{PACKAGE}|import[^\n]*\\\n", re.MULTILINE
)


def _imports_of_text(text: str) -> Iterator[str]:
    """Name what a module imports, from its import statements alone.

    To parse a whole module takes a hundred times as long; it is done where imports are written
    in an unusual way, or where a line of a longer text reads like one and is none.
    """
    unusual = _UNUSUAL.search(text)
    statements = _STATEMENT.findall(_FOR_TYPES.sub("\n", text))
    try:
        tree = ast.parse(text if unusual else "\n".join(statements))
    except SyntaxError:
        tree = ast.parse(text)
    return _imports(tree)


def _nodes(tree: ast.AST) -> Iterator[ast.AST]:
    """Go through a module but for what it imports for its types alone, which never runs."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            waiting += node.orelse
        else:
            waiting += ast.iter_child_nodes(node)


def _imports(tree: ast.AST) -> Iterator[str]:
    for node in _nodes(tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
            if node.module == PACKAGE:
                places = [_PLACES.get(alias.name) for alias in node.names]
                names += [f"{PACKAGE}.{place}" for place in places if place]
        else:
            continue
        yield from (n for n in names if n == PACKAGE or n.startswith(f"{PACKAGE}."))
