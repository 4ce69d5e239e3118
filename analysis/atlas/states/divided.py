"""How a state voted where its allies and its rival differed, as page one of a report counts it."""

from __future__ import annotations

from analysis.atlas.charts import Part, stacked_bars
from analysis.atlas.markup import Html, el, figure, join
from analysis.atlas.states.tables import ENOUGH, StateTables
from analysis.prose import atlas as prose
from analysis.record.states import in_sentence, state_name
from analysis.shift.quantities import group_in_words

__all__ = ["divided"]


def divided(tables: StateTables) -> Html:
    """Say and draw as whom a state voted on divided texts; nothing if it cast no vote."""
    study, years = tables.study, tables.years
    if study is None:
        return Html("")
    if not study.allies or not years["divided"].sum():
        return el("p", prose.no_sides_sentence(study))
    shares = {
        side: (years[side] / years["divided"].where(years["divided"] > 0)).to_numpy(dtype=float)
        for side in ("allies", "neither", "rival")
    }
    rival = state_name(study.rival)
    names = {"allies": "as the allies", "neither": "as neither", "rival": f"as {rival}"}
    if "allies" not in group_in_words(study):
        names["allies"] = "as the group"
    looks = {"allies": "c4", "neither": "cn", "rival": "c3"}
    held = years["year"].tolist()
    pale = years.loc[years["divided"].between(1, ENOUGH - 1), "year"].tolist()
    chart = stacked_bars(
        held,
        [Part(names[side], shares[side], looks[side]) for side in shares],
        prose.chart_words("Votes on divided texts", tables.state, held[0], held[-1]),
        pale,
    )
    return join(
        [
            el("p", prose.divided_sentence(study, tables.now, tables.span)),
            figure(
                chart,
                f"How {in_sentence(tables.state)} voted on divided texts",
                prose.divided_note(study) + (f" Pale: fewer than {ENOUGH} texts." if pale else ""),
            ),
        ]
    )
