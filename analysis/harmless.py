"""Texts that others wrote, made harmless where they go: a page's script, a spreadsheet's cell."""

from __future__ import annotations

import json
import re
from typing import Any

__all__ = ["is_formula", "json_in_script", "safe_cell"]

#: A cell that begins with one of these would be a formula in a spreadsheet, blanks apart.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
#: What could end a script, or a line of it.
_ENDS = re.compile("[<>&\u2028\u2029]")


def json_in_script(values: Any, *, ascii_only: bool = True) -> str:
    r"""Write values as JSON that no text in them can end where it stands in a script.

    Parameters
    ----------
    values : JSON
    ascii_only : bool
        Whether letters beyond ASCII are escaped too; else the text is shorter.

    Raises
    ------
    ValueError
        If a number is not finite.

    Examples
    --------
    >>> json_in_script(["</script>", "a\u202eb"])
    '["\\u003c/script\\u003e","a\\u202eb"]'
    """
    text = json.dumps(values, ensure_ascii=ascii_only, separators=(",", ":"), allow_nan=False)
    return _ENDS.sub(lambda m: f"\\u{ord(m[0]):04x}", text)


def is_formula(text: str) -> bool:
    """Say whether a spreadsheet would take a text for a formula.

    Examples
    --------
    >>> is_formula(" =1+1"), is_formula("Peace")
    (True, False)
    """
    return text.lstrip(" ").startswith(FORMULA)


def safe_cell(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet would take for a formula.

    Examples
    --------
    >>> safe_cell("=1+1"), safe_cell("Peace")
    ("'=1+1", 'Peace')
    """
    return f"'{text}" if is_formula(text) else text
