"""The plan of the house: imports go one way, tests mirror rooms, pages name what is there."""

from __future__ import annotations

import ast
import re
from graphlib import TopologicalSorter

import pytest

from analysis.paths import ROOT

#: Each may import from those before it, and from no other.
ROOMS = (
    "errors", "paths", "files", "kept", "plain_yaml", "words", "harmless", "stamp", "quantity",
    "estimate", "tables", "record", "study", "resolutions", "rollcalls", "inference", "agreement",
    "idealpoints", "simulate", "profile", "shift", "claims", "validate", "replications", "bench",
    "prose", "figures", "chapters", "atlas", "reporting", "course", "commands", "start",
    "workshop",
)  # fmt: skip
#: Within a room of many folders: the same, of its folders and its modules.
WITHIN = {
    "idealpoints": (
        "maths", "votes", "priors", "assumptions", "fast", "sampler", "authors", "kernels",
        "published", "results", "covariates", "variants", "plane", "unfolding", "prediction",
        "derived", "model",
    ),
    "shift": (
        "surprise", "quantities", "company", "baselines", "global_shift", "judged", "design",
        "methods", "recurring", "inputs", "counted", "shipped", "sensitivity", "designs", "run",
    ),
}  # fmt: skip
#: The modules of a folder at most.
MOST = 14
#: Imports downstream, within a function, that a reader asks for by name: results draw themselves.
DOORS = {
    ("analysis.estimate", "analysis.figures.estimates"),
    ("analysis.idealpoints.results.points", "analysis.figures.results"),
}
MODULES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted((ROOT / "analysis").rglob("*.py"))
}


def room(module: str) -> str:
    return module.split(".")[1]


def imported(node: ast.AST) -> list[str]:
    """Names of the modules of the house that a statement imports; the version is no module."""
    if isinstance(node, ast.Import):
        names = [alias.name for alias in node.names]
    elif isinstance(node, ast.ImportFrom) and node.module:
        whole = [f"{node.module}.{alias.name}" for alias in node.names]
        names = [name if name in MODULES else node.module for name in whole]
    else:
        return []
    return [name for name in names if name.startswith("analysis.")]


def is_program(node: ast.AST, tree: ast.Module) -> bool:
    """Whether this is what a module does when run by itself, where it may print as commands do."""
    alone = any(isinstance(n, ast.If) and "__main__" in ast.unparse(n.test) for n in tree.body)
    return alone and isinstance(node, ast.FunctionDef) and node.name == "main"


def is_for_types(statement: ast.stmt) -> bool:
    """Whether this is read by type checkers alone."""
    return isinstance(statement, ast.If) and ast.unparse(statement.test) == "TYPE_CHECKING"


def read(module: str) -> ast.Module:
    return ast.parse(MODULES[module].read_text("utf-8"))


@pytest.mark.parametrize("module", [m for m in MODULES if m != "analysis"])
def test_imports_go_one_way(module):
    tree = read(module)
    found = {
        name
        for statement in tree.body
        if not is_program(statement, tree)
        for node in ast.walk(statement)
        for name in imported(node)
    }
    allowed = ROOMS[: ROOMS.index(room(module)) + 1]
    wrong = {name for name in found if room(name) not in allowed}
    assert {name for name in wrong if (module, name) not in DOORS} == set()


@pytest.mark.parametrize("house", WITHIN)
def test_imports_within_a_room_go_one_way(house):
    order = WITHIN[house]
    inside = [m for m in MODULES if m.startswith(f"analysis.{house}.")]
    assert {m.split(".")[2] for m in inside} == set(order)
    for module in inside:
        found = {
            name.split(".")[2]
            for statement in read(module).body
            if not is_for_types(statement)
            for node in ast.walk(statement)
            for name in imported(node)
            if name.startswith(f"analysis.{house}.")
        }
        assert found <= set(order[: order.index(module.split(".")[2]) + 1]), module


def test_nothing_imports_the_workshop():
    for module in MODULES:
        if not module.startswith("analysis.workshop"):
            found = {name for node in ast.walk(read(module)) for name in imported(node)}
            assert not [name for name in found if room(name) == "workshop"], module


@pytest.mark.parametrize("house", [*WITHIN, "workshop"])
def test_no_folder_holds_more_than_can_be_read_at_a_glance(house):
    folders = {path.parent for m, path in MODULES.items() if m.startswith(f"analysis.{house}")}
    sizes = {f.name: sum(p.stem != "__init__" for p in f.glob("*.py")) for f in folders}
    assert max(sizes.values()) <= MOST, sizes


def test_no_module_imports_itself_by_way_of_others():
    """Of what is imported when a module is; what types alone need is not."""
    graph = {
        module: {
            name
            for statement in read(module).body
            for name in imported(statement)
            if name != module
        }
        for module in MODULES
    }
    TopologicalSorter(graph).prepare()  # raises CycleError


def test_every_room_has_its_place_in_the_order():
    assert {room(m) for m in MODULES if m != "analysis"} == set(ROOMS)


def test_tests_mirror_the_rooms():
    folders = {p.name for p in (ROOT / "tests").iterdir() if any(p.glob("test_*.py"))}
    assert folders - {"notebooks", "attack"} <= set(ROOMS)  # attacks are of all rooms
    for house, within in WITHIN.items():
        inner = {p.parent.name for p in (ROOT / "tests" / house).glob("*/test_*.py")}
        assert inner <= set(within)


def test_the_page_on_the_house_names_every_room():
    text = (ROOT / "docs" / "house.md").read_text("utf-8")
    named = set(re.findall(r"`analysis/(\w+)`", text))
    folders = {room(m) for m, p in MODULES.items() if p.parent.name != "analysis"}
    assert named == folders


def test_the_room_of_ideal_points_names_its_folders():
    text = (ROOT / "analysis" / "idealpoints" / "README.md").read_text("utf-8")
    rows = [line for line in text.split("## ")[0].splitlines() if line.startswith("| `")]
    named = {name for row in rows for name in re.findall(r"`(\w+)`", row.split("|")[1])}
    assert named == set(WITHIN["idealpoints"])
