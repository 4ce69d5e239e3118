"""What ``unshift estimate`` and ``unshift posterior`` share: votes asked for, points printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from analysis.commands.shared.dates import day
from analysis.commands.shared.output import emit, say
from analysis.errors import UsageError
from analysis.estimate import number
from analysis.files import check_place, whole_file

if TYPE_CHECKING:
    from analysis.idealpoints import IdealPoints
    from analysis.idealpoints.results.points import IdealPointResults
    from analysis.rollcalls import RollCalls

__all__ = ["Asked", "write_csv"]


@dataclass(frozen=True)
class Asked:
    """Which votes, states and periods a command line asks for, and where the points go.

    Attributes
    ----------
    state : sequence of str
        Codes; none for all states.
    by, record : str
    first, last : date, optional
    issue : str, optional
    paragraphs : bool
    anchor : str
    out : Path, optional
    """

    state: Sequence[str]
    by: str
    first: date | None
    last: date | None
    issue: str | None
    paragraphs: bool
    anchor: str
    record: str
    out: Path | None

    @classmethod
    def read(
        cls,
        state: Sequence[str] | None,
        by: str,
        start: str | None,
        end: str | None,
        issue: str | None,
        paragraphs: bool,
        anchor: str,
        record: str,
        out: Path | None,
    ) -> Asked:
        """Check days and the place to write to, before anything is read.

        Raises
        ------
        UsageError
            If a day is none, or nothing can be written there.
        """
        from analysis.record.states import as_code

        first, last = day(start, "--start"), day(end, "--end")
        if out is not None:
            check_place(out, "--out")
        states = list(dict.fromkeys(as_code(name) for name in state or ()))
        return cls(states, by, first, last, issue, paragraphs, as_code(anchor), record, out)

    def votes(self) -> tuple[RollCalls, RollCalls]:
        """Return the record, and the roll calls of the Assembly that are asked for.

        Raises
        ------
        UsageError
            If a state is unknown, or no roll call matches.
        """
        from analysis.idealpoints.published.selection import final_passage
        from analysis.rollcalls.load import load_rollcalls

        rollcalls = load_rollcalls(self.record)
        for code in self.state:
            rollcalls.row(code)
        part = rollcalls.select(start=self.first, end=self.last, issue=self.issue, body="GA")
        if not self.paragraphs:
            part = final_passage(part)
        if not part.n_calls:
            first, last = self.first or rollcalls.first, self.last or rollcalls.last
            raise UsageError(
                "no roll calls match",
                f"issue {self.issue or 'any'}, {first:%Y-%m-%d} to {last:%Y-%m-%d}",
                f"the record runs from {rollcalls.first:%Y-%m-%d} to {rollcalls.last:%Y-%m-%d}",
            )
        return rollcalls, part

    def check_states(self, model: IdealPoints) -> None:
        """Refuse states that cast no vote which counts."""
        for code in self.state:
            if code not in model.ballots.states:
                raise UsageError(f"no ideal point for {code}", "--state", "it cast no such vote")

    def tell(
        self,
        rollcalls: RollCalls,
        results: IdealPointResults,
        json: bool,
        method: str,
        sweeps: int,
        more: dict[str, Any],
    ) -> None:
        """Write the points to a file and print them; what did not converge is not written."""
        from analysis.idealpoints.results.intervals import LEVEL

        points = results.params
        if self.state:
            points = points[points["state"].isin(self.state)].reset_index(drop=True)
        if self.out is not None and results.converged:
            write_csv(points, self.out)
        if json:
            emit(
                {
                    "record": rollcalls.scope,
                    "rests_on": results.rests_on,
                    "by": self.by,
                    "method": method,
                    "issue": self.issue,
                    "paragraphs": self.paragraphs,
                    "anchor": results.anchor,
                    "walk_variance": results.walk_variance,
                    "converged": results.converged,
                    "sweeps": sweeps,
                    "loglik": results.loglik,
                    "n_votes": results.ballots.n_votes,
                    "n_items": len(results.ballots.items),
                    "level": LEVEL,
                    **more,
                    "ideal_points": points,
                }
            )
            return
        say(results.summary())
        say(f"  record         {rollcalls.scope}")
        if self.out is None or self.state or not results.converged:
            say()
            _print_points(points)
        if self.out is not None and results.converged:
            say(f"Wrote {len(points):,} ideal points to {self.out}.")


def _print_points(points: pd.DataFrame) -> None:
    plane = "theta2" in points
    head = f"{'state':<6} {'period':<12} {'ideal point':>11} {'90% interval':>17} "
    say(head + (f"{'second':>11} {'90% interval':>17} " if plane else "") + f"{'votes':>7}")
    for row in points.itertuples():
        span = f"[{number(row.low)}, {number(row.high)}]"
        line = f"{row.state:<6} {row.period!s:<12} {number(row.theta):>11} {span:>17} "
        if plane:
            span = f"[{number(row.low2)}, {number(row.high2)}]"
            line += f"{number(row.theta2):>11} {span:>17} "
        say(line + f"{row.n_votes:>7}")


def write_csv(table: pd.DataFrame, path: Path) -> None:
    """Write a table to a file that is either complete or, if writing fails, as it was.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> write_csv(pd.DataFrame({"a": [1]}), folder / "a.csv")
    >>> (folder / "a.csv").read_text().split(), len(list(folder.iterdir()))
    (['a', '1'], 1)
    """
    with whole_file(path) as part:
        table.to_csv(part, index=False, lineterminator="\n")
