"""The list of sentences: it holds them all, and none of the words that readers trip over."""

from __future__ import annotations

import re

import pytest

from analysis.paths import ROOT
from analysis.workshop.sentences import AVOIDED, PAGE, ROOMS, listed_in, page

MODULES = [p for room in ROOMS for p in sorted((ROOT / "analysis" / room).glob("*.py"))]

SMALL = '''
"""A module about words that are not said."""
WORDS = {"up": "it rose by a lot"}

def said(n, country):
    """Say it in many words.

    >>> print(said(2, "Peru"))
    Peru voted twice
    as before.
    """
    if n < 0:
        raise ValueError("no such number is known")
    return f"{country} voted {n:,} times " + ("as it did before." if n else "no")
'''


def test_templates_and_examples(tmp_path):
    path = tmp_path / "small.py"
    path.write_text(SMALL)
    words, said = listed_in(path)
    assert words.texts == ("it rose by a lot",)
    assert said.texts == ("{country} voted {n} times ", "as it did before.")
    assert said.examples == ("Peru voted twice\nas before.",)


def test_the_page_is_that_of_the_code():
    """If this fails, run ``python -m analysis.workshop.sentences``."""
    assert PAGE.read_text(encoding="utf-8") == page()


@pytest.mark.parametrize("path", MODULES, ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_no_template_has_a_word_to_avoid(path):
    for one in listed_in(path):
        for text in (*one.texts, *one.examples):
            for words in AVOIDED:
                # What stands in braces is a field, and is not printed.
                assert words not in re.sub(r"{[^{}]*}", "", text), f"{one.function}: {text}"


def test_every_module_of_prose_is_listed():
    text = PAGE.read_text(encoding="utf-8")
    for path in (ROOT / "analysis" / "prose").glob("[!_]*.py"):
        assert (f"analysis/prose/{path.name}" in text) is bool(listed_in(path))
