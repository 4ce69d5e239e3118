"""Recurring texts: the same resolution voted on in different sessions.

Three kinds of evidence are used. The publisher's list of pairs, followed to the smallest
number of each chain. The title: two roll calls of different sessions with the same normalised
title are on one text, if that title occurs once in each of the two sessions. And titles in
another wording (misspelt, cut short, or with other words) that never occur in one session:
the same words in other spelling are enough, other words need much the same votes. To 1984 the
record has no titles but summaries in capitals; only if they are the same to the letter are
they taken for one text.

Paragraph votes, amendments and the Council are left alone, and so is a title of one or two
words unless the votes of the next session are much the same. Where one of two texts was adopted
without a vote there are no votes to compare: the same item of the agenda then stands for them.
Texts with a new title are missed, and so are roll calls without one.

A title that was cut where two texts of one session still read alike is linked with neither.

The publisher's list has errors. A pair of it is refused where both titles are names of texts and
have not one telling word in common, or were voted on side by side in two sessions.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.paths import shown
from analysis.record.codes import is_cast
from analysis.record.readers.formats.tabular import call_numbers, read_table
from analysis.rollcalls.recurring.wording import (
    names_a_text,
    normal_title,
    same_wording,
    telling_words,
    wording_pairs,
)

__all__ = ["contradicted", "link_texts", "normal_title", "read_matches", "same_votes"]

#: Sessions that hold two titles side by side, from which they are two texts; in one session a
#: text may have been voted on in parts.
APART = 2
#: Titles this short name a subject, not a text.
MIN_WORDS = 3
#: Share of states with the same vote from which the votes support that two texts are one, and
#: the states that must have voted on both.
SUPPORT = 0.80
#: Likeness of titles in other words (see `wording_pairs`) from which the votes are asked.
REWORDED = 0.75
FEWEST = 20
#: A sentence of the meeting record instead of a title: motions, paragraphs, amendments.
SPOKEN = r"(?i)The (Acting )?President\b"
#: Years between two votes for which they can support it; governments change.
NEAR = 3


def read_matches(path: Path) -> list[tuple[str, str]]:
    """Read the publisher's pairs of roll calls on the same text.

    Returns
    -------
    list of (id, id)
    """
    table = read_table(path, ("rcid1", "rcid2"))
    ids = ["rcid-" + call_numbers(table[c], shown(path)) for c in ("rcid1", "rcid2")]
    return list(zip(*ids, strict=True))


def same_votes(one: npt.NDArray[np.int8], two: npt.NDArray[np.int8]) -> float:
    """Return the share of states that voted the same on two roll calls, of those on both.

    Returns
    -------
    float
        0 if fewer than `FEWEST` states voted on both.

    Examples
    --------
    >>> same_votes(np.ones(40, dtype=np.int8), np.repeat([1, 2], 20).astype(np.int8))
    0.5
    """
    both = is_cast(one) & is_cast(two)
    return float((one == two)[both].mean()) if both.sum() >= FEWEST else 0.0


def link_texts(
    calls: pd.DataFrame,
    matches: list[tuple[str, str]],
    votes: npt.NDArray[np.int8] | None = None,
) -> pd.Series:
    """Name the recurring text of each roll call.

    Parameters
    ----------
    calls : DataFrame
        In order of date, with ``id, body, date, session, title, paragraph, amendment``, and
        ``agenda_item`` where it is known. Texts adopted without a vote may be among them.
    matches : list of (id, id)
        Pairs on the same text, from `read_matches`; unknown ids are passed over.
    votes : ndarray of int8, shape (n_states, n_calls), optional
        Supporting evidence; without it only titles link. A text adopted without a vote has a
        column of codes 0.

    Returns
    -------
    Series of str
        The id of the first roll call of the chain; "" for a text voted on once.

    Examples
    --------
    >>> calls = pd.DataFrame({"id": ["a", "b", "c"], "body": "GA", "session": ["1", "2", "3"],
    ...     "title": ["Peace in outer space", "Peace in outer space", "Other"],
    ...     "paragraph": False, "amendment": False})
    >>> link_texts(calls, []).tolist()
    ['a', 'a', '']
    """
    parent = np.arange(len(calls))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return int(i)

    def join(i: int, j: int) -> None:
        a, b = sorted((root(i), root(j)))
        parent[b] = a

    position = {name: i for i, name in enumerate(calls["id"])}
    refused = set(contradicted(calls, matches))
    for first, second in matches:
        if first in position and second in position and (first, second) not in refused:
            join(position[first], position[second])
    for i, j in _links_by_title(calls, votes):
        join(i, j)
    roots = np.array([root(i) for i in range(len(calls))], dtype=np.intp)
    size = np.bincount(roots, minlength=len(calls))
    names = calls["id"].to_numpy()[roots]
    return pd.Series(np.where(size[roots] > 1, names, ""), index=calls.index, dtype="str")


def _links_by_title(
    calls: pd.DataFrame, votes: npt.NDArray[np.int8] | None
) -> list[tuple[int, int]]:
    """Pairs of positions on one text, each with the one before it."""
    titles = calls["title"].to_numpy()
    normal = {t: normal_title(t) for t in set(titles)}
    keys = np.array([normal[t] for t in titles], dtype=object)
    part = calls["paragraph"].fillna(False).astype(bool) | calls["amendment"].fillna(False).astype(
        bool
    )
    spoken = calls["title"].str.match(SPOKEN)
    whole = ((keys != "") & ~part & ~spoken & (calls["body"] == "GA")).to_numpy(dtype=bool)
    frame = pd.DataFrame({"i": np.arange(len(calls)), "key": keys, "session": calls["session"]})
    frame = frame[whole]
    sessions: dict[str, set[str]] = {
        k: set(g) for k, g in frame.groupby("key", sort=False)["session"]
    }
    # A title that occurs twice in a session may stand for two texts: it links nothing there.
    frame = frame[~frame.duplicated(["key", "session"], keep=False)]
    groups: dict[str, list[int]] = {k: g.tolist() for k, g in frame.groupby("key", sort=False)["i"]}
    long = {k: g for k, g in groups.items() if len(k.split()) >= MIN_WORDS}
    links = [(a, b) for g in long.values() for a, b in zip(g, g[1:], strict=False)]
    if votes is not None:
        year = calls["date"].dt.year.to_numpy()
        voted = np.atleast_1d(is_cast(votes).any(axis=0))
        items = _items(calls)

        def supported(a: int, b: int) -> bool:
            if abs(int(year[a]) - int(year[b])) > NEAR:
                return False
            if voted[a] and voted[b]:
                return same_votes(votes[:, a], votes[:, b]) >= SUPPORT
            return bool(items[a] != "" and items[a] == items[b])

        short = (g for k, g in groups.items() if k not in long)
        links += [(a, b) for g in short for a, b in zip(g, g[1:], strict=False) if supported(a, b)]
    names = [k for k, g in long.items() if not titles[g[0]].isupper()]
    group = list(range(len(names)))  # which names are one text, by the first of them
    held = {k: set(sessions[name]) for k, name in enumerate(names)}
    calls_of = {k: list(long[name]) for k, name in enumerate(names)}
    unclear = _unclear(names, held)
    for first, second, alike in zip(*wording_pairs(names), strict=True):
        a, b = group[first], group[second]
        short, whole = sorted((names[first], names[second]), key=len)
        if short in unclear and whole.startswith(short):
            continue
        # Two titles in one session are two texts, however alike they sound.
        if a == b or held[a] & held[b]:
            continue
        i, j = _closest(calls_of[a], calls_of[b])
        if not same_wording(names[first], names[second]) and (
            votes is None or alike < REWORDED or not supported(i, j)
        ):
            continue
        links.append((i, j))
        held[a] |= held.pop(b)
        calls_of[a] = sorted(calls_of[a] + calls_of.pop(b))
        group = [a if g == b else g for g in group]
    return links


def _unclear(names: list[str], held: dict[int, set[str]]) -> set[str]:
    """Find the titles with which two texts of one session begin: cut there, they are either's."""
    order = sorted(range(len(names)), key=names.__getitem__)
    unclear = set()
    for place, k in enumerate(order):
        seen = set(held[k])
        for other in order[place + 1 :]:
            if not names[other].startswith(names[k]):
                break
            if seen & held[other]:
                unclear.add(names[k])
                break
            seen |= held[other]
    return unclear


