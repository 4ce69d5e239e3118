"""Style attributes turned into classes: a policy can then name all the style there is by hash.

It also makes pages smaller, since figures say the same of thousands of marks.
"""

from __future__ import annotations

import re

__all__ = ["Classes"]

_TAG = re.compile(r"<[a-zA-Z][^<>]*>")
_STYLE = re.compile(r' style="([^"]*)"')
_CLASS = re.compile(r' class="([^"]*)"')
#: A declaration that cannot end its rule, and fetches nothing.
_DECLARED = re.compile(r"[a-z-]+: ?(?:(?!url\((?!#)|/\*)[^{}<>@\\])+")
_ENTITIES = {"&quot;": '"', "&#x27;": "'", "&#39;": "'", "&amp;": "&"}


class Classes:
    """The style attributes met so far, each with the name of its class.

    Examples
    --------
    >>> classes = Classes()
    >>> classes.moved('<p style="color: red">a</p><b class="x" style="color: red"></b>')
    '<p class="s0">a</p><b class="x s0"></b>'
    >>> classes.rules()
    '.s0{color: red}'
    """

    def __init__(self) -> None:
        self.names: dict[str, str] = {}

    def moved(self, page: str) -> str:
        """Return HTML with classes for style attributes; attributes hold no raw < or >."""
        return _TAG.sub(lambda m: self._tag(m[0]), page)

    def rules(self) -> str:
        """Write the rules of the classes, in the order they were met."""
        return "\n".join(f".{name}{{{style}}}" for style, name in self.names.items())

    def _tag(self, tag: str) -> str:
        found = _STYLE.search(tag)
        if found is None:
            return tag
        tag = tag[: found.start()] + tag[found.end() :]
        text = re.sub("|".join(_ENTITIES), lambda m: _ENTITIES[m[0]], found[1])
        declared = [part.strip() for part in text.split(";")]
        kept = "; ".join(part for part in declared if _DECLARED.fullmatch(part))
        if not kept:
            return tag
        name = self.names.setdefault(kept, f"s{len(self.names)}")
        if known := _CLASS.search(tag):
            return f'{tag[: known.start()]} class="{known[1]} {name}"{tag[known.end() :]}'
        opening = re.match(r"<[^\s/>]+", tag)
        assert opening is not None
        return f'{opening[0]} class="{name}"{tag[opening.end() :]}'
