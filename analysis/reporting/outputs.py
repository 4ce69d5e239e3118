"""Which figure and table is made where, and with which functions: read from the notebooks' code.

``reports/outputs.csv`` lists them. A report is refused if it lacks one of the listed outputs
that its notebooks always make.
"""

from __future__ import annotations

import ast
import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from typing import Any

import nbformat

from analysis.errors import UnshiftError
from analysis.files import whole_file
from analysis.paths import REPORTS, shown

__all__ = [
    "ALWAYS",
    "LIST",
    "Output",
    "check_outputs",
    "outputs_of",
    "programs_of",
    "read_outputs",
    "write_outputs",
]

LIST = REPORTS / "outputs.csv"
ALWAYS, SOMETIMES = "always", "where it applies"
#: Functions that only word or colour what others compute.
_WORDING = (
    "analysis.errors",
    "analysis.estimate",
    "analysis.figures.style",
    "analysis.prose",
    "analysis.record.codes",
    "analysis.record.states",
    "analysis.reporting",
    "analysis.rollcalls.load",
    "analysis.study",
    "analysis.tables",
    "analysis.words",
)
#: What reads the record stands behind everything; it is named where nothing else is.
_RECORD = "analysis.rollcalls.load"


@dataclass(frozen=True)
class Output:
    """A figure or table that a notebook makes.

    Attributes
    ----------
    label : str
        With a star where a part of it is computed.
    kind : {"figure", "table"}
    notebook : str
    made : {"always", "where it applies"}
        The latter if the code that shows it is under a condition or in a loop.
    program : str
        Functions of `analysis`, separated by commas.
    """

    label: str
    kind: str
    notebook: str
    made: str
    program: str


def outputs_of(book: Any, name: str) -> list[Output]:
    """Read from a notebook's code what it shows, and from which functions it comes.

    The name of a function is found by following what is shown back through the assignments of
    the notebook to the first calls of `analysis`.

    Parameters
    ----------
    book : NotebookNode
        Executed or not.
    name : str

    Returns
    -------
    list of Output
        In the order of the code.

    Examples
    --------
    >>> from nbformat.v4 import new_code_cell, new_notebook
    >>> code = '''from analysis.figures.record import coverage_figure
    ... drawn = coverage_figure(table)
    ... show_figure(drawn, "fig-years", "Years.", alt="Bars")'''
    >>> outputs_of(new_notebook(cells=[new_code_cell(code)]), "01-record")[0].program
    'analysis.figures.record.coverage_figure'
    """
    code = "\n".join(
        cell.source
        for cell in book.cells
        if cell.cell_type == "code" and not re.match(r"\s*[%!]", cell.source)
    )
    try:
        tree = ast.parse(code)
    except SyntaxError:
        return []
    source = _Source(tree)
    found: list[Output] = []
    for call, certain in _calls(tree.body, True):
        kind = {"show_figure": "figure", "show_table": "table"}.get(_name(call.func))
        label = _label(call)
        if kind is None or label is None or not call.args:
            continue
        program = ", ".join(source.programs(call.args[0]))
        found.append(Output(label, kind, name, ALWAYS if certain else SOMETIMES, program))
    # A label that either branch of a condition shows is made for certain, but listed once.
    return list({output.label: output for output in found}.values())


def programs_of(book: Any) -> dict[str, str]:
    """Return the functions behind each label of a notebook."""
    return {output.label: output.program for output in outputs_of(book, "")}


def read_outputs(path: Path = LIST) -> list[Output]:
    """Read the list of outputs.

    Raises
    ------
    UnshiftError
        If it is not there or has other columns.
    """
    if not path.is_file():
        raise UnshiftError("no list of outputs", shown(path), "run `unshift outputs --write`")
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.reader(stream))
    names = [f.name for f in fields(Output)]
    if not rows or rows[0] != names or any(len(row) != len(names) for row in rows):
        raise UnshiftError(
            f"the columns are not {', '.join(names)}", shown(path), "run `unshift outputs --write`"
        )
    return [Output(*row) for row in rows[1:]]


