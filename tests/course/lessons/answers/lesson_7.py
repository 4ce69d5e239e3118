"""Lesson 7: right answers in the ways they may be written, and slips with their hints."""

from __future__ import annotations

import numpy as np

from analysis.course.lessons.real import real_table

READING = {
    "abstention": "half",
    "texts": "whole texts",
    "weights": "votes",
    "members": "each year",
}
DIRECTION = {"s": "not established", "kappa": "rose", "pi": "rose"}


def right() -> dict[str, list[tuple[object, ...]]]:
    return {
        "7.1": [(56.7,), (100 * 51 / 90,), (np.float64(56.67),)],
        "7.2": [(round(_gaps().abs().mean(), 2), "MHL"), (_gaps().abs().mean(), " mhl")],
        "7.3": [(54.4, 75.6), (100 * 49 / 90, 100 * 68 / 90)],
        "7.4": [(READING, -15.8, -0.4), (dict(reversed(READING.items())), -15.797, -0.412)],
        "7.5": [(DIRECTION,), ({k: v.upper() for k, v in DIRECTION.items()},)],
    }


def _gaps():
    table = real_table("coincidence")
    return table["here"] - table["published"]


WRONG: dict[str, list[tuple[tuple[object, ...], str]]] = {
    "7.1": [
        ((0.567,), "per cent"),
        ((42.2,), "one half, not nothing"),
        ((59.4,), "before 2017"),
        ((58.1,), "before 2017"),
        ((71.1,), "one half, not one"),
        ((12.0,), "1/2"),
    ],
    "7.2": [
        ((round(_gaps().mean(), 2), "MHL"), "cancel"),
        ((round((_gaps() ** 2).mean() ** 0.5, 2), "MHL"), "mean square"),
        ((9.0, "MHL"), "row by row"),
        ((_gaps().abs().mean(), "AUS"), "differs most"),
    ],
    "7.3": [
        ((75.6, 54.4), "above"),
        ((69.0, 75.6), "below the line"),
        ((40.0, 75.6), "every vote missed was opposite"),
        ((54.4, 95.8), "not below it"),
    ],
    "7.4": [
        (("half", -15.8, -0.4), "dictionary"),
        ((READING | {"abstention": "whole"}, -15.8, -0.4), "no choice"),
        ((READING | {"weights": "years"}, -15.8, -0.4), "largest is smallest"),
        ((READING, -0.4, -15.8), "furthest below"),
        ((READING, -9.0, -0.4), "two ends"),
    ],
    "7.5": [
        (({"s": "fell"},), "keys"),
        ((DIRECTION | {"s": "down"},), "none of the three"),
        ((DIRECTION | {"s": "fell"},), "bounds"),
        ((DIRECTION | {"kappa": "not established"},), "kappa"),
    ],
}
