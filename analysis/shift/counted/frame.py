"""The roll calls of a study, each with its window, year, kind and treatment, and sums of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.errors import UsageError
from analysis.rollcalls import RollCalls
from analysis.shift.baselines import StudyWindow, three_windows
from analysis.study import WINDOWS, Study

__all__ = ["KINDS", "TREATMENTS", "Counted", "by_day", "counted"]

Floats = npt.NDArray[np.float64]

#: Whole texts, and votes on paragraphs, amendments and motions.
KINDS = ("whole", "part")
#: How a text was treated the time before (`analysis.rollcalls.recurring.treatment`).
TREATMENTS = ("vote", "without a vote", "never seen")


@dataclass(frozen=True, eq=False)
class Counted:
    """The Assembly's roll calls up to the end of a study, ready to be counted.

    Attributes
    ----------
    rollcalls : RollCalls
        In order of date.
    study : Study
    windows : tuple of StudyWindow
        After, before, earlier.
    calls : DataFrame, n_calls rows
        ``date, year, window`` (key, or ""), ``kind`` (of `KINDS`), ``treated`` (of `TREATMENTS`,
        or "" where it is not asked) and ``day`` (a number for each date).
    """

    rollcalls: RollCalls
    study: Study
    windows: tuple[StudyWindow, ...]
    calls: pd.DataFrame

    @property
    def last(self) -> date:
        """The last day that is counted."""
        return self.rollcalls.last.date()

    def mask(self, window: str, kind: str = "whole") -> npt.NDArray[np.bool_]:
        """Say which roll calls lie in a window and are of a kind, shape (n_calls,)."""
        return ((self.calls["window"] == window) & (self.calls["kind"] == kind)).to_numpy()

    def window(self, key: str) -> StudyWindow:
        """Return a window by key."""
        return self.windows[WINDOWS.index(key)]

    def days(self, values: Floats, window: str, kind: str = "whole") -> Floats:
        """Sum values of roll calls by day.

        Parameters
        ----------
        values : ndarray of float, shape (n_calls, ...)
        window, kind : str

        Returns
        -------
        ndarray of float, shape (n_days, ...)
            One row for each day with a roll call.
        """
        held = self.mask(window, kind)
        return by_day(values[held], self.calls["day"].to_numpy()[held])

    def sums(
        self, flags: Mapping[str, npt.NDArray[np.bool_]], names: Sequence[str]
    ) -> dict[str, Floats]:
        """Sum flags of whole texts by day, in each window.

        Parameters
        ----------
        flags : mapping of name to ndarray of bool, shape (n_calls,)
        names : sequence of str
            Which of them, in this order.

        Returns
        -------
        dict of window to ndarray of float, shape (n_days, n_names)
        """
        values = np.column_stack([flags[name] for name in names]).astype(np.float64)
        return {key: self.days(values, key) for key in WINDOWS}

    def groups(self) -> Iterator[tuple[list[object], npt.NDArray[np.bool_]]]:
        """Go through the windows and the years, whole texts and parts apart.

        Yields
        ------
        who : list
            As columns ``by, window, name, year, kind`` of a table have it; see `table`.
        held : ndarray of bool, shape (n_calls,)
            The roll calls of the group; there may be none.
        """
        years, kinds = self.calls["year"].to_numpy(), self.calls["kind"].to_numpy()
        for kind in KINDS:
            for w in self.windows:
                yield ["window", w.key, w.label(self.last), pd.NA, kind], self.mask(w.key, kind)
            for year in np.unique(years):
                held = (years == year) & (kinds == kind)
                yield ["year", "", str(year), int(year), kind], held

    def table(self, flags: Mapping[str, npt.ArrayLike]) -> pd.DataFrame:
        """Count roll calls by window, by year, and by window and treatment.

        Parameters
        ----------
        flags : mapping of name to array of bool or number, shape (n_calls,)

        Returns
        -------
        DataFrame
            ``by`` (window, year, treatment), ``window`` (key, or "" for years), ``name`` (label
            of the window, or the year), ``year`` (or NA), ``treated``, ``kind``, ``calls`` and a
            column for each flag. Windows without a roll call of a kind have no row for it.
        """
        held = self.calls.assign(calls=1, **{k: np.asarray(v) for k, v in flags.items()})
        sums = ["calls", *flags]
        inside = held[held["window"] != ""]
        names = {w.key: w.label(self.last) for w in self.windows}
        parts = []
        for by, part, keys in (
            ("window", inside, ["window", "kind"]),
            ("treatment", inside[inside["treated"] != ""], ["window", "kind", "treated"]),
            ("year", held, ["year", "kind"]),
        ):
            found = part.groupby(keys, sort=True)[sums].sum().reset_index()
            found["by"] = by
            parts.append(found.reindex(columns=[*_KEYS, *sums]))
        out = pd.concat([p for p in parts if len(p)], ignore_index=True)
        for column in ("window", "treated"):
            out[column] = out[column].astype("object").where(out[column].notna(), "").astype("str")
        out["year"] = out["year"].astype("Int64")
        out["name"] = [
            names.get(w, "") or str(y) for w, y in zip(out["window"], out["year"], strict=True)
        ]
        rank = out["window"].map({k: i for i, k in enumerate(WINDOWS)}).fillna(9)
        place = out["by"].map({"window": 0, "treatment": 1, "year": 2})
        kind = out["kind"].map({k: i for i, k in enumerate(KINDS)})
        how = out["treated"].map({k: i for i, k in enumerate(TREATMENTS)}).fillna(9)
        order = pd.DataFrame({"p": place, "k": kind, "r": rank, "t": how, "y": out["year"]})
        return out.loc[order.sort_values(list("pkrty"), kind="stable").index].reset_index(drop=True)


_KEYS = ["by", "window", "name", "year", "kind", "treated"]


def by_day(values: Floats, day: npt.NDArray[np.intp]) -> Floats:
    """Sum rows of the same day, shape (n_calls, ...) to (n_days, ...), in order of the days.

    Examples
    --------
    >>> by_day(np.array([1.0, 2.0, 4.0]), np.array([3, 3, 7])).tolist()
    [3.0, 4.0]
    """
    if not len(day):
        return np.zeros((0, *values.shape[1:]))
    order = np.argsort(day, kind="stable")
    first = np.unique(day[order], return_index=True)[1]
    return np.add.reduceat(values[order], first, axis=0)


def counted(rollcalls: RollCalls, study: Study) -> Counted:
    """Sort the Assembly's roll calls into the windows of a study.

    Raises
    ------
    UsageError
        If the country is unknown, or no roll call of the Assembly lies in the window after.

    Examples
    --------
    >>> rc = RollCalls.from_votes([[1, 3], [1, 1]], states=["USA", "RUS"],
    ...                           dates=["2024-12-01", "2025-02-24"], paragraph=[False, True])
    >>> counted(rc, Study()).calls[["window", "kind"]].values.tolist()
    [['before', 'whole'], ['after', 'part']]
    """
    rollcalls.row(study.country)
    assembly = rollcalls.select(body="GA", end=study.until).whole()
    calls = assembly.calls
    windows = three_windows(study)
    key = np.full(len(calls), "", dtype=object)
    for w in windows:
        key[w.window.mask(calls["date"])] = w.key
    if not (key == "after").any():
        raise UsageError(
            f"no roll calls after the event {study.event}", "study", "choose an earlier event"
        )
    part = calls["paragraph"].fillna(False) | calls["amendment"].fillna(False)
    whole = ~part.to_numpy(dtype=bool)
    treated = calls.get("treated_last", pd.Series("", index=calls.index)).to_numpy()
    table = pd.DataFrame(
        {
            "date": calls["date"],
            "year": calls["date"].dt.year,
            "window": key.astype(str),
            "kind": np.where(whole, *KINDS),
            "treated": np.where(whole, treated, "").astype(str),
            "day": np.unique(calls["date"].to_numpy(), return_inverse=True)[1],
        }
    )
    return Counted(assembly, study, windows, table)
