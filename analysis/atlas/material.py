"""What the site is made of: record, texts, agreement of all pairs, and shipped positions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.agreement import pairwise
from analysis.agreement.pairwise import Agreement
from analysis.errors import RecordError
from analysis.idealpoints.derived import read_derived, read_dyads, run_of
from analysis.paths import DERIVED
from analysis.record.states import state_name
from analysis.resolutions.structure import Resolutions
from analysis.rollcalls import RollCalls
from analysis.shift.shipped.tables import has_counts, run_of_counts

__all__ = ["Material", "addresses", "gather", "shipped_agreement", "whole_texts"]

#: What may be the name of a file, and what may not stand in one.
_CODE = re.compile(r"[\w-]{1,20}", re.ASCII)
_OTHERS = re.compile(r"[^A-Za-z0-9.-]+")


@dataclass(frozen=True, eq=False)
class Material:
    """Everything that pages are made of.

    Attributes
    ----------
    rollcalls : RollCalls
        Of both bodies, in order of date; those of which some votes are known among them.
    assembly : RollCalls
        Those of the Assembly of which every vote is known.
    resolutions : Resolutions
    pairs : Agreement
        Ordinal agreement of all pairs by year, periods as int.
    own_pairs : bool
        Whether `pairs` is computed from these roll calls, or as shipped.
    points : DataFrame
        Shipped ideal points of scope ``all``: ``state, year, n_votes, mean, q05, q95, r_hat,
        ess``; empty where there are none.
    points_rest_on : str
    gates : DataFrame
        Shipped gates: ``state, first, last, n_votes, bits, bits_constant, describes``.
    states : tuple of str
        Sorted codes of all states of the record and of what is shipped.
    pages : tuple of str, length n_calls
        Addresses of the pages of roll calls, from the root.
    counts : Path or None
        The folder of shipped sums of whole texts, where the record holds votes on one issue; None
        where they are counted from these roll calls.
    """

    rollcalls: RollCalls
    assembly: RollCalls
    resolutions: Resolutions
    pairs: Agreement
    own_pairs: bool
    points: pd.DataFrame
    points_rest_on: str
    gates: pd.DataFrame
    states: tuple[str, ...]
    pages: tuple[str, ...]
    counts: Path | None = None

    @cached_property
    def without_since(self) -> str:
        """The day from which adoptions without a vote are counted; "" for none."""
        if self.counts is not None:
            return str(run_of_counts(self.counts)["without_since"])
        return self.resolutions.without_since

    @cached_property
    def texts(self) -> RollCalls:
        """Those of `assembly` that are on whole texts."""
        return whole_texts(self.assembly)

    @property
    def years(self) -> tuple[int, ...]:
        """The years of the record of agreement, in order."""
        return tuple(int(str(p)) for p in self.pairs.periods)

    def name(self, state: str) -> str:
        """Return a state's name, of the record if it is in it."""
        return self._names.get(state) or state_name(state)

    @cached_property
    def _names(self) -> dict[str, str]:
        table = self.rollcalls.states["name"]
        return dict(zip(table.index, map(str, table), strict=True))

    def page_of(self, call: str) -> str:
        """Return the address of a roll call's page by its id or symbol; "" if it is none."""
        at = self.positions.get(call, -1)
        return self.pages[at] if at >= 0 else ""

    @cached_property
    def positions(self) -> dict[str, int]:
        """Where a roll call stands, by its id and by its symbol."""
        calls = self.rollcalls.calls
        by_symbol = {s: k for k, s in enumerate(calls["symbol"]) if s}
        return by_symbol | {i: k for k, i in enumerate(calls["id"])}

    @cached_property
    def spread_by_year(self) -> pd.DataFrame:
        """The median ideal point of all states by year, and the middle eight in ten."""
        return self.points.groupby("year")["mean"].quantile([0.1, 0.5, 0.9]).unstack()


def gather(
    rollcalls: RollCalls, resolutions: Resolutions, derived: Path | None = DERIVED
) -> Material:
    """Put together what the site is made of.

    Parameters
    ----------
    rollcalls : RollCalls
        From ``load_rollcalls(partial=True)``.
    resolutions : Resolutions
    derived : path, optional
        Folder of shipped estimates; None for none, as for records that are simulated. On the
        embedded record, which holds votes on one issue, agreement and counts are taken from there,
        too.

    Returns
    -------
    Material

    Raises
    ------
    RecordError
        If a state's code could not be the name of a file.

    Examples
    --------
    >>> from analysis.record.texts import text_table
    >>> rc = RollCalls.from_votes([[1, 3], [1, 1]], states=["USA", "RUS"])
    >>> found = gather(rc, Resolutions.of(text_table({}, 0)), None)
    >>> found.pages, found.years
    (('text/2000/call-0.html', 'text/2000/call-1.html'), (2000,))
    """
    order = np.argsort(rollcalls.calls["date"].to_numpy(), kind="stable")
    rollcalls = rollcalls.take(order)
    assembly = rollcalls.select(body="GA").whole()
    points, rest_on = _points(derived)
    shipped = None
    if rollcalls.scope == "embedded" and derived is not None:
        shipped = shipped_agreement(derived)
    pairs = shipped or _by_year(assembly)
    for state in rollcalls.states.index:
        if not _CODE.fullmatch(state):
            raise RecordError(f"{state[:40]!r} is no code of a state", "record", "mend the file")
    states = {*rollcalls.states.index, *pairs.states, *points["state"]}
    return Material(
        rollcalls,
        assembly,
        resolutions,
        pairs,
        shipped is None,
        points,
        rest_on,
        _gates(derived),
        tuple(sorted(states)),
        addresses(rollcalls.calls["id"].tolist(), rollcalls.calls["date"].dt.year.tolist()),
        derived if rollcalls.scope == "embedded" and derived and has_counts(derived) else None,
    )


