from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.harmless import is_formula, json_in_script, safe_cell


@given(st.lists(st.text()), st.booleans())
def test_json_says_the_same_and_ends_nowhere(texts, ascii_only):
    written = json_in_script(texts, ascii_only=ascii_only)
    assert json.loads(written) == texts
    assert not set("<>&\u2028\u2029") & set(written)
    assert written.isascii() or not ascii_only


def test_what_is_no_number_is_refused():
    with pytest.raises(ValueError, match="JSON"):
        json_in_script([float("nan")])


@given(st.text())
def test_no_cell_is_a_formula(text):
    assert not is_formula(safe_cell(text))
    assert safe_cell(text) in (text, f"'{text}")


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@x", "\t=1", "\rx", "  =1"])
def test_what_begins_a_formula(text):
    assert safe_cell(text) == f"'{text}"