def write_outputs(outputs: Sequence[Output], path: Path = LIST) -> bool:
    """Write the list; return whether it changed."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow([f.name for f in fields(Output)])
    writer.writerows(astuple(output) for output in outputs)
    text = stream.getvalue()
    if path.is_file() and path.read_text(encoding="utf-8") == text:
        return False
    with whole_file(path) as part:
        part.write_text(text, encoding="utf-8")
    return True


def check_outputs(made: Sequence[str], notebooks: Sequence[str], listed: Sequence[Output]) -> None:
    """See that a report has what the list says its notebooks always make.

    Parameters
    ----------
    made : sequence of str
        Labels.
    notebooks : sequence of str
        Names of the notebooks that were executed.
    listed : sequence of Output

    Raises
    ------
    UnshiftError
        If not; it names what is missing.
    """
    for name in notebooks:
        always = [o.label for o in listed if o.notebook == name and o.made == ALWAYS]
        missing = [label for label in always if label not in made]
        if missing:
            raise UnshiftError(
                f"{', '.join(missing)} {'is' if len(missing) == 1 else 'are'} listed and not made",
                f"notebook {name}",
                "correct the notebook, or the list with `unshift outputs --write`",
            )


def list_notebooks(paths: Sequence[Path]) -> list[Output]:
    """Return the outputs of notebooks, in order."""
    return [
        output
        for path in paths
        for output in outputs_of(nbformat.read(path, as_version=4), path.stem)
    ]


def _calls(body: Sequence[ast.AST], certain: bool) -> Iterator[tuple[ast.Call, bool]]:
    """Yield calls in order, each with whether it is reached for certain."""
    for node in body:
        inner = certain and not isinstance(
            node, (ast.If, ast.For, ast.While, ast.Try, ast.FunctionDef)
        )
        if isinstance(node, ast.Call):
            yield node, certain
        yield from _calls(list(ast.iter_child_nodes(node)), inner)


def _name(node: ast.AST) -> str:
    return node.id if isinstance(node, ast.Name) else ""


def _label(call: ast.Call) -> str | None:
    given = [k.value for k in call.keywords if k.arg == "label"] + call.args[1:2]
    if not given:
        return None
    if isinstance(given[0], ast.Constant) and isinstance(given[0].value, str):
        return given[0].value
    if isinstance(given[0], ast.JoinedStr):
        return "".join(
            str(part.value) if isinstance(part, ast.Constant) else "*" for part in given[0].values
        )
    return None


@dataclass(frozen=True)
class _Binding:
    """A value given to a name, or (``adds``) put into what the name stands for."""

    line: int
    value: ast.expr
    adds: bool


class _Source:
    """What the names of a notebook's code stand for, line by line."""

    def __init__(self, tree: ast.Module) -> None:
        self.imported: dict[str, str] = {}
        self.bindings: dict[str, list[_Binding]] = {}
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and str(node.module).startswith("analysis"):
                for alias in node.names:
                    self.imported[alias.asname or alias.name] = f"{node.module}.{alias.name}"
            elif isinstance(node, ast.Assign):
                for target in node.targets:
                    self._bind(target, node.value, False)
            elif isinstance(node, (ast.AugAssign, ast.AnnAssign)) and node.value is not None:
                self._bind(node.target, node.value, isinstance(node, ast.AugAssign))
            elif isinstance(node, ast.For):
                self._bind(node.target, node.iter, False)
            elif (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in ("append", "extend", "update", "insert")
            ):
                for value in node.args:
                    self._bind(node.func.value, value, True)

    def _bind(self, target: ast.AST, value: ast.expr, adds: bool) -> None:
        if isinstance(target, (ast.Tuple, ast.List)):
            for part in target.elts:
                self._bind(part, value, adds)
            return
        while isinstance(target, (ast.Subscript, ast.Attribute, ast.Starred)):
            target, adds = target.value, True
        if isinstance(target, ast.Name):
            binding = _Binding(value.lineno, value, adds)
            self.bindings.setdefault(target.id, []).append(binding)

    def _standing(self, name: str, line: int) -> list[_Binding]:
        """Return the last value given to a name before a line, and what was added since."""
        before = sorted(
            (b for b in self.bindings.get(name, []) if b.line < line), key=lambda b: b.line
        )
        given = [i for i, b in enumerate(before) if not b.adds]
        return before[given[-1] :] if given else before

    def programs(self, shown_value: ast.expr) -> list[str]:
        """Follow a value back to the first calls of `analysis`."""
        found: dict[str, None] = {}
        self._follow(shown_value, shown_value.lineno, set(), found)
        named = [p for p in found if not p.startswith(_WORDING)]
        return named or [p for p in found if p.startswith(_RECORD)]

    def _follow(
        self, node: ast.AST, line: int, seen: set[tuple[str, int]], found: dict[str, None]
    ) -> None:
        if isinstance(node, ast.Call):
            program = self.imported.get(_name(node.func), "")
            if program:
                found[program] = None
                if not program.startswith(_WORDING):
                    return
        if isinstance(node, ast.Name) and node.id not in self.imported:
            for binding in self._standing(node.id, line):
                if (node.id, binding.line) not in seen:
                    seen.add((node.id, binding.line))
                    self._follow(binding.value, binding.line, seen, found)
        for child in ast.iter_child_nodes(node):
            self._follow(child, line, seen, found)
