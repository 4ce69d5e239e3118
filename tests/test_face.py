"""The public face: every name is there, is what its room calls so, and costs nothing unasked."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module

import pytest

import analysis


@pytest.mark.parametrize("name", [n for n in analysis.__all__ if n != "__version__"])
def test_each_name_is_that_of_its_room(name):
    room = import_module(f"analysis.{analysis._PLACES[name]}")
    assert getattr(analysis, name) is getattr(room, name)


def test_all_is_what_can_be_loaded():
    assert set(analysis.__all__) == {*analysis._PLACES, "__version__"}
    assert set(analysis.__all__) <= set(dir(analysis))


def test_another_name_is_no_attribute():
    with pytest.raises(AttributeError):
        analysis.no_such_name  # noqa: B018


def test_the_import_alone_loads_no_room():
    code = "import sys, analysis; print([m for m in sys.modules if m.startswith('analysis.')])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
