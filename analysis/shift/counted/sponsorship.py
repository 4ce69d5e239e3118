"""Whose texts a state puts its name to, and who with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.agreement.means import mean_defined
from analysis.errors import UsageError
from analysis.estimate import Estimate
from analysis.inference import last, ratio
from analysis.record.reference import alliances, members
from analysis.record.states import in_sentence
from analysis.resolutions.structure import Resolutions
from analysis.rollcalls import RollCalls
from analysis.shift.counted.compare import Asked, compared
from analysis.shift.counted.frame import by_day, counted
from analysis.shift.design import Design
from analysis.shift.quantities import allies, group_in_words
from analysis.study import Study

__all__ = ["DESIGN", "Sponsored", "sponsored", "sponsorship", "together"]

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]

#: What is counted of texts, and the words for its share.
FLAGS = {
    "sponsored": "share of the texts submitted by states that {state} sponsored",
    "drafted": "share of the texts submitted by states that {state} submitted itself",
}


@dataclass(frozen=True, eq=False)
class Sponsored:
    """Who sponsored the Assembly's texts, of those whose sponsors are recorded.

    Attributes
    ----------
    texts : DataFrame, n_texts rows
        ``symbol, date, title, adopted``, and ``unresolved``: the groups on whose behalf it was
        submitted and whose members are not vouched for, with commas.
    states : tuple of str
    drafted, joined, grouped : ndarray of bool, shape (n_states, n_texts)
        As a drafter, as a later co-sponsor, as a member of a group.
    since : str
        The day of the first text whose sponsors are recorded.
    """

    texts: pd.DataFrame
    states: tuple[str, ...]
    drafted: Bools
    joined: Bools
    grouped: Bools
    since: str

    @property
    def any(self) -> Bools:
        """Sponsored in one way or another, shape (n_states, n_texts)."""
        found: Bools = self.drafted | self.joined | self.grouped
        return found


def sponsored(resolutions: Resolutions, states: Sequence[str]) -> Sponsored:
    """Gather who sponsored which texts.

    Parameters
    ----------
    resolutions : Resolutions
    states : sequence of str

    Returns
    -------
    Sponsored
        Texts that no state submitted (those of committees and their chairs) are left out.

    Raises
    ------
    UsageError
        If the record names the sponsors of no text.

    Examples
    --------
    >>> from analysis.record.texts import text_table
    >>> t = text_table({"symbol": ["A/RES/80/1"], "date": ["2025-10-01"], "drafters": [("EGY",)],
    ...     "cosponsors": [("FRA",)], "on_behalf_of": [("UN_AFRICA", "G77")]}, 1)
    >>> found = sponsored(Resolutions.of(t), ["EGY", "FRA", "ZAF", "USA"])
    >>> found.any[:, 0].tolist(), found.texts["unresolved"].tolist()
    ([True, True, True, False], ['G77'])
    """
    table = resolutions.to_frame()
    mine = (table["body"] == "GA") & (table["drafters"].map(len) > 0)
    table = table[mine].reset_index(drop=True)
    if not len(table):
        raise UsageError(
            "the record names the sponsors of no text", "resolutions", "fetch the list of texts"
        )
    row = {state: i for i, state in enumerate(states)}
    drafted, joined, grouped = (np.zeros((len(states), len(table)), dtype=bool) for _ in range(3))
    known = set(alliances()["alliance"])
    unresolved = []
    columns = (table["date"], table["drafters"], table["cosponsors"], table["on_behalf_of"])
    for k, (day, first, later, groups) in enumerate(zip(*columns, strict=True)):
        named = [(drafted, first), (joined, later)]
        held = {group: members(group, day) if group in known else () for group in groups}
        named += [(grouped, held[group]) for group in groups]
        for into, codes in named:
            into[[row[c] for c in codes if c in row], k] = True
        unresolved.append(", ".join(group for group in groups if not held[group]))
    texts = table[["symbol", "date", "title", "adopted"]].assign(unresolved=unresolved)
    since = f"{texts['date'].min():%Y-%m-%d}"
    return Sponsored(texts, tuple(states), drafted, joined, grouped, since)


def together(found: Sponsored, state: str, held: Bools) -> pd.DataFrame:
    """Count, for every other state, the texts that it and a state sponsored.

    Parameters
    ----------
    found : Sponsored
    state : str
    held : ndarray of bool, shape (n_texts,)
        Which texts count.

    Returns
    -------
    DataFrame
        ``state, both, own`` (texts of the state), ``other`` (texts of the other), ``share`` (of
        the state's texts that the other sponsored too) and ``jaccard`` (both over either; NaN
        without a text); those with most in common first.

    Examples
    --------
    >>> from analysis.record.texts import text_table
    >>> t = text_table({"symbol": ["A/RES/80/1", "A/RES/80/2"], "date": ["2025-10-01"] * 2,
    ...                 "drafters": [("FRA", "DEU"), ("FRA",)]}, 2)
    >>> found = sponsored(Resolutions.of(t), ["FRA", "DEU"])
    >>> together(found, "DEU", np.array([True, True]))[["state", "both", "jaccard"]].values.tolist()
    [['FRA', 1, 0.5]]
    """
    names = found.any[:, held]
    own = names[found.states.index(state)]
    both, other = (names & own).sum(axis=1), names.sum(axis=1)
    either = (names | own).sum(axis=1)
    table = pd.DataFrame(
        {
            "state": found.states,
            "both": both,
            "own": int(own.sum()),
            "other": other,
            "share": np.where(own.sum() > 0, both / max(int(own.sum()), 1), np.nan),
            "jaccard": np.divide(both, either, out=np.full(len(both), np.nan), where=either > 0),
        }
    )
    table = table[table["state"] != state]
    return table.sort_values(["both", "state"], ascending=[False, True], ignore_index=True)


def sponsorship(rollcalls: RollCalls, study: Study, resolutions: Resolutions) -> list[Estimate]:
    """Count the texts that the country sponsors, and with whom, in each of the three windows.

    Returns
    -------
    list of Estimate
        ``sponsors.<flag>.<window>`` and ``....change.<baseline>`` for the flags of `FLAGS`, with
        ``count``, ``texts`` and ``complete`` (whether sponsors are recorded for the whole window)
        among the details of levels; their table counts by window and year. Then
        ``sponsors.with.<partner>.<window>`` and its changes: co-sponsorship (Jaccard) with the
        rival, the friend, and the allies (the mean); its table has all other states by window.
        Of a window whose first days are not recorded, the rest counts; ``complete`` says so.

    Raises
    ------
    UsageError
        If the country is unknown, or the record names no sponsors.
    """
    frame = counted(rollcalls, study)
    found = sponsored(resolutions, tuple(frame.rollcalls.states.index))
    days = found.texts["date"]
    end = pd.Timestamp(frame.last)
    masks = {w.key: w.window.mask(days) & (days <= end).to_numpy() for w in frame.windows}
    complete = {w.key: w.window.ends()[0] >= pd.Timestamp(found.since) for w in frame.windows}
    masks = {key: held for key, held in masks.items() if held.any()}
    if "after" not in masks:
        raise UsageError(
            f"sponsors are recorded from {found.since}, and of no text of the window after",
            "sponsorship",
            "choose a later event",
        )
    i = found.states.index(study.country)
    flags = {"sponsored": found.any[i], "drafted": found.drafted[i]}
    table = _by_time(found, i, masks, complete, frame.last.year)
    day = np.unique(days.to_numpy(), return_inverse=True)[1]
    out: list[Estimate] = []
    for name, words in FLAGS.items():
        values = np.column_stack([flags[name], np.ones(len(days))]).astype(np.float64)
        sums = {key: by_day(values[held], day[held]) for key, held in masks.items()}
        about: dict[str, dict[str, object]] = {
            key: {
                "count": int(flags[name][held].sum()),
                "texts": int(held.sum()),
                "complete": complete[key],
                "recorded_from": found.since,
                "unresolved": int((found.texts["unresolved"][held] != "").sum()),
            }
            for key, held in masks.items()
        }
        asked = Asked(f"sponsors.{name}", words, name, ratio(0), last, unit="texts")
        out += compared(asked, sums, frame, table, about)
    partners = pd.concat(
        [together(found, study.country, held).assign(window=key) for key, held in masks.items()],
        ignore_index=True,
    )
    for code, words, group in _partners(study, found.states):
        values = _pairs(found, i, group)
        sums = {key: by_day(values[held], day[held]) for key, held in masks.items()}
        asked = Asked(
            f"sponsors.with.{code}",
            "texts that both {state} and {partner} sponsored, of those that either did",
            "jaccard",
            _jaccard,
            lambda total: total[..., 1].max(axis=-1),
            unit="texts",
            partner=code,
            partner_name=words,
        )
        out += compared(asked, sums, frame, partners)
    return [replace(e, rests_on=f"{e.n} texts whose sponsors are recorded") for e in out]


def _partners(study: Study, known: tuple[str, ...]) -> list[tuple[str, str, list[int]]]:
    states = dict.fromkeys([study.rival, study.friend])
    out = [
        (s, in_sentence(s), [known.index(s)]) for s in states if s in known and s != study.country
    ]
    group = [known.index(s) for s in allies(study)(study.event) if s in known]
    return [*out, ("allies", group_in_words(study), group)] if group else out


def _pairs(found: Sponsored, i: int, group: list[int]) -> Floats:
    """Say of each text and partner whether both sponsored it and whether either did.

    Returns
    -------
    ndarray of float, shape (n_texts, n_partners, 2)
    """
    names = found.any
    both, either = names[group] & names[i], names[group] | names[i]
    return np.stack([both, either], axis=-1).astype(np.float64).transpose(1, 0, 2)


def _jaccard(total: Floats) -> Floats:
    return np.asarray(mean_defined(ratio(0)(total)))


def _by_time(
    found: Sponsored, i: int, masks: dict[str, Bools], complete: dict[str, bool], last_year: int
) -> pd.DataFrame:
    """Count the state's texts by window and by year."""
    years = found.texts["date"].dt.year.to_numpy()
    groups = [("window", key, key, pd.NA, held) for key, held in masks.items()]
    groups += [("year", "", str(y), int(y), years == y) for y in np.unique(years) if y <= last_year]
    since = pd.Timestamp(found.since)
    rows = [
        {
            "by": by,
            "window": window,
            "name": name,
            "year": year,
            "texts": int(held.sum()),
            "sponsored": int(found.any[i][held].sum()),
            "drafted": int(found.drafted[i][held].sum()),
            "joined": int((found.joined[i] & ~found.drafted[i])[held].sum()),
            "by_group": int((found.grouped[i] & ~found.drafted[i] & ~found.joined[i])[held].sum()),
            "unresolved": int((found.texts["unresolved"][held] != "").sum()),
            "complete": complete[window] if window else pd.Timestamp(int(year), 1, 1) >= since,
        }
        for by, window, name, year, held in groups
    ]
    return pd.DataFrame(rows).astype({"year": "Int64"})


DESIGN = Design("sponsorship", sponsorship, in_table=False, needs_texts=True)
