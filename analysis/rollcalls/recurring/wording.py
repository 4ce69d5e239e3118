"""Titles of one text in several wordings: misspelt, cut short, or with a word more or less."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

import numpy as np
import numpy.typing as npt

__all__ = ["names_a_text", "normal_title", "same_wording", "telling_words", "wording_pairs"]

_NUMBERS = re.compile(r"\b(19|20)\d\d\b(\s*[-–/]\s*(19|20)?\d\d)?")
#: What a cataloguer or a cut at sixty letters leaves behind the title.
_ENDING = re.compile(r"\s*:\s*(r|re|res|reso|resol\w*)(\s*/.*|\s+adop.*)?$")
_SPELLED = (
    (re.compile(r"\bun\b|\bu\.n\."), "united nations"),
    (re.compile(r"\([^)]*\)"), " "),
    (re.compile(r"\b(of )?\d\d? (jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b"), " "),
    (re.compile(r"\b\d+(st|nd|rd|th)?\b"), " "),
    (re.compile(r"\bmankind\b"), "humankind"),
    (re.compile(r"\bdecoloni(al|sat|zat)\w*"), "decolonization"),
    (re.compile(r"\bpalest[a-z]+\b"), "palestinian"),
    (re.compile(r"\bterritor(y|ies)\b"), "territory"),
)
_ORDINALS = re.compile(
    r"\b(first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|twent\w+|thirt\w+)\b"
)
_OTHER = re.compile(r"[^a-z ]+")
#: Words without which a title is the same title.
_SMALL = frozenset(
    ("a", "an", "and", "as", "by", "for", "from", "in", "its", "of", "on", "or", "the", "their")
    + ("this", "to", "with")
)
#: How the record begins where it sums a text up instead of naming it, and a page of record.
_DOES = (
    *("accept", "adopt", "affirm", "appeal", "appreciat", "approv", "authoriz", "call", "commend"),
    *("condemn", "confirm", "consider", "decid", "declar", "demand", "denounc", "deplor"),
    *("determin", "emphasi", "encourag", "endors", "establish", "expres", "extend", "instruct"),
    *(
        "invit",
        "note",
        "noting",
        "proclaim",
        "reaffirm",
        "recall",
        "recogni",
        "recommend",
        "regret",
    ),
    *("reiterat", "reject", "renew", "request", "stress", "support", "take", "underlin", "urg"),
    "welcom",
)
_SUMMARY = re.compile(
    r"^(to |the (acting )?president\b|((further|strongly|deeply|again|also) )?("
    + "|".join(_DOES)
    + r")\w*\b)",
    re.IGNORECASE,
)
#: Letters left at least where the record cuts a title, in 2003 to 2006, at sixty.
CUT = 45
#: Cosine of word weights above which two titles may be one, and how alike two words must be
#: spelled to be the same word.
ALIKE = 0.50
SPELLED = 0.80


def normal_title(title: str) -> str:
    """Reduce a title to what stays the same from year to year.

    Years, dates, numbers and ordinals go; ``UN`` is written out; some words that the record
    spells in many ways are levelled.

    Examples
    --------
    >>> normal_title("Follow-up to nuclear disarmament, 2010-2019")
    'follow up to nuclear disarmament'
    >>> normal_title("Peace in outer space : resolution / ado")
    'peace in outer space'
    """
    text = _ENDING.sub("", _NUMBERS.sub(" ", title.lower()))
    for pattern, written in _SPELLED:
        text = pattern.sub(written, text)
    return " ".join(_OTHER.sub(" ", _ORDINALS.sub(" ", text)).split())


def telling_words(title: str) -> set[str]:
    """Return the beginnings, of four letters, of the words of a normalised title that tell.

    Examples
    --------
    >>> sorted(telling_words("peace in the outer space"))
    ['oute', 'peac', 'spac']
    """
    return {word[:4] for word in title.split() if word not in _SMALL}


def names_a_text(title: str) -> bool:
    """Say whether a title is the name of a text: no summary of it, no capitals, no page of record.

    Examples
    --------
    >>> names_a_text("Question of Guam"), names_a_text("Calls upon Israel to withdraw")
    (True, False)
    """
    return 0 < len(title) <= 300 and not title.isupper() and not _SUMMARY.match(title)


def same_wording(one: str, two: str) -> bool:
    """Say whether two normalised titles differ in spelling and small words only.

    One may also be the beginning of the other, if it is long enough to have been cut.

    Examples
    --------
    >>> same_wording("elimination of racism", "elimnation of all racism")
    False
    >>> same_wording("transparency in armaments", "tranparency in the armaments")
    True
    """
    short, long = sorted((one, two), key=len)
    if len(short) >= CUT and long.startswith(short):
        return True
    a = [w for w in one.split() if w not in _SMALL]
    b = [w for w in two.split() if w not in _SMALL]
    # Each word that only one has needs its misspelt twin among those that only the other has.
    left = [w for w in b if w not in set(a)]
    for word in (w for w in a if w not in set(b)):
        twin = next((v for v in left if _twins(word, v)), None)
        if twin is None:
            return False
        left.remove(twin)
    return not left


def _twins(one: str, two: str) -> bool:
    return SequenceMatcher(None, one, two, autojunk=False).ratio() >= SPELLED


def wording_pairs(
    keys: Sequence[str],
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp], npt.NDArray[np.float64]]:
    """Find pairs of titles that share most of their telling words, or of which one is cut short.

    Parameters
    ----------
    keys : sequence of str
        Normalised titles, each once.

    Returns
    -------
    first, second : ndarray of int, shape (n_pairs,)
        Positions, first < second.
    cosine : ndarray of float, shape (n_pairs,)
        Of the words weighted by rarity; at least `ALIKE`, in falling order; 1 for a cut title.

    Examples
    --------
    >>> i, j, c = wording_pairs(["peace in outer space", "peace in the outer space", "cuba"])
    >>> i.tolist(), j.tolist()
    ([0], [1])
    """
    # Four letters stand for a word, so that most misspellings and endings do not count.
    words = [sorted(telling_words(key)) for key in keys]
    number = {w: k for k, w in enumerate(sorted({w for ws in words for w in ws}))}
    rows = np.repeat(np.arange(len(keys)), [len(ws) for ws in words])
    columns = np.array([number[w] for ws in words for w in ws], dtype=np.intp)
    if not len(columns):
        none = np.zeros(0, dtype=np.intp)
        return none, none, np.zeros(0)
    often = np.bincount(columns, minlength=len(number))
    weight = np.log1p(len(keys) / often)[columns]
    norm = np.sqrt(np.bincount(rows, weight**2, minlength=len(keys)))
    from scipy import sparse  # a quarter of a second, for who joins a record alone

    table = sparse.csr_array((weight / norm[rows], (rows, columns)), shape=(len(keys), len(number)))
    product = sparse.coo_array(sparse.triu(table @ table.T, k=1))
    keep = product.data >= ALIKE
    cut = np.array(_cut_pairs(keys), dtype=np.intp).reshape(-1, 2)
    first = np.concatenate([cut[:, 0], product.row[keep]])
    second = np.concatenate([cut[:, 1], product.col[keep]])
    cosine = np.concatenate([np.ones(len(cut)), product.data[keep]])
    order = np.lexsort((second, first, -cosine))
    return first[order].astype(np.intp), second[order].astype(np.intp), cosine[order]


def _cut_pairs(keys: Sequence[str]) -> list[tuple[int, int]]:
    """Pairs of which one title is the beginning of the other; in order, they stand together."""
    order = sorted(range(len(keys)), key=keys.__getitem__)
    pairs = []
    for k, i in enumerate(order):
        if len(keys[i]) < CUT:
            continue
        for j in order[k + 1 :]:
            if not keys[j].startswith(keys[i]):
                break
            pairs.append((min(i, j), max(i, j)))
    return pairs