def whole_texts(assembly: RollCalls) -> RollCalls:
    """Keep roll calls on whole texts: paragraphs, amendments and motions are no texts.

    Examples
    --------
    >>> rc = RollCalls.from_votes([[1, 3]], states=["USA"], paragraph=[False, True])
    >>> whole_texts(rc).n_calls
    1
    """
    calls = assembly.calls
    part = calls["paragraph"].fillna(False) | calls["amendment"].fillna(False)
    return assembly.take(~part.to_numpy(dtype=bool))


def addresses(ids: Sequence[str], years: Sequence[int]) -> tuple[str, ...]:
    """Return the address of each roll call's page: no two alike, whatever stands in an id.

    Examples
    --------
    >>> addresses(["res-A/RES/75/1", "res-A/RES/75_1", "../x"], [2020] * 3)
    ('text/2020/res-A_RES_75_1.html', 'text/2020/res-A_RES_75_1-2.html', 'text/2020/x.html')
    """
    taken: dict[str, int] = {}
    out = []
    for name, year in zip(ids, years, strict=True):
        plain = _OTHERS.sub("_", name).strip("._-")[:80] or "roll-call"
        # Names that differ in case alone are one on some disks.
        key = f"{year}/{plain.lower()}"
        taken[key] = taken.get(key, 0) + 1
        again = f"-{taken[key]}" if taken[key] > 1 else ""
        out.append(f"text/{year}/{plain}{again}.html")
    return tuple(out)


def shipped_agreement(folder: Path = DERIVED) -> Agreement | None:
    """Return agreement of all pairs by year as shipped; None where it is not.

    The number of a state's own votes in a year is not shipped: the most that it shares with
    another stands in its place.
    """
    try:
        table = read_dyads(folder=folder)
    except RecordError:
        return None
    states = tuple(sorted({*table["state"], *table["other"]}))
    years = sorted(int(y) for y in table["year"].unique())
    at = (
        table["year"].map({y: k for k, y in enumerate(years)}).to_numpy(),
        pd.Index(states).get_indexer(table["state"]),
        pd.Index(states).get_indexer(table["other"]),
    )
    shape = (len(years), len(states), len(states))
    values = np.full(shape, np.nan)
    n = np.zeros(shape, dtype=np.int32)
    for i, j in ((1, 2), (2, 1)):
        # Three digits are shipped: float32 has more, which mean nothing.
        values[at[0], at[i], at[j]] = table["ordinal"].to_numpy(dtype=np.float64).round(3)
        n[at[0], at[i], at[j]] = table["n"]
    own = np.arange(len(states))
    n[:, own, own] = n.max(axis=2)
    rests_on = "the agreement of all pairs of states as shipped in data/derived"
    return Agreement("ordinal", tuple(years), states, values, n, rests_on)


def _by_year(assembly: RollCalls) -> Agreement:
    if assembly.n_calls:
        found = pairwise(assembly, "ordinal", "year")
        years = tuple(int(str(p)) for p in found.periods)
        return Agreement(found.index, years, found.states, found.values, found.n, found.rests_on)
    k = assembly.n_states
    empty: npt.NDArray[np.int32] = np.zeros((0, k, k), dtype=np.int32)
    return Agreement(
        "ordinal", (), tuple(assembly.states.index), np.zeros((0, k, k)), empty, "no roll calls"
    )


_POINTS = ["state", "period", "n_votes", "mean", "q05", "q95", "r_hat", "ess"]
_GATES = ["state", "first", "last", "n_votes", "bits", "bits_constant", "describes"]


def _points(folder: Path | None) -> tuple[pd.DataFrame, str]:
    try:
        table = read_derived(folder=folder) if folder is not None else None
        rests_on = str(run_of("all", folder)["rests_on"]) if folder is not None else ""
    except RecordError:
        table, rests_on = None, ""
    if table is None:
        table = pd.DataFrame({name: pd.Series(dtype="object") for name in _POINTS})
    table = table[_POINTS].rename(columns={"period": "year"})
    return table.astype({"year": int}).sort_values(["state", "year"], ignore_index=True), rests_on


def _gates(folder: Path | None) -> pd.DataFrame:
    path = None if folder is None else folder / "gates_all.csv"
    if path is None or not path.is_file():
        return pd.DataFrame(columns=_GATES)
    return pd.read_csv(path, keep_default_na=False, dtype={"state": "str"})[_GATES]
