"""Who submitted a text, from the words in which a source says so.

Sources name states, states on behalf of a group, organs, and persons. A list may stand in one
text, with commas, and names may carry an article. What names no state and no organ is given
back as it is, so that nothing is lost without being counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from analysis.record.states import code_of_name

__all__ = ["GROUPS", "Sponsors", "read_sponsors"]

#: Groups on whose behalf states submit texts: words that the name contains, and a code (that of
#: `analysis.record.reference.members`, where it knows the group).
GROUPS: tuple[tuple[str, str], ...] = (
    ("group of 77", "G77"),
    ("non-aligned", "NAM"),
    ("group of african states", "UN_AFRICA"),
    ("group of latin american", "UN_LATIN_AMERICA"),
    ("islamic cooperation", "OIC"),
    ("league of arab states", "ARAB_LEAGUE"),
    ("group of arab states", "ARAB_LEAGUE"),
    ("european union", "EU"),
    ("economic community of central african", "ECCAS"),
    ("standing advisory committee on security questions in central africa", "ECCAS"),
    ("economic community of west african", "ECOWAS"),
    ("southern african development community", "SADC"),
    ("south-east asian nations", "ASEAN"),
    ("southeast asian nations", "ASEAN"),
    ("caribbean community", "CARICOM"),
    ("pacific islands forum", "PIF"),
    ("pacific small island", "PSIDS"),
    ("small island states", "AOSIS"),
    ("collective security treaty", "CSTO"),
    ("commonwealth of independent states", "CIS"),
    ("shanghai cooperation", "SCO"),
    ("association of caribbean states", "ACS"),
    ("nordic", "NORDIC"),
)
_ORGAN = re.compile(
    r"\b(submitted by|introduced|representative of|bureau|on the basis of|in its capacity|"
    r"recommend|chair|rapporteur|committee|president|secretary)\b",
    re.IGNORECASE,
)
_BEHALF = re.compile(r"^(?P<state>.*?)[\s,(]+o[nf] behalf of (?P<group>.*?)\)*$", re.IGNORECASE)
_ARTICLE = re.compile(r"^the\s+|\s*\(the\)$", re.IGNORECASE)
#: Commas, stops and "and" that part names; those within parentheses part nothing.
#: Stands about the number of what is held back while a list is parted; no text has it.
HELD = "\x00"
_PARTS = re.compile(r",\s+(?:and\s+)?|\.\s+|\s+and\s+", re.IGNORECASE)


@dataclass(frozen=True)
class Sponsors:
    """Who submitted a text.

    Attributes
    ----------
    states : tuple of str
        Codes, in order of the source, each once.
    groups : tuple of str
        Codes of `GROUPS`; the source's own words where none fits.
    organ : str
        The source's words for an organ or a person in office.
    unread : tuple of str
        What is none of these.
    """

    states: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    organ: str = ""
    unread: tuple[str, ...] = ()


def read_sponsors(texts: Iterable[str]) -> Sponsors:
    """Read the sponsors of a text from the words of a source.

    Parameters
    ----------
    texts : iterable of str
        Each the name of a state, of several, of a state on behalf of a group, or of an organ.

    Examples
    --------
    >>> read_sponsors(["THE GAMBIA", "Cuba (on behalf of the Group of 77 and China) and Norway"])
    Sponsors(states=('GMB', 'CUB', 'NOR'), groups=('G77',), organ='', unread=())
    >>> read_sponsors(["submitted by the Chair of the Committee"]).organ
    'submitted by the Chair of the Committee'
    """
    states: list[str] = []
    groups: list[str] = []
    organs: list[str] = []
    unread: list[str] = []
    for text in texts:
        _read(" ".join(str(text).replace(HELD, " ").split()), states, groups, organs, unread)
    return Sponsors(
        tuple(dict.fromkeys(states)),
        tuple(dict.fromkeys(groups)),
        "; ".join(dict.fromkeys(organs)),
        tuple(unread),
    )


def _read(
    text: str, states: list[str], groups: list[str], organs: list[str], unread: list[str]
) -> None:
    text = text.strip(" ,.;")
    if not text:
        return
    if code := _state(text):
        states.append(code)
        return
    behalf = _BEHALF.match(text)
    # A bureau is an organ, and one text may name several states, of which one speaks for more.
    if behalf and (code := _state(behalf["state"])) and "bureau" not in text.lower():
        parts = _split(text)
        if len(parts) == 1 or "(" not in text:
            states.append(code)
            groups.append(_group(behalf["group"]))
            return
    parts = _split(text)
    named = len(parts) > 1 and any(_state(part) or _BEHALF.match(part) for part in parts)
    if named and not _ORGAN.search(re.sub(r"\([^)]*\)", "", text)):
        for part in parts:
            _read(part, states, groups, organs, unread)
        return
    if _ORGAN.search(text):
        organs.append(text)
    elif code := _state(text.replace(" ", "")):  # a name that was cut in two
        states.append(code)
    else:
        unread.append(text)


def _state(text: str) -> str | None:
    return code_of_name(text) or code_of_name(_ARTICLE.sub("", text.strip()))


def _group(text: str) -> str:
    low = text.lower()
    return next((code for words, code in GROUPS if words in low), text.strip(" )"))


def _split(text: str) -> list[str]:
    """Part a list of names; what stands in parentheses stays with its name."""
    held: list[str] = []

    def keep(match: re.Match[str]) -> str:
        held.append(match[0])
        return f"{HELD}{len(held) - 1}{HELD}"

    level = text
    while re.search(r"\([^()]*\)", level):
        level = re.sub(r"\([^()]*\)", keep, level)

    def back(part: str) -> str:
        while HELD in part:
            part = re.sub(rf"{HELD}(\d+){HELD}", lambda m: held[int(m[1])], part)
        return part

    whole = [back(part) for part in _PARTS.split(level) if part.strip()]
    # "Trinidad and Tobago" is one state.
    joined: list[str] = []
    for part in whole:
        if joined and not _state(joined[-1]) and _state(f"{joined[-1]} and {part}"):
            joined[-1] = f"{joined[-1]} and {part}"
        else:
            joined.append(part)
    return joined
