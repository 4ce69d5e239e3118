"""What a maker returns says who made it, whatever it comes in."""

from __future__ import annotations

import inspect
import pkgutil
import re
from dataclasses import dataclass
from importlib import import_module

import pandas as pd
import pytest
from matplotlib.figure import Figure

from analysis import chapters
from analysis.figures.style import styled
from analysis.stamp import made_by, maker


@dataclass(frozen=True)
class Piece:
    shown: object
    caption: str = "A caption."


@maker
def outer(made):
    return made


@maker
def table():
    return pd.DataFrame({"a": [2, 1]})


def named(name: str) -> str:
    return f"{__name__}.{name}"


@pytest.mark.parametrize("make", [Figure, pd.DataFrame])
@pytest.mark.parametrize("wrap", [lambda x: x, Piece, lambda x: (x,), lambda x: [Piece(x)]])
def test_a_stamp_is_set_whatever_the_thing_comes_in(make, wrap):
    thing = make()
    assert made_by(thing) == ""
    outer(wrap(thing))
    assert made_by(thing) == named("outer")


def test_several_in_a_mapping_are_stamped_each():
    both = outer({"figure": Figure(), "rows": pd.DataFrame(), "n": 3})
    assert made_by(both["figure"]) == made_by(both["rows"]) == named("outer")


def test_who_made_it_first_is_named():
    assert made_by(outer(table())) == named("table")


def test_the_stamp_stays_with_a_table_that_is_taken_up():
    taken = table().sort_values("a").rename(columns={"a": "b"})
    taken["c"] = 1
    assert made_by(taken.head(1)[["b", "c"]]) == named("table")


def test_a_function_keeps_its_name_and_what_it_returns_beside():
    assert outer.__name__ == "outer"
    assert outer(None) is None
    assert outer("text") == "text"


def test_every_drawing_of_the_house_is_stamped():
    @styled
    def drawn() -> Figure:
        return Figure()

    assert made_by(drawn()).endswith("drawn")


def makers() -> list:
    """List the functions of chapters that return a figure or a table."""
    return [
        pytest.param(function, id=f"{info.name}.{name}")
        for info in pkgutil.iter_modules(chapters.__path__)
        for name, function in vars(import_module(f"analysis.chapters.{info.name}")).items()
        if inspect.isfunction(function)
        and function.__module__ == f"analysis.chapters.{info.name}"
        and not name.startswith("_")
        and re.search(r"Table|Picture", str(function.__annotations__.get("return", "")))
    ]


@pytest.mark.parametrize("function", makers())
def test_every_chapter_stamps_what_it_returns(function):
    """If this fails, put `@maker` above the function."""
    assert function.__code__.co_name == "stamping"
