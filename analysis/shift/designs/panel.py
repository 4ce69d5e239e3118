"""Panel of dyads: which groups of states moved with a country, and which away from it?

Dyads country-state by period, with effects of state and period:
y_it = a_i + b_t + Σ_g c_g [t after the event][i in g] + x_it'd + e_it. One side of every dyad is
the country, so what moved it towards or away from everybody is in b_t, and c_g is the movement of
a group minus that of the states in no group.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.agreement import Agreement, headlines, pairwise
from analysis.errors import UsageError
from analysis.estimate import Estimate
from analysis.quantity import UNSAID, Quantity
from analysis.record.reference import members
from analysis.record.states import in_sentence
from analysis.rollcalls import RollCalls
from analysis.shift.design import Design, gathered
from analysis.shift.inputs import ended, year_cuts
from analysis.shift.methods.movement import movement
from analysis.shift.methods.panel_windows import PanelWindows, read_panel, within
from analysis.study import Study
from analysis.words import day_in_words

__all__ = ["DESIGN", "distances", "dyads", "panel", "panel_design"]

Floats = npt.NDArray[np.float64]

#: Periods on each side of the event without which errors clustered by period are not believed.
FEW_PERIODS = 5
#: Placebo windows without which there is neither interval nor p-value.
FEW_WINDOWS = 10


def dyads(agreement: Agreement, country: str) -> pd.DataFrame:
    """List a country's agreement with every other state.

    Returns
    -------
    DataFrame
        Columns ``state, period, value``; dyads without a value are left out.

    Raises
    ------
    UsageError
        If the country is unknown.
    """
    wide = agreement.of(country).copy()
    tidy = wide.reset_index().melt(id_vars="period", var_name="state", value_name="value")
    return tidy.dropna(subset=["value"])[["state", "period", "value"]].reset_index(drop=True)


def distances(theta: pd.Series, country: str) -> pd.DataFrame:
    """List the distance between a country's ideal point and every other state's.

    Parameters
    ----------
    theta : Series
        Indexed by ``state`` and ``period``: one draw, or the point estimates.
    country : str

    Returns
    -------
    DataFrame
        Columns ``state, period, value``. A larger value is further away.

    Examples
    --------
    >>> index = pd.MultiIndex.from_product([["USA", "RUS"], [2024, 2025]],
    ...                                    names=["state", "period"])
    >>> distances(pd.Series([2.0, 3.0, -1.0, 1.0], index=index), "USA")["value"].tolist()
    [3.0, 2.0]
    """
    wide = theta.unstack("state")
    if country not in wide:
        raise UsageError(f"no ideal point for {country!r}", "distances", "use a state's code")
    gap = wide.drop(columns=country).sub(wide[country], axis=0).abs()
    tidy = gap.reset_index().melt(id_vars="period", var_name="state", value_name="value")
    return tidy.dropna(subset=["value"])[["state", "period", "value"]].reset_index(drop=True)


def panel(
    outcome: pd.DataFrame,
    study: Study,
    groups: Sequence[str] | Mapping[str, Sequence[str]] = ("NATO", "CSTO"),
    *,
    covariates: pd.DataFrame | None = None,
    words: str = "agreement with the country",
    quantity: Quantity = UNSAID,
    name: str = "panel",
    rests_on: str = "",
) -> Estimate:
    """Estimate how far a group of states moved with a country, against states in no group.

    Parameters
    ----------
    outcome : DataFrame
        Columns ``state, period, value`` (see `dyads` and `distances`).
    study : Study
        Event and windows; level.
    groups : sequence of str, or mapping from name to states
        Alliances, with their members on the day of the event. The estimate is of the first.
    covariates : DataFrame, optional
        Columns ``state, period`` and numbers, such as `analysis.record.country.covariates`. Dyads
        without them are left out.
    words, name, rests_on : str
    quantity : Quantity
        What is measured, in fields; `words` has its places.

    Returns
    -------
    Estimate
        The table has a row per group and covariate: ``term, estimate, se, p_value, states,
        low, high``, se and p clustered by state and period (pyfixest), or by
        state alone where the former gives no positive variance. With fewer than five
        periods on a side those are too small; `se`, interval and p-value of the estimate then come
        from the same regression on every earlier window of as many periods, and are withheld
        with fewer than ten such windows.

    Raises
    ------
    UsageError
        If a column is missing, a dyad occurs twice, a group is unknown or has no state in the
        panel, or no period lies on one side of the event.
    """
    who = _groups(groups, study)
    data = read_panel(outcome, study, name)
    states = data.wide.columns
    flags = {g: np.isin(states, inside) for g, inside in who.items()}
    for g, flag in flags.items():
        present = data.wide.iloc[data.event][data.late].notna().any().to_numpy()
        if not (flag & present).any() or flag[present].all():
            raise UsageError(
                f"after {day_in_words(study.event)} no state that votes is in {g}, or every one",
                name,
                "choose groups that leave some states out",
            )
    extra = _as_wide(covariates, data.wide, name)
    long, terms = _long(data, flags, extra)
    table = _table(_feols(long, terms, name), terms, [*flags, *extra], long, study.level)
    value = float(table["estimate"].iloc[0])
    placebos = _earlier(data, list(flags.values()), list(extra.values()))
    sides = (data.before, data.after)
    few = min(sides) < FEW_PERIODS
    se = low = high = p_value = None
    said = "errors clustered by state and period (pyfixest, CRV1)"
    if not few:
        se, p_value, low, high = (float(table[c].iloc[0]) for c in ("se", "p_value", "low", "high"))
    elif len(placebos) >= FEW_WINDOWS:
        size = np.abs(placebos)
        se = float(np.sqrt(np.mean(size**2)))
        reach = float(np.quantile(size, study.level))
        low, high = value - reach, value + reach
        p_value = float((1 + (size >= abs(value) - 1e-12).sum()) / (1 + len(size)))
        said = f"interval and p from the same regression on {len(size)} earlier windows"
    first = next(iter(who))
    asked = replace(
        quantity.asked(
            "change",
            f"change in {words} of the states of {first}, minus that of states in no group",
        ),
        part=first,
    )
    return Estimate(
        name=f"{name}.{first}",
        estimand=asked.words(),
        estimate=value,
        low=low,
        high=high,
        level=study.level,
        se=se,
        p_value=p_value,
        n=len(long),
        unit="dyads in a period",
        method=f"least squares with effects of state and period; {said}",
        rests_on=rests_on
        or f"{long['state'].nunique()} states, {sides[0]} periods before and "
        f"{sides[1]} after {study.event}",
        comparison=f"states in none of {', '.join(who)}",
        assumptions=_assumptions(few, sides, len(placebos), extra),
        table=table,
        quantity=asked,
    )


def _groups(
    groups: Sequence[str] | Mapping[str, Sequence[str]], study: Study
) -> dict[str, list[str]]:
    if isinstance(groups, Mapping):
        who = {str(g): list(states) for g, states in groups.items()}
    else:
        who = {g: list(members(g, study.event)) for g in groups}
    if not who:
        raise UsageError("no groups", "panel", "give at least one, such as NATO")
    return {g: [s for s in states if s != study.country] for g, states in who.items()}


def _as_wide(
    covariates: pd.DataFrame | None, wide: pd.DataFrame, name: str
) -> dict[str, pd.DataFrame]:
    """Return each covariate as periods by states, as the outcome is."""
    if covariates is None:
        return {}
    if covariates.duplicated(["state", "period"]).any():
        raise UsageError("a covariate occurs twice", name, "give one row per state and period")
    names = [c for c in covariates.columns if c not in ("state", "period")]
    return {
        x: covariates.pivot(index="period", columns="state", values=x).reindex(
            index=wide.index, columns=wide.columns
        )
        for x in names
    }


def _long(
    data: PanelWindows,
    flags: Mapping[str, npt.NDArray[np.bool_]],
    extra: Mapping[str, pd.DataFrame],
) -> tuple[pd.DataFrame, list[str]]:
    """Return the window around the event, one row per dyad and period, and its terms."""
    part = data.wide.iloc[data.event]
    periods, states = np.indices(part.shape)
    columns: dict[str, Any] = {
        "state": part.columns.to_numpy()[states.ravel()],
        "period": [str(p) for p in part.index.to_numpy()[periods.ravel()]],
        "value": part.to_numpy().ravel(),
    }
    for k, flag in enumerate(flags.values()):
        columns[f"g{k}"] = (data.late[:, None] & flag).astype(float).ravel()
    for k, values in enumerate(extra.values()):
        columns[f"x{k}"] = values.iloc[data.event].to_numpy().ravel()
    long = pd.DataFrame(columns).dropna()
    # A state with one period says nothing beside its own effect.
    return long[long.groupby("state")["value"].transform("size") > 1], list(columns)[3:]


def _earlier(
    data: PanelWindows, flags: Sequence[npt.NDArray[np.bool_]], extra: Sequence[pd.DataFrame]
) -> Floats:
    """Coefficient of the first group in every earlier window that has one."""
    values = data.wide.to_numpy()
    groups = [(data.late[:, None] & flag).astype(float) for flag in flags]
    out = []
    for rows in data.earlier:
        part = values[rows]
        known = np.isfinite(part)
        # The states of a group may not exist yet; one that does not is no term of the window.
        here = [g for g, f in zip(groups, flags, strict=True) if known[:, f].sum(axis=1).all()]
        if not here or here[0] is not groups[0]:
            continue
        out.append(within(part, [*here, *(x.to_numpy()[rows] for x in extra)])[0])
    found = np.array(out, dtype=np.float64)
    return found[np.isfinite(found)]


def _feols(long: pd.DataFrame, terms: Sequence[str], name: str) -> Any:
    import pyfixest

    formula = f"value ~ {' + '.join(terms)} | state + period"
    try:
        # With few periods the two-way variance may be negative: its root is then no number.
        with np.errstate(invalid="ignore"):
            fit = pyfixest.feols(formula, long, vcov={"CRV1": "state + period"})
            sound = bool(np.isfinite(fit.se()).all())
        if not sound:
            fit = pyfixest.feols(formula, long, vcov={"CRV1": "state"})
        return fit
    except (ValueError, np.linalg.LinAlgError) as error:
        raise UsageError(
            "the panel leaves nothing to estimate from", name, str(error).splitlines()[0]
        ) from None


def _table(
    fit: Any, terms: Sequence[str], names: Sequence[str], long: pd.DataFrame, level: float
) -> pd.DataFrame:
    coef, se, p = fit.coef(), fit.se(), fit.pvalue()
    ends = fit.confint(alpha=1 - level)
    rows = []
    for term, label in zip(terms, names, strict=True):
        if term not in coef.index:
            raise UsageError(
                f"{label} cannot be told apart from the rest", "panel", "leave out one of the two"
            )
        treated = long.loc[long[term] != 0, "state"].nunique()
        rows.append(
            {
                "term": label,
                "estimate": float(coef[term]),
                "se": float(se[term]),
                "p_value": float(p[term]),
                "low": float(ends.loc[term].iloc[0]),
                "high": float(ends.loc[term].iloc[1]),
                "states": int(treated),
            }
        )
    return pd.DataFrame(rows)


def _assumptions(
    few: bool, sides: tuple[int, int], windows: int, extra: Mapping[str, object]
) -> tuple[str, ...]:
    said = [
        "without the event the group and the other states would have moved alike",
        "what moved the country towards or away from every state is in the effects of periods",
    ]
    if few:
        said.append(
            f"{sides[0]} periods before and {sides[1]} after are too few for errors clustered by "
            "period; those in the table are too small"
        )
        said.append(
            "the event's window is as likely as any earlier one to hold the largest change"
            if windows >= FEW_WINDOWS
            else f"only {windows} earlier windows: no interval and no p-value"
        )
    if extra:
        said.append(f"held constant: {', '.join(extra)}; dyads without them are left out")
    return tuple(said)


GROUPS = ("NATO", "CSTO")


def panel_design(rollcalls: RollCalls, study: Study) -> list[Estimate]:
    """Estimate which groups moved with the country, in a panel of dyads."""
    part = ended(rollcalls, study)
    cuts = year_cuts(part, study)
    found: list[Callable[[], Estimate]] = []
    for index, word in ((i.name, i.words) for i in headlines()):
        outcome = dyads(pairwise(part, index, cuts), study.country)
        said: dict[str, Any] = {
            "words": f"{word} with {in_sentence(study.country)}",
            "quantity": Quantity(measure=index, partner=study.country),
            "rests_on": part.rests_on(),
        }
        found += [
            partial(panel, outcome, study, GROUPS, name=f"panel.{index}", **said),
            partial(movement, outcome, study, name=f"movement.{index}", **said),
        ]
    return gathered(found)


DESIGN = Design("panel", panel_design)
