"""Scripts, style and data of the page."""

from __future__ import annotations

import json

import pytest

from analysis.harmless import json_in_script
from analysis.reporting.press.page.assets import (
    PAGE,
    SCRIPTS,
    data_script,
    policy,
    script,
    style,
)


def test_every_file_is_used_once():
    assert {p.name for p in PAGE.glob("*.js")} == set(SCRIPTS)
    for name in SCRIPTS:
        assert script().count((PAGE / name).read_text("utf-8")) == 1
    assert style().endswith((PAGE / "page.css").read_text("utf-8"))
    assert style().count("@font-face") == 2


@pytest.mark.parametrize("word", ["innerHTML", "outerHTML", "insertAdjacentHTML", "eval(",
                                  "document.write", "new Function", "fetch(", "http:"])  # fmt: skip
def test_scripts_make_no_markup_of_texts_and_fetch_nothing(word):
    assert word not in script().replace("http://www.w3.org/2000/svg", "")


def test_nothing_in_script_or_style_ends_it():
    assert "</" not in script()
    assert "</" not in style()
    assert "\r" not in script() + style()


@pytest.mark.parametrize(
    "text",
    ["</script>", "<!--<script>", "a&lt;b", "\u2028\u2029", "\u202eabc", "\U0001f30d", "'\""],
)
def test_json_gives_texts_back_and_holds_no_markup(text):
    made = json_in_script({text: [text]})
    assert json.loads(made) == {text: [text]}
    assert made.isascii()
    assert not set("<>&") & set(made)


def test_what_is_no_number_is_refused():
    with pytest.raises(ValueError, match="JSON"):
        json_in_script([float("nan")])


def test_no_data_no_element():
    assert data_script([]) == ""


def test_a_policy_without_scripts_allows_none():
    rules = policy([], []).split("; ")
    assert "script-src 'none'" in rules
    assert policy(["a"], []) != policy(["b"], [])
