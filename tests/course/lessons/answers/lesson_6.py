"""Lesson 6: right answers in the ways they may be written, and slips with their hints."""

from __future__ import annotations

from analysis.study import Study

ARGENTINA = {
    "country": "ARG",
    "rival": "USA",
    "event": "2023-12-10",
    "before": "2019-12-10",
    "until": "2025-12-31",
    "record": "embedded",
}
QUANTITIES = {"a": "dyadic", "b": "global", "c": "issue", "d": "dyadic"}
READING = {
    "issue": "not established",
    "raw": "not established",
    "kappa": "not established",
    "raw with USA": "fell",
    "ideal point": "fell",
}
OVER = {"B", "D", "F", "G", "I"}

RIGHT: dict[str, list[tuple[object, ...]]] = {
    "6.1": [(Study(**ARGENTINA),)],
    "6.2": [(10, 3)],
    "6.3": [(QUANTITIES,)],
    "6.4": [(READING,)],
    # Letters may be written in any way.
    "6.5": [(OVER,), ("BDFGI",), (["b", "d", "f", "g", "i"],), ("B, D, F, G, I",)],
}
WRONG: dict[str, list[tuple[tuple[object, ...], str]]] = {
    "6.1": [
        ((Study(**ARGENTINA | {"event": "2023-11-19"}),), "That is the election"),
        ((Study(**ARGENTINA | {"event": "2024-01-01"}),), "first day of the time after"),
        ((Study(**ARGENTINA | {"before": "2023-01-01"}),), "whole term"),
        ((Study(**ARGENTINA | {"until": Study.until}),), "still the default"),
        ((Study(**ARGENTINA | {"until": "2025-06-30"}),), "last day of the time after"),
        ((Study(**ARGENTINA | {"country": "USA", "rival": "ARG"}),), "rival the one"),
        ((Study(**ARGENTINA | {"rival": "RUS"}),), "two states in the question"),
        ((Study(**ARGENTINA | {"record": "auto"}),), "every machine has"),
        ((ARGENTINA,), "Build it with Study"),
    ],
    "6.2": [
        ((10, 4), "look for an absence"),
        ((3, 10), "wrong way round"),
        ((4, 10), "wrong way round"),
        ((10, 1), "on which they voted alike"),
        ((12, 11), "Cut the record"),
    ],
    "6.3": [
        ((QUANTITIES | {"a": "global"},), "The global shift knows neither"),
        ((QUANTITIES | {"c": "global"},), "The global shift knows neither"),
        ((QUANTITIES | {"b": "issue"},), "not confined to one subject"),
        ((QUANTITIES | {"c": "dyadic"},), "a pair of states"),
        ((QUANTITIES | {"a": "kappa"},), "none of the three"),
        ((["dyadic", "global", "issue", "dyadic"],), "dictionary"),
    ],
    "6.4": [
        ((READING | {"issue": "rose"},), "What does a point estimate"),
        ((READING | {"kappa": "rose", "raw": "rose"},), "does the interval hold zero"),
        ((READING | {"ideal point": "not established"},), "third decimal"),
        ((READING | {"raw with USA": "rose"},), "Mind the sign"),
        ((READING | {"raw": "up"},), "none of the three"),
        (({"raw": "rose"},), "dictionary"),
    ],
    "6.5": [
        ((OVER - {"B"},), "one measure stand for the rest"),
        ((OVER - {"D"},), "proof that nothing changed"),
        ((OVER - {"F"},), "names a cause"),
        ((OVER - {"G"},), "p-value for the chance"),
        ((OVER - {"I"},), "one vote to what a state wants"),
        (({"F"},), "4 more to find"),
        ((OVER | {"H"},), "1 of yours claims no more than it may"),
        ((set("ABCDEFGHI"),), "4 of yours claim no more"),
        (({"Z"},), "letters A to I"),
        ((5,), "as a set"),
    ],
}


def right() -> dict[str, list[tuple[object, ...]]]:
    return RIGHT
