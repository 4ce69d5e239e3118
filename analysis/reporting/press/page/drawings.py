"""Figures as part of a page: parsed, cleaned of all that does more than draw, and made small."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from typing import Any

from defusedxml.ElementTree import fromstring

from analysis.errors import UnshiftError

__all__ = ["inline_svg"]

_DROPPED = ("metadata", "script", "style", "foreignObject", "title", "desc", "a")
#: Attributes that are places in points; a factor of a transform is none.
_PLACES = ("d", "x", "y", "x1", "x2", "y1", "y2", "points")
_LONG = re.compile(r"-?\d+\.\d{3,}(?:e-?\d+)?")


def inline_svg(text: str, label: str, alt: str) -> str:
    """Make a figure fit to stand in a page beside others, and as small as can be seen.

    Ids that nothing refers to are dropped, and places are rounded to a hundredth of a point.

    Parameters
    ----------
    text : str
        SVG.
    label : str
        Put before every id, so that figures do not refer to each other's parts.
    alt : str
        Read out in place of the figure.

    Raises
    ------
    UnshiftError
        If it is no SVG.

    Examples
    --------
    >>> line = '<svg xmlns="http://www.w3.org/2000/svg"><path id="a" d="M1.23456 2"/></svg>'
    >>> inline_svg(line, "fig-x", "A")
    '<svg class="drawn" role="img" aria-label="A"><path d="M1.23 2" /></svg>'
    """
    try:
        root = fromstring(text)
    except ET.ParseError as error:
        raise UnshiftError(f"not an SVG: {error}", label) from None
    for parent in list(root.iter()):
        for child in list(parent):
            if _local(child.tag) in _DROPPED:
                parent.remove(child)
    used = _used(root)
    for node in root.iter():
        node.tag = _local(node.tag)
        old = dict(node.attrib)
        node.attrib.clear()
        for key, value in old.items():
            key = _local(key)
            if key.lower().startswith("on"):
                continue
            if key == "id":
                if value not in used:
                    continue
                value = f"{label}-{value}"
            elif key in _PLACES:
                value = _LONG.sub(_rounded, value)
            elif key == "href":
                if not value.startswith(("#", "data:image/")):
                    continue
                value = f"#{label}-{value[1:]}" if value.startswith("#") else value
            else:
                value = re.sub(r"url\(#", f"url(#{label}-", value)
            node.set(key, value)
    for name in ("version", "width", "height"):
        root.attrib.pop(name, None)
    # What matplotlib's style element says of every element, said where it reaches this one only.
    if "viewBox" in root.attrib:
        root.set("style", "stroke-linejoin: round; stroke-linecap: butt")
    root.attrib = {"class": "drawn", "role": "img", "aria-label": alt, **root.attrib}
    return ET.tostring(root, encoding="unicode")


def _used(root: ET.Element) -> set[str]:
    """Return the ids that something refers to."""
    values = [v for node in root.iter() for v in node.attrib.values()]
    links = {v[1:] for v in values if v.startswith("#")}
    return links | {name for v in values for name in re.findall(r"url\(#([^)]*)\)", v)}


def _rounded(match: re.Match[str]) -> str:
    return f"{float(match[0]):.2f}".rstrip("0").rstrip(".")


def _local(name: Any) -> str:
    return str(name).rpartition("}")[2]
