"""How votes are written by others, and what they mean here."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from numbers import Real
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.errors import RecordError, UsageError
from analysis.record.codes import Vote

__all__ = ["CODES", "Codes", "coded", "meanings"]

#: What is written for each kind of vote, by kind: ``{"yes": 1, "no": [0], "absent": [9, "x"]}``.
#: Or the name of one of `CODES`.
Codes: TypeAlias = str | Mapping[str, object]

#: Ways of writing votes that are known by name.
CODES: dict[str, dict[str, tuple[object, ...]]] = {
    "words": {
        "yes": ("yes", "y", "yea", "aye", "in favour", "in favor", "for"),
        "abstain": ("abstain", "abstained", "abstention", "a", "present"),
        "no": ("no", "n", "nay", "against"),
        "absent": ("absent", "x", "not voting", "non-voting", "did not vote"),
        "not_member": ("not a member", "not member", "not_member"),
        "not_recorded": ("not recorded", "not_recorded"),
    },
    # Voeten's, and the house's: `analysis.record.codes.Vote`.
    "unshift": {
        "yes": (1,),
        "abstain": (2,),
        "no": (3,),
        "absent": (8,),
        "not_member": (9,),
        "not_recorded": (0,),
    },
    # As pscl's `rollcall` has them unless told otherwise.
    "binary": {"yes": (1,), "no": (0,), "not_member": (9,)},
    # Voteview: yea, paired, announced; nay the same; present; not voting.
    "voteview": {
        "yes": (1, 2, 3),
        "no": (4, 5, 6),
        "abstain": (7, 8),
        "absent": (9,),
        "not_member": (0,),
    },
    # The same as pscl and emIRT read it: whoever was present without a vote is missing.
    "pscl": {"yes": (1, 2, 3), "no": (4, 5, 6), "absent": (7, 8, 9), "not_member": (0,)},
}
KINDS = {vote.name.lower(): vote for vote in Vote}


def meanings(codes: Codes, where: str) -> dict[Hashable, Vote]:
    """Say what each way of writing a vote means.

    Parameters
    ----------
    codes : str or mapping
        A name in `CODES`, or what is written for each of ``yes, no, abstain, absent,
        not_member, not_recorded``: one thing or several.
    where : str

    Returns
    -------
    dict
        Numbers as float, texts without white space round them and in lower case.

    Raises
    ------
    UsageError
        If a name or a kind is unknown, or one thing means two.

    Examples
    --------
    >>> meanings({"yes": 1, "no": [0, "Nay"]}, "codes")
    {1.0: <Vote.YES: 1>, 0.0: <Vote.NO: 3>, 'nay': <Vote.NO: 3>}
    """
    if isinstance(codes, str):
        if codes not in CODES:
            raise UsageError(f"unknown codes {codes!r}", where, f"use {', '.join(CODES)}, or a map")
        codes = CODES[codes]
    if not isinstance(codes, Mapping):
        raise UsageError(f"no map of codes: {codes!r}", where, 'such as {"yes": 1, "no": 0}')
    out: dict[Hashable, Vote] = {}
    for kind, written in codes.items():
        if kind not in KINDS:
            raise UsageError(f"unknown kind of vote {kind!r}", where, f"use {', '.join(KINDS)}")
        several = isinstance(written, Iterable) and not isinstance(written, str)
        for one in written if several else (written,):  # type: ignore[attr-defined]
            key = _key(one)
            if key is None:  # what is missing is not recorded unless said
                continue
            if out.setdefault(key, KINDS[kind]) != KINDS[kind]:
                raise UsageError(f"{one!r} has two meanings", where, "give it one")
    return out


def coded(
    written: pd.Series | npt.NDArray[np.generic],
    codes: Codes,
    where: str,
    missing: str = "not_recorded",
) -> npt.NDArray[np.int8]:
    """Read votes as codes of the house.

    Parameters
    ----------
    written : Series or ndarray, shape (n,)
        Numbers, texts, or both.
    codes : str or mapping
        See `meanings`.
    where : str
    missing : str
        The kind that an empty cell is of.

    Returns
    -------
    ndarray of int8, shape (n,)

    Raises
    ------
    UsageError
        If the codes are none, or `missing` is no kind of vote.
    RecordError
        If something is written that the codes do not have.

    Examples
    --------
    >>> coded(pd.Series(["Yea", " nay", None]), "words", "votes").tolist()
    [1, 3, 0]
    """
    if missing not in KINDS:
        raise UsageError(f"unknown kind of vote {missing!r}", where, f"use {', '.join(KINDS)}")
    means = meanings(codes, where)
    # Few distinct things are written; each is looked up once.
    at, distinct = pd.factorize(pd.Series(written), use_na_sentinel=True)
    table = np.empty(len(distinct) + 1, dtype=np.int8)
    table[-1] = KINDS[missing]
    for k, one in enumerate(distinct):
        key = _key(one)
        if key is None:
            table[k] = KINDS[missing]
        elif key in means:
            table[k] = means[key]
        else:
            known = ", ".join(dict.fromkeys(str(m) for m in means))[:80]
            raise RecordError(f"unknown vote {str(one)[:40]!r}", where, f"the codes have {known}")
    return table[at]


def _key(one: object) -> Hashable | None:
    """Level a way of writing: ``1``, ``1.0`` and ``"1"`` are one; None where nothing is there."""
    if isinstance(one, str):
        text = " ".join(one.lower().split())
        if not text:
            return None
        try:
            number = float(text)
        except ValueError:
            return text
        return number if np.isfinite(number) else (None if np.isnan(number) else text)
    if isinstance(one, (Real, np.bool_)):
        number = float(one)
        return None if np.isnan(number) else number
    return None if one is None or one is pd.NA or one is pd.NaT else str(one)