def _items(calls: pd.DataFrame) -> npt.NDArray[np.object_]:
    """Return the agenda item of each, levelled as titles are; "" where it is not known."""
    if "agenda_item" not in calls:
        return np.full(len(calls), "", dtype=object)
    texts = calls["agenda_item"]
    normal = {t: normal_title(t) for t in set(texts)}
    return np.array([normal[t] for t in texts], dtype=object)


def contradicted(calls: pd.DataFrame, matches: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """List the pairs of roll calls whose titles cannot be those of one text.

    Both must name a text, rather than sum one up (summaries begin with what the text does), and
    either have two telling words or more and none of them in common, or stand side by side, as
    two texts, in `APART` sessions or more.

    Parameters
    ----------
    calls : DataFrame
        With ``id, session, title``.
    matches : list of (id, id)

    Examples
    --------
    >>> calls = pd.DataFrame({"id": ["a", "b", "c"], "session": ["1", "2", "3"], "title": [
    ...     "The Indian Ocean as a zone of peace", "Promotion of multilateralism",
    ...     "Calls upon all states to promote trade"]})
    >>> contradicted(calls, [("a", "b"), ("b", "c"), ("a", "z")])
    [('a', 'b')]
    """
    titles = dict(zip(calls["id"], calls["title"], strict=True))
    sessions: dict[str, set[str]] = {}
    for title, session in zip(calls["title"], calls["session"], strict=True):
        sessions.setdefault(title, set()).add(session)
    held: dict[str, set[str]] = {}
    for title, within in sessions.items():
        held.setdefault(normal_title(title), set()).update(within)
    out = []
    for first, second in matches:
        one, two = titles.get(first, ""), titles.get(second, "")
        if names_a_text(one) and names_a_text(two):
            a, b = normal_title(one), normal_title(two)
            apart = a != b and len(held[a] & held[b]) >= APART
            words = telling_words(a), telling_words(b)
            if apart or (min(map(len, words)) > 1 and not words[0] & words[1]):
                out.append((first, second))
    return out


def _closest(one: list[int], two: list[int]) -> tuple[int, int]:
    """Pair of positions, one of each list, that lie next to each other in time."""
    return min(((i, j) for i in one for j in two), key=lambda p: abs(p[0] - p[1]))
