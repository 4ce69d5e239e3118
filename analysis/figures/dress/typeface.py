"""The typeface of the figures: Source Sans Pro, whose files stand beside the template of reports.

The files are Adobe's own, whole, under the SIL Open Font License (``OFL.txt`` beside them). What
goes into a page or a drawing is a part of them that holds the letters used, as the licence lets
documents do.
"""

from __future__ import annotations

import base64
import io
from functools import cache
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from matplotlib import font_manager

from analysis.paths import REPORTS

__all__ = ["FAMILY", "FOLDER", "font_face", "font_files", "registered"]

FAMILY = "Source Sans Pro"
#: For Typst's ``font_paths`` too.
FOLDER = REPORTS / "template" / "fonts"
_WEIGHTS = {400: "Regular", 700: "Bold"}
#: Letters of names and numbers in the languages of members written in Latin script, and the signs
#: that figures use.
LATIN = "".join(map(chr, (*range(0x20, 0x7F), *range(0xA0, 0x180), 0x218, 0x219, 0x21A, 0x21B)))
SIGNS = "–—‘’“”…†•■▲→−≤≥\u2007\u202f"


def font_files() -> dict[int, Path]:
    """Return the files of the typeface by weight, as CSS numbers weights.

    Examples
    --------
    >>> [(weight, path.name) for weight, path in font_files().items()]
    [(400, 'SourceSansPro-Regular.otf'), (700, 'SourceSansPro-Bold.otf')]
    """
    return {w: FOLDER / f"SourceSansPro-{name}.otf" for w, name in _WEIGHTS.items()}


@cache
def registered() -> list[str]:
    """Make the typeface known to matplotlib, once in a process.

    Returns
    -------
    list of str
        Families in the order in which a letter is looked for: matplotlib's own holds what this
        one lacks.

    Examples
    --------
    >>> registered()
    ['Source Sans Pro', 'DejaVu Sans']
    """
    for path in font_files().values():
        font_manager.fontManager.addfont(path)
    return [FAMILY, "DejaVu Sans"]


def font_face(letters: str | None = None) -> str:
    """Write the CSS that carries the typeface inside a page or a drawing.

    Parameters
    ----------
    letters : str, optional
        Those that are used; default Latin letters and the signs of figures.

    Returns
    -------
    str
        One ``@font-face`` a weight, with the letters inlined as WOFF; the same bytes for the same
        letters. Needs ``font-src data:`` where a policy stands.

    Examples
    --------
    >>> font_face("A").count("@font-face"), font_face("A") == font_face("AA")
    (2, True)
    """
    return _font_face("".join(sorted(set(LATIN + SIGNS if letters is None else letters))))


@cache
def _font_face(letters: str) -> str:
    rules = []
    for weight, path in font_files().items():
        options = subset.Options(layout_features=["kern"], notdef_outline=True, hinting=False)
        cut = subset.Subsetter(options)
        font = TTFont(path, recalcTimestamp=False)
        cut.populate(text=letters)
        cut.subset(font)
        font.flavor = "woff"
        stream = io.BytesIO()
        font.save(stream)
        data = base64.b64encode(stream.getvalue()).decode()
        rules.append(
            f'@font-face {{ font-family: "{FAMILY}"; font-weight: {weight}; '
            f"src: url(data:font/woff;base64,{data}) format('woff'); }}"
        )
    return "\n".join(rules)
