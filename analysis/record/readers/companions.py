"""Files that hold no votes and are read beside them: pairs of roll calls, published points."""

from __future__ import annotations

from analysis.record.readers.layout import Layout

__all__ = ["LAYOUTS"]

LAYOUTS = (
    Layout(
        "matches",
        "pairs of roll calls on the same text",
        lambda columns: {"rcid1", "rcid2"} <= set(columns),
        once=True,
    ),
    Layout(
        "published",
        "published ideal points",
        lambda columns: "ccode" in columns and any(c.startswith("IdealPoint") for c in columns),
    ),
)
