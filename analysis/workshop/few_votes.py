"""How often a change is called that is none, where one window has few votes.

Of shares, of indices corrected for chance, of the gap, and of changes on the same texts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.agreement.indices import index_named
from analysis.inference import jackknife
from analysis.inference.reference import reference
from analysis.inference.result import LEAST_VARIANCE, added_variance, variance_of_windows, with_more
from analysis.inference.statistics import ratio
from analysis.workshop.coverage import AFTER, BEFORE, WITHIN

__all__ = ["FEW", "OTHERS", "PLUSES", "SHARES", "few_votes_table", "other_table"]

Floats = npt.NDArray[np.float64]

#: Roll calls of each day of the short window.
FEW: Mapping[str, Sequence[int]] = {
    "5 days of 1": [1] * 5,
    "5 days, 1 to 8": [1, 1, 2, 3, 8],
    "8 days of 2": [2] * 8,
    "12 days of 1": [1] * 12,
    "6 days of 5": [5] * 6,
}
#: The calendars of the long window: since January 2025, and the four years before.
LONG: Mapping[str, Sequence[int]] = {"2025": AFTER, "2021-24": BEFORE}
SHARES = (0.02, 0.1, 0.3, 0.5, 0.7, 0.9, 0.98)
#: How many votes are added for the variance.
PLUSES = (0.0, 1.0, 2.0, 4.0)


def few_votes_table(
    n: int = 200,
    few: Sequence[str] = tuple(FEW),
    shares: Sequence[float] = SHARES,
    pluses: Sequence[float] = PLUSES,
    seed: int = 1,
    progress: Callable[[int, int], None] | None = None,
) -> pd.DataFrame:
    """Simulate a share that is the same in a long and a short window, and see what is called.

    Parameters
    ----------
    n : int
        Records for each row.
    few : sequence of str
        Names of `FEW`.
    shares, pluses : sequence of float
    seed : int
    progress : callable, optional
        Called with rows done and rows in all.

    Returns
    -------
    DataFrame
        Columns ``days, long, within, share, plus, called`` (share of all records in which a 90%
        interval excludes zero), ``width`` (mean, of the intervals there are) and ``n``.

    Examples
    --------
    >>> table = few_votes_table(20, ["5 days of 1"], [0.9], [0.0, 4.0])
    >>> table.groupby("plus")["called"].mean().diff().iloc[-1] < 0
    np.True_
    """
    rows: list[dict[str, object]] = []
    total = len(few) * len(LONG) * len(WITHIN) * len(shares)
    for name in few:
        for long, sizes in LONG.items():
            for within in WITHIN:
                for share in shares:
                    rng = np.random.default_rng(seed)
                    records = [
                        (_days(FEW[name], share, within, rng), _days(sizes, share, within, rng))
                        for _ in range(n)
                    ]
                    for plus in pluses:
                        found = [_change(*record, plus) for record in records]
                        held = [f for f in found if f.has_error]
                        rows.append(
                            {
                                "days": name,
                                "long": long,
                                "within": within,
                                "share": share,
                                "plus": plus,
                                "called": sum(f.low > 0 or f.high < 0 for f in held) / n,
                                "width": float(np.mean([f.high - f.low for f in held] or [np.nan])),
                                "n": n,
                            }
                        )
                    if progress is not None:
                        progress(len(rows) // len(pluses), total)
    return pd.DataFrame(rows)


def _days(sizes: Sequence[int], share: float, within: float, rng: np.random.Generator) -> Floats:
    """Simulate days: how many of a kind, and how many in all, shape (n_days, 2)."""
    p = np.full(len(sizes), share)
    if within > 0:
        scale = (1 - within) / within
        p = rng.beta(share * scale, (1 - share) * scale, len(sizes))
    return np.column_stack([rng.binomial(sizes, p), sizes]).astype(np.float64)


def _change(before: Floats, after: Floats, plus: float) -> jackknife.Jackknife:
    return jackknife._windows(
        [before, after], ratio(0), 0.90, (before[:, 1], after[:, 1]), True, plus
    )


def _joint(p: float, q: float, alike: float) -> Floats:
    """Shares of joint votes of states that vote No on shares p and q, and abstain on a few.

    `alike` of them are matched in order, as far as the shares let them be; the rest by chance.
    """
    one, two = (np.array([0.9 * (1 - x), 0.1 * (1 - x), x]) for x in (p, q))
    top = np.minimum(np.cumsum(one)[:, None], np.cumsum(two))
    matched = np.diff(np.diff(top, axis=0, prepend=0), axis=1, prepend=0)
    joint = (1 - alike) * np.outer(one, two) + alike * np.clip(matched, 0, None) + 1e-6
    return np.asarray(joint / joint.sum())


#: Of each number that is no share: what a vote is like in the cells tried, by name.
OTHERS: Mapping[str, Mapping[str, Floats]] = {
    "kappa": {
        f"{p:g}, {q:g}, {alike:g}": _joint(p, q, alike)
        for p in SHARES
        for q in (0.1, 0.5, 0.9)
        for alike in (0.0, 0.6)
    },
    "gap": {
        f"{a:g}, {r:g}": np.outer([a, 1 - a], [r, 1 - r]).ravel() for a in SHARES for r in SHARES
    },
    "pairs": {
        f"{kind} {q:g}": np.array([*(q * np.array(down)), 1 - q, *(q * np.array(up))])
        for q in SHARES
        for kind, down, up in (
            ("even", (1 / 4, 1 / 4), (1 / 4, 1 / 4)),
            ("skew", (0, 2 / 3), (0, 1 / 3)),
            ("steep", (1 / 3, 0), (2 / 3, 0)),
        )
    },
}
#: Changes on a pair of texts: down by one, by a half, none, up.
STEPS = np.array([-1.0, -0.5, 0.0, 0.5, 1.0])


def other_table(
    what: str,
    n: int = 30,
    few: Sequence[str] = tuple(FEW),
    kinds: Sequence[str] | None = None,
    seed: int = 1,
    progress: Callable[[int, int], None] | None = None,
) -> pd.DataFrame:
    """Simulate what is no share and is the same in both windows, and see what is called.

    Parameters
    ----------
    what : {"kappa", "gap", "pairs"}
        Pairs, texts voted on both times, have one window of days and no other: their mean change
        is zero.
    n : int
        Records for each row.
    few : sequence of str
        Names of `FEW`.
    kinds : sequence of str, optional
        Names of `OTHERS`; default is all.
    seed : int
    progress : callable, optional

    Returns
    -------
    DataFrame
        As `few_votes_table`, with ``kind`` for ``share``, and without ``width``.

    Examples
    --------
    >>> table = other_table("gap", 20, ["5 days of 1"], ["0.98, 0.02"])
    >>> table.groupby("plus")["called"].mean().diff().iloc[1] < 0
    np.True_
    """
    rows: list[dict[str, object]] = []
    chosen = list(OTHERS[what] if kinds is None else kinds)
    longs = {"": ()} if what == "pairs" else LONG
    total = len(few) * len(longs) * len(WITHIN) * len(chosen)
    for name in few:
        for long, sizes in longs.items():
            for within in WITHIN:
                for kind in chosen:
                    rng = np.random.default_rng(seed)
                    every = [s for s in (FEW[name], sizes) if len(s)]
                    called = np.zeros(len(PLUSES))
                    for _ in range(n):
                        called += _called(what, OTHERS[what][kind], every, within, rng)
                    about = {"days": name, "long": long, "within": within, "kind": kind, "n": n}
                    rows += [
                        about | {"plus": p, "called": c / n}
                        for p, c in zip(PLUSES, called, strict=True)
                    ]
                    if progress is not None:
                        progress(len(rows) // len(PLUSES), total)
    return pd.DataFrame(rows)


def _sorts(sizes: Sequence[int], like: Floats, within: float, rng: np.random.Generator) -> Floats:
    """Simulate how many votes of each day are of each sort, shape (n_days, *like.shape)."""
    flat = like.ravel()
    shares = np.repeat(flat[None], len(sizes), axis=0)
    if within > 0:  # a sort that never occurs keeps as good as no share
        shares = rng.dirichlet(flat * (1 - within) / within + 1e-9, len(sizes))
    days = [rng.multinomial(n, p) for n, p in zip(sizes, shares, strict=True)]
    return np.array(days, dtype=np.float64).reshape(-1, *like.shape)


def _called(
    what: str, like: Floats, every: Sequence[Sequence[int]], within: float, rng: np.random.Generator
) -> Floats:
    """Simulate one record and say, for each of `PLUSES`, whether a change is called at 10%."""
    value, parts, sizes, more = 0.0, [], [], []
    for sign, size in zip((-1.0, 1.0)[-len(every) :], every, strict=True):
        days = _sorts(size, like, within, rng)
        total = days.sum(axis=0)
        values = _VALUES[what](np.concatenate([total[None], total - days]))
        value += sign * float(values[0])
        parts.append(sign * (values[1:] - values[0]))
        sizes.append(np.asarray(size, dtype=np.float64))
        more.append([_grown(what, total, plus) for plus in PLUSES])
    found = variance_of_windows(parts, sizes)
    if found is None or found[0] <= LEAST_VARIANCE:
        return np.zeros(len(PLUSES))
    held = reference(found[1])
    variances = [with_more(found[0], [m[k] for m in more], sizes, found[2]) for k in range(4)]
    return np.array([held.p_value(value / np.sqrt(v)) <= 0.10 for v in variances], dtype=float)


#: From sums of votes of each sort, shape (..., *sorts), to the number.
_VALUES: Mapping[str, Callable[[Floats], Floats]] = {
    "kappa": index_named("kappa"),
    "gap": lambda t: (t[..., 1] - t[..., 2]) / t.sum(axis=-1),
    "pairs": lambda t: (t @ STEPS) / t.sum(axis=-1),
}


def _grown(what: str, total: Floats, plus: float) -> float:
    """Return what the variance of one vote is larger by for votes added, as the page rules."""
    n = float(total.sum())
    if plus == 0:
        return 0.0
    if what == "gap":
        agreements = (total[0] + total[1]) / n, (total[0] + total[2]) / n
        return sum(added_variance(float(a), n, plus) for a in agreements)
    if what == "pairs":
        mean, square = float(total @ STEPS) / n, float(total @ STEPS**2) / n
        held = (n * square + plus) / (n + plus) - (n * mean / (n + plus)) ** 2
        return max(0.0, held - (square - mean**2))
    return max(0.0, _of_one(total + plus / 9) - _of_one(total))


def _of_one(total: Floats) -> float:
    """Return the variance of one joint vote's influence on kappa; 0 where that is not defined."""
    shares, step = total / total.sum(), 1e-6
    kappa = _VALUES["kappa"]
    influence = (kappa(shares + step * np.eye(9).reshape(9, 3, 3)) - kappa(shares)) / step
    mean = float(shares.ravel() @ influence)
    found = float(shares.ravel() @ influence**2) - mean**2
    return found if np.isfinite(found) else 0.0


def markdown(table: pd.DataFrame) -> str:
    """Write the table as Markdown: the rate of calls, its mean and its worst case, by `plus`."""
    lines = ["| days of the short window | " + " | ".join(f"+{p:g}" for p in PLUSES) + " |"]
    lines.append("|---|" + "---:|" * len(PLUSES))
    for name, part in table.groupby("days", sort=False):
        by = part.groupby("plus")["called"]
        cells = [f"{100 * by.mean()[p]:.0f}% ({100 * by.max()[p]:.0f}%)" for p in PLUSES]
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def main() -> None:  # pragma: no cover
    """Print the tables of docs/decisions/few-votes.md."""
    from analysis.commands.shared.output import counting, say

    with counting("simulating", "rows") as progress:
        table = few_votes_table(progress=progress)
    say(markdown(table))
    for what in OTHERS:
        with counting(f"simulating {what}", "rows") as progress:
            table = other_table(what, progress=progress)
        say(f"\n{what}\n\n{markdown(table)}")


if __name__ == "__main__":  # pragma: no cover
    main()
