"""Wrong answers thought up by somebody who wants the point: each key, and what to hand in.

They need no hint of their own. `test_exercises` hands in each, and none is to pass.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from analysis.study import Study

from . import lesson_1, lesson_2, lesson_5, lesson_6, lesson_7

THREE = ("rose", "fell", "not established")
KINDS = ("dyadic", "global", "issue")


class Lying(float):
    """A number that says it is as near as may be to every other."""

    def __sub__(self, other):
        return 0.0

    __rsub__ = __abs__ = lambda self, other=None: 0.0

    def __eq__(self, other):
        return True

    __hash__ = float.__hash__


class Agreeing(str):
    """A text equal to every other."""

    def __eq__(self, other):
        return True

    def __hash__(self):
        return 0

    def __str__(self):
        return self


def _other(words, right: dict[str, str], most: int) -> list[dict[str, str]]:
    """Give every dictionary of these words that differs from the right one in up to so many."""
    found = [dict(zip(right, v, strict=True)) for v in itertools.product(words, repeat=len(right))]
    return [d for d in found if 0 < sum(d[k] != right[k] for k in right) <= most]


def _read(**options: Any) -> Callable[[Any], pd.DataFrame]:
    return lambda file: pd.read_csv(file, **({"keep_default_na": False} | options))


def _after(change: Callable[[pd.DataFrame], pd.DataFrame]) -> Callable[[Any], pd.DataFrame]:
    return lambda file: change(_read()(file))


def _kept() -> Callable[[Any], pd.DataFrame]:
    held: dict[str, pd.DataFrame] = {}
    return lambda file: held.setdefault("table", _read()(file))


READERS = [
    _read(nrows=193),
    _read(header=None),
    _read(na_values=["NA"]),
    _read(converters={"iso2": lambda x: x or "NA", "vote": lambda x: x or "X"}),
    _kept(),
    _after(lambda t: t.replace({"iso2": {"": "NA"}})),
    _after(lambda t: t.replace({"vote": {"": "X"}})),
    _after(lambda t: t.replace("NA", "NAM")),
    _after(lambda t: t.sort_values("iso2")),
    _after(lambda t: t.apply(lambda c: c.str.lower())),
    _after(lambda t: t.apply(lambda c: " " + c)),
    _after(lambda t: t.drop_duplicates("vote")),
    _after(lambda t: t.assign(n=1)),
    _after(lambda t: t[["vote", "iso2"]]),
    lambda file: _read(na_values=[""])(file).ffill(),
    lambda file: _read(na_values=[""])(file).dropna(),
    lambda file: pd.read_csv(file).fillna({"iso2": "NA", "vote": ""}),
    lambda file: pd.read_csv(file).astype(str),
    lambda file: pd.read_csv(file).astype(str).replace("nan", "NA"),
    iter,
]

W = lesson_2.WEIGHTS


def _by_thread(table):
    import threading

    from analysis.agreement.indices import ordinal

    out: list[float] = []
    thread = threading.Thread(target=lambda: out.append(float(ordinal(np.asarray(table)))))
    thread.start()
    thread.join()
    return out[0]


def _by_copied_code(table):
    import types

    from analysis.agreement.indices import ordinal

    return float(types.FunctionType(ordinal.__code__, ordinal.__globals__)(np.asarray(table)))


def _of_array(index: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda table: index(np.asarray(table, dtype=float))


TABLES = [
    _by_thread,
    _by_copied_code,
    _of_array(lambda t: np.trace(t) / t.sum()),
    _of_array(lambda t: (np.triu(W) * t).sum() / t.sum()),
    _of_array(lambda t: (np.tril(W) * t).sum() / t.sum()),
    _of_array(lambda t: (W * t).sum() // t.sum()),
    _of_array(lambda t: round((W * t).sum() / t.sum(), 6)),
    _of_array(lambda t: ((W + 0.5 * (W == 0)) * t).sum() / t.sum()),
    _of_array(lambda t: np.mean((W * t).sum(axis=1) / np.maximum(t.sum(axis=1), 1))),
    _of_array(lambda t: (W * t).mean()),
    _of_array(lambda t: (W * t).sum() / (t.sum() - 1)),
    _of_array(lambda t: np.float32((W * t).sum() / t.sum())),
    _of_array(lambda t: (W**2 * t).sum() / t.sum()),
    _of_array(lambda t: (t[0, 0] + t[2, 2]) / max(t[[0, 0, 2, 2], [0, 2, 0, 2]].sum(), 1)),
]


def _jumps_by(made: Callable[[pd.Series], pd.Series]) -> Callable[[pd.Series], Any]:
    return lambda s: lesson_5.ranked(s, lesson_5.sizes, len, lambda x: made(x).dropna())


def _changed(made: Callable[[int, float], Any]) -> Callable[[pd.Series], Any]:
    return lambda s: made(*lesson_5.placebo(s))


PLACEBOS = [
    _jumps_by(lambda x: x - x.rolling(4).median().shift(1)),
    _jumps_by(lambda x: x - x.rolling(3).mean().shift(1)),
    _jumps_by(lambda x: x - x.rolling(5).mean().shift(1)),
    _jumps_by(lambda x: x - x.rolling(4, min_periods=1).mean().shift(1)),
    _jumps_by(lambda x: x - x.expanding(4).mean().shift(1)),
    _jumps_by(lambda x: x - x.ewm(span=4).mean().shift(1)),
    _jumps_by(lambda x: x - x.rolling(4, center=True).mean()),
    _jumps_by(lambda x: x - x[::-1].rolling(4).mean()[::-1].shift(-1)),
    _jumps_by(lambda x: (x - x.rolling(4).mean().shift(1)) / x.rolling(4).std().shift(1)),
    _jumps_by(lambda x: lesson_5.jumps_of(x.reindex(range(x.index[0], x.index[-1] + 1)))),
    _jumps_by(lambda x: x.diff()),
    _jumps_by(lambda x: x.diff(4)),
    _jumps_by(lambda x: x),
    _changed(lambda rank, p: (rank + 0.4, p)),
    _changed(lambda rank, p: (p, rank)),
    _changed(lambda rank, p: (rank, 2 * p)),
    _changed(lambda rank, p: (rank, 1 - p)),
    lambda s: lesson_5.placebo(s.iloc[-14:]),
    lambda s: lesson_5.placebo(s.sort_values()),
    lambda s: lesson_5.ranked(s, lambda q: (q <= q.iloc[-1]).sum()),
    lambda s: lesson_5.ranked(s, lambda q: (q.abs() <= abs(q.iloc[-1])).sum()),
]

Q, SE, M = lesson_5.Q, lesson_5.SE, len(lesson_5.Q)
ARGENTINA = [
    *({"event": day} for day in ("2023-12-11", "2023-12-09", "2023-10-22")),
    *({"before": day} for day in ("2019-12-11", "2015-12-10", "1946-01-01")),
    *({"until": day} for day in ("2025-12-30", "2026-12-31")),
    *({"country": "BRA"}, {"rival": "CHN"}),
]
SYMBOLS, EVERY = lesson_1.SYMBOLS, lesson_1.ASSEMBLY.calls["symbol"].tolist()
GAPS = lesson_7._gaps()
SIZE = float(GAPS.abs().mean())
K, RAW, KAPPA = lesson_2.POSITIONS, lesson_2.RAW, lesson_2.KAPPA

FURTHER: dict[str, list[tuple[object, ...]]] = {
    "1.2": [(v,) for v in (0.93, 13 / 25, 12 / 14, 0.92, 1 - 13 / 14, 92.86, 13 / 15, Lying(0.1))],
    "1.3": [(1, read) for read in READERS]
    + [(n, lesson_1.read) for n in (0, 2, 193, -1, "1", Lying(5))],
    "1.4": [
        (answer, lesson_1.SEED)
        for answer in (
            EVERY, lesson_1.DAMAGED, SYMBOLS[:1], [], ",".join(SYMBOLS), [SYMBOLS], [0, 1],
            [s.lower() for s in SYMBOLS], {Agreeing("x")}, [Agreeing("x")] * 2,
        )
    ],
    "1.5": [(v,) for v in (19, 21, 18, 22, 28, 20.4, -20, 0, "20", Lying(3))],
    "2.1": [(v,) for v in (4 / 6, 3.5 / 7, 0.58, 7 / 12 + 0.001, -3.5 / 6, Lying(0.1))],
    "2.2": [(index,) for index in TABLES],
    "2.3": [(v,) for v in (1 / 3, 0.26, 25.5, -0.255, Lying(0.1))],
    "2.4": [
        (100 * RAW, 100 * KAPPA, "b"), (RAW, RAW, "b"), (KAPPA, KAPPA, "b"),
        (abs(RAW), abs(KAPPA), "b"), (RAW, KAPPA, "abc"), (RAW, KAPPA, ["b"]),
        (RAW, KAPPA, Agreeing("d")),
    ],
    "2.5": [
        ({k: v - 0.5 for k, v in K.items()},), ({k: 100 * v for k, v in K.items()},),
        ({(s, 4048 - y): v for (s, y), v in K.items()},),
        ({("GBR" if s == "RUS" else "RUS", y): v for (s, y), v in K.items()},),
        ({k: Lying(0.5) for k in K},),
    ],
    "3.1": [
        (-0.3, -0.7, "both"), (-0.3, -0.7, "right"), (0.3, 0.7, "left"), (-0.7, -0.3, "left"),
        (-0.3, -0.3, "left"), (-0.29, -0.7, "left"), (-0.3, -0.71, "left"), (-1.2, -2.8, "left"),
    ],
    "3.2": [(v,) for v in (1.0, 5.0, 10.0, 20.0, 40.0, Lying(1.0))],
    "3.3": [(v,) for v in (0.9, 0.95, 0.68, 1.0, 0.5, 0.88, Lying(0.5))],
    "3.4": [
        (-0.6, -0.2, -0.2), (-0.6, 0.4, -0.2), (0.6, -0.2, 0.4), (-0.6, 0.2, 0.4), (0, 0, 0),
        (-0.5, -0.2, 0.4), (-0.6, -0.1, 0.4), (-0.6, -0.2, 0.5), (-0.65, -0.2, 0.4),
    ],
    "3.5": [(1.02, 8.0), (1.0, 3.0), (1.5, 1.5), (1.0, 5.0), (Lying(1), Lying(2))],
    "4.1": [(v,) for v in (0.45, 0.4, 0.9, 0.59, 0.61, 0.67, 0.06, 0.15, Lying(0.1))],
    "4.2": [(0.8, 0.2), (0.82, 0.82), (-0.25, -0.01), (-1, -0.2), (Lying(1), Lying(2))],
    "4.3": [(-1.4, -1.4), (-1.03, -1.03), (1, 0), (0, 0), (-1.2, 0), (-0.2, 0)],
    "4.4": [(-0.09, -0.05), (-0.05, -0.05), (0.1, 0.1), (-0.086, -0.086), (-0.136, 0)],
    "4.5": [(0.75, 0.5, 1.0), (-0.75, -1.17, -0.33), (0.7, 0.3, 1.2), (0.75, -0.33, 1.17)],
    "5.1": [v for v in itertools.product(THREE, repeat=2) if v != ("not established", "rose")],
    "5.2": [
        (0.79, lesson_5.WORTH), (lesson_5.RHO, lesson_5.N), (1 - lesson_5.RHO, lesson_5.WORTH),
        (lesson_5.RHO, lesson_5.N**0.5), (Lying(0.1), Lying(0.2)),
    ],
    "5.3": [(function,) for function in PLACEBOS],
    "5.4": [
        (dict(zip("ABC", p, strict=True)), lesson_5.SEED)
        for p in itertools.product(lesson_5.STORIES.values(), repeat=3)
        if p != tuple(lesson_5.STORIES.values())
    ],
    "5.5": [
        (Q.mean(), SE.max()), (Q.mean(), (SE**2).sum() ** 0.5), (Q.mean(), SE.mean() / M**0.5),
        (Q.mean(), SE.mean() + Q.std(ddof=1)), (Lying(1), Lying(2)),
        (Q.mean(), ((SE**2).mean() + (1 - 1 / M) * Q.var(ddof=1)) ** 0.5),
    ],
    "6.1": [(Study(**lesson_6.ARGENTINA | changed),) for changed in ARGENTINA],
    "6.2": [(9, 3), (11, 3), (10, 2), (10, 5), (13, 3), (10, 0), (0, 0), (10.4, 3), ("10", "3")],
    "6.3": [(d,) for d in _other(KINDS, lesson_6.QUANTITIES, 4)],
    "6.4": [(d,) for d in _other(THREE, lesson_6.READING, 2)],
    "6.5": [
        (lesson_6.OVER ^ set(letters),)
        for n in (1, 2)
        for letters in itertools.combinations("ABCDEFGHI", n)
    ],
    "7.1": [(v,) for v in (56, 57, 56.6, 56.8, 51, 90, 5.67, 43.3, Lying(1.0))],
    "7.2": [
        (GAPS.abs().median(), "MHL"), (GAPS.abs().max(), "MHL"), (GAPS.abs().sum(), "MHL"),
        (GAPS.std(), "MHL"), (-SIZE, "MHL"), (SIZE, "Marshall Islands"), (SIZE, "MHL AUS"),
        (SIZE, Agreeing("AUS")),
    ],
    "7.3": [
        (54.4, 54.4), (75.6, 75.6), (0, 100), (54, 76), (54.3, 75.6), (44.4, 75.6), (0.544, 0.756),
    ],
    "7.4": [
        (lesson_7.READING, *ends)
        for ends in (
            (-15.8, 0.4), (15.8, -0.4), (-15, -0.4), (-15.8, 0), (-16, -0.4), (-15.8, -15.8),
        )
    ],
    "7.5": [(d,) for d in _other(THREE, lesson_7.DIRECTION, 3)],
}  # fmt: skip
