"""Style, scripts and data of the page, and the policy that lets a browser run these alone."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from analysis.figures.dress.typeface import font_face
from analysis.harmless import json_in_script

__all__ = ["PAGE", "data_script", "policy", "script", "style"]

PAGE = Path(__file__).parent
#: In this order; each uses what stands before it.
SCRIPTS = ("dom.js", "tables.js", "chart.js", "calls.js", "start.js")


@cache
def script() -> str:
    """Return the scripts of the page as one, which sets no name outside of itself."""
    parts = [(PAGE / name).read_text(encoding="utf-8") for name in SCRIPTS]
    return '(() => {\n"use strict";\n' + "\n".join(parts) + "})();"


@cache
def style() -> str:
    """Return the style of the page, with the typeface of figures and tools in it."""
    return font_face() + "\n" + (PAGE / "page.css").read_text(encoding="utf-8")


def policy(scripts: Sequence[str], styles: Sequence[str]) -> str:
    """Write the content security policy that allows these scripts and styles, and nothing else.

    Parameters
    ----------
    scripts, styles : sequence of str
        What stands between the tags, to the letter.

    Examples
    --------
    >>> policy([], ["p {}"])  # doctest: +ELLIPSIS
    "default-src 'none'; script-src 'none'; style-src 'sha256-...='; img-src data:; ..."
    """
    allowed = {
        "default-src": "'none'",
        "script-src": " ".join(map(_hash, scripts)) or "'none'",
        "style-src": " ".join(map(_hash, styles)) or "'none'",
        "img-src": "data:",
        "font-src": "data:",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in allowed.items())


def data_script(values: Sequence[Any]) -> str:
    """Return the element that holds the page's data; nothing if there is none."""
    if not values:
        return ""
    return f'<script type="application/json" id="live-data">{json_in_script(values)}</script>'


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"
