"""Texts on which allies and rival differ: how often a state votes as the ones, or the other."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.agreement import common_vote
from analysis.agreement.group import member_votes
from analysis.estimate import Estimate
from analysis.inference import last, ratio
from analysis.record.codes import is_cast
from analysis.record.states import in_sentence
from analysis.rollcalls import RollCalls
from analysis.shift.counted.compare import Asked, compared
from analysis.shift.counted.frame import Counted, counted
from analysis.shift.counted.levels import Flags
from analysis.shift.design import Design
from analysis.shift.quantities import allies, group_in_words
from analysis.study import Study

__all__ = [
    "DESIGN",
    "SIDES",
    "SUMS",
    "divided_flags",
    "divided_of_days",
    "divided_texts",
    "sides_of",
]

Floats = npt.NDArray[np.float64]
Votes = npt.NDArray[np.int8]

#: How the state votes on a divided text, and the words for it.
SIDES = {
    "allies": "share of divided texts on which {state} voted as {partner} did",
    "rival": "share of divided texts on which {state} voted as {partner} did",
    "neither": "share of divided texts on which {state} voted as neither did",
}
#: What is summed by day, in this order.
SUMS = (*SIDES, "absent", "voted")


def divided_flags(rollcalls: RollCalls, study: Study) -> Flags:
    """Say of each roll call whether it is divided, and how the country voted then.

    Returns
    -------
    dict of str to ndarray of bool, shape (n_calls,)
        ``allies``, ``rival``, ``neither``, ``absent`` (divided, and the country cast no vote),
        ``voted`` (divided, and it did) and ``divided``.

    Raises
    ------
    UsageError
        If a state or an alliance is unknown, or no ally is in the record.

    Examples
    --------
    >>> rc = RollCalls.from_votes([[1, 3, 2], [1, 1, 1], [3, 3, 3]], states=["USA", "GBR", "RUS"])
    >>> {k: v.tolist() for k, v in divided_flags(rc, Study()).items() if k in SIDES}
    {'allies': [True, False, False], 'rival': [False, True, False], 'neither': [False, False, True]}
    """
    group = member_votes(rollcalls, study.country, allies(study))[0]
    return sides_of(rollcalls.of(study.country), rollcalls.of(study.rival), common_vote(group))


def sides_of(own: Votes, rival: Votes, common: Votes) -> Flags:
    """Say of each roll call what `divided_flags` says, from three votes on it, shape (n_calls,)."""
    divided = is_cast(common) & is_cast(rival) & (common != rival)
    voted = divided & is_cast(own)
    with_allies, with_rival = voted & (own == common), voted & (own == rival)
    return {
        "allies": with_allies,
        "rival": with_rival,
        "neither": voted & ~with_allies & ~with_rival,
        "absent": divided & ~is_cast(own),
        "voted": voted,
        "divided": divided,
    }


def divided_texts(rollcalls: RollCalls, study: Study) -> list[Estimate]:
    """Count the divided texts three ways, in each of the three windows.

    Returns
    -------
    list of Estimate
        ``divided.<side>.<window>`` for the sides of `SIDES`: shares of the divided texts on which
        the country voted, with ``count``, ``absent`` and ``divided`` among their details, and
        ``divided.<side>.change.<baseline>``. The table has the same by year and by treatment.

    Raises
    ------
    UsageError
        If a state or an alliance is unknown, or no ally is in the record.

    Examples
    --------
    >>> rc = RollCalls.from_votes([[1, 3], [1, 1], [3, 3]], states=["USA", "GBR", "RUS"],
    ...                           dates=["2024-12-01", "2025-02-24"])
    >>> [(e.name, e.estimate) for e in divided_texts(rc, Study()) if "rival" in e.name][:2]
    [('divided.rival.after', 1.0), ('divided.rival.before', 0.0)]
    """
    frame = counted(rollcalls, study)
    flags = divided_flags(frame.rollcalls, study)
    return divided_of_days(frame, frame.sums(flags, SUMS), frame.table(flags))


def divided_of_days(
    frame: Counted, days: Mapping[str, Floats], table: pd.DataFrame
) -> list[Estimate]:
    """Make the estimates of `divided_texts` from sums by day, however they were come by.

    Parameters
    ----------
    frame : Counted
    days : mapping of window to ndarray of float, shape (n_days, n_sums)
        Sums of whole texts, in the order of `SUMS`.
    table : DataFrame
        Stands behind the estimates.
    """
    study = frame.study
    partner = {"allies": group_in_words(study), "rival": in_sentence(study.rival), "neither": ""}
    found: list[Estimate] = []
    for k, (side, words) in enumerate(SIDES.items()):
        about: dict[str, dict[str, object]] = {}
        for key, held in days.items():
            absent, voted = (int(held[:, SUMS.index(n)].sum()) for n in ("absent", "voted"))
            about[key] = {
                "count": int(held[:, k].sum()),
                "absent": absent,
                "divided": absent + voted,
            }
        asked = Asked(
            f"divided.{side}",
            words,
            f"divided_{side}",
            ratio(k),
            last,
            unit="divided texts",
            partner={"rival": study.rival, "allies": "allies"}.get(side, ""),
            partner_name=partner[side],
        )
        found += compared(asked, days, frame, table, about)
    return found


DESIGN = Design("divided", divided_texts, in_table=False)
