"""``unshift data``: what files were found, and whether the record holds together."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from analysis.commands.data import derive, sources
from analysis.commands.shared import options as opt
from analysis.commands.shared.output import emit, say, waiting
from analysis.errors import UnshiftError
from analysis.paths import ROOT, checkout

__all__ = ["app"]

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="The record of votes.")
app.command("list")(sources.list_sources)
app.command("fetch")(sources.fetch_sources)
app.command("import")(sources.import_sources)
app.command("derive")(derive.derive)

ACCOUNT = ROOT / "data" / "README.md"
BEGIN_ACCOUNT = "<!-- account: made by `unshift data check --write`, not by hand -->"
END_ACCOUNT = "<!-- end of account -->"


@app.command("status")
def status(
    json: opt.Json = False,
    states: Annotated[
        bool, typer.Option("--states", help="List the states and their codes.")
    ] = False,
) -> None:
    """Say which files of votes were found, how far the record reaches, and what would add to it."""
    from analysis.rollcalls.accounts.check import status as find
    from analysis.rollcalls.load import load_rollcalls

    if states:
        with waiting("reading the record"):
            table = load_rollcalls().states.reset_index()[["state", "name"]]
        if json:
            emit({"states": table})
        else:
            for row in table.itertuples():
                say(f"{row.state}  {row.name}")
        return
    with waiting("looking for files, and reading the record"):
        found = find() | _extent()
    if json:
        emit(found)
        return
    _print_status(found)


def _extent() -> dict[str, Any]:
    """Say how far the record reaches and what would add to it; why not, if it cannot be read."""
    from analysis.record.sources.registry import read_registry
    from analysis.rollcalls.accounts.reach import by_hand, reach
    from analysis.rollcalls.load import load_rollcalls

    try:
        record = load_rollcalls()
    except UnshiftError as error:
        return {"reach": [], "by_hand": [], "error": str(error)}
    return {"reach": reach(record), "by_hand": by_hand(record, read_registry()), "error": ""}


def _say_reach(reach: list[dict[str, Any]]) -> None:
    names = {"GA": "General Assembly", "SC": "Security Council"}
    for row in reach:
        session = f", to session {row['session']}" if row["session"] else ""
        say(
            f"  {names.get(row['body'], row['body'])}: {row['first']} to {row['last']}, "
            f"{row['roll_calls']:,} roll calls{session}"
        )


def _print_status(found: dict[str, Any]) -> None:
    say("Searched: " + ", ".join(found["searched"]))
    if found["missing"]:
        say(f"Named in UNSHIFT_DATA, but no folder: {', '.join(found['missing'])}.")
    for item in found["files"]:
        say(f"  {item['name']:<22} {item['path']}  ({item['bytes']:,} bytes)")
    broken = [item["path"] for item in found["files"] if item["name"] == "unreadable"]
    if broken:
        say(f"Not tables of text, to be downloaded again or removed: {', '.join(broken)}.")
    say(f"The record in use is: {found['scope']}.")
    cache = found["cache"]
    say(f"Its copy in the cache, {cache['folder'] or 'UNSHIFT_CACHE'}: {cache['holds']}.")
    if found["error"]:
        say(f"It cannot be read: {found['error']}")
        return
    say("It reaches:")
    _say_reach(found["reach"])
    if found["scope"] == "embedded":
        say(
            "Only the embedded Ukraine roll calls are here. `unshift data fetch --all` gets the "
            "history; data/README.md says where it comes from."
        )
    if found["by_hand"]:
        say("Files to be downloaded by hand would add:")
    for item in found["by_hand"]:
        say(f"  {item['name']}: {item['adds']} ({item['page']})")


@app.command("check")
def check(
    json: opt.Json = False,
    record: opt.Record = opt.Scope.AUTO,
    write: opt.WriteAccount = False,
) -> None:
    """Check the record: counts, gaps, and tallies that differ from their stated totals."""
    from analysis.record.states import in_sentence
    from analysis.resolutions.completeness import by_year
    from analysis.rollcalls.accounts.account import account_tables, account_text
    from analysis.rollcalls.accounts.check import check_record
    from analysis.rollcalls.accounts.reach import reach
    from analysis.rollcalls.load import list_conflicts, load_resolutions, load_rollcalls

    if write:
        checkout()
    with waiting("reading and checking the record"):
        record_in_use = load_rollcalls(record.value, partial=True)
        account = check_record(record_in_use)
        conflicts = list_conflicts(record.value)
        account["conflicts"] = conflicts
        account["reach"] = reach(record_in_use.whole())
        texts = load_resolutions(record.value)
        account |= {"resolutions": len(texts), "without_a_vote_since": texts.without_since}
        tables = account_tables(record_in_use.whole(), texts, conflicts)
        account |= tables | {"adoptions_by_year": by_year(texts)}
    if write:
        from analysis.reporting.findings import put_between

        put_between(ACCOUNT, BEGIN_ACCOUNT, END_ACCOUNT, account_text(tables, in_sentence("USA")))
    if json:
        emit(account)
        return
    say(
        f"{account['roll_calls']:,} roll calls, {account['votes']:,} votes, "
        f"{account['states']} states, {account['first']} to {account['last']} "
        f"({account['scope']} record)."
    )
    partial = account["partial"]
    if partial["roll_calls"]:
        say(
            f"Beside them {partial['roll_calls']:,} of which only some votes are known "
            f"({partial['votes']:,} votes): "
            + ", ".join(f"{n:,} of {source}" for source, n in partial["by_source"].items())
            + "."
        )
    _say_reach(account["reach"])
    say(
        f"{len(texts):,} texts adopted; those adopted without a vote are here "
        + (f"from {texts.without_since} on." if texts.without_since else "not at all.")
    )
    for gap in account["gaps"]:
        say(f"  gap: {gap['text']}")
    differ = account["tally_differences"]
    say(f"{len(differ)} roll calls whose counted tally differs from the stated totals.")
    for row in differ[:20]:
        say(f"  {row['date']}  {row['symbol'] or row['id']}: {row['text']}")
    if len(differ) > 20:
        say(f"  and {len(differ) - 20} more; --json lists all")
    say(f"{len(conflicts)} votes of which two sources say different things.")
    for row in conflicts.head(10).itertuples():
        say(
            f"  {row.date}  {row.symbol or row.id}, {row.state}: {row.says} in {row.earlier}, "
            f"{row.says_else} in {row.later}; {row.stands} stands"
        )
    if len(conflicts) > 10:
        say(f"  and {len(conflicts) - 10} more; --json lists all")
    for note in account["notes"]:
        say(f"  note: {note}")


@app.command("evaluate")
def evaluate(json: opt.Json = False) -> None:
    """Measure issue codes by rule and links of recurring texts against hand work."""
    from analysis.rollcalls.accounts.evaluate import evaluate as measure

    with waiting("measuring issue codes and links"):
        result = measure()
    if json:
        emit(result)
        return
    say("Issue codes by rule, against the hand codes (settled on even numbers):")
    say("  issue  text             half      n  precision  recall     F1")
    for row in result["issues"].itertuples():
        say(
            f"  {row.issue:<6} {row.text:<16} {row.half:<4} {row.n:>6}  {row.precision:>9.3f}  "
            f"{row.recall:>6.3f}  {row.f1:>5.3f}"
        )
    if len(result["headings"]):
        say("The same since 2019, with headings of the thesaurus (settled on even numbers):")
        say("  against         issue  evidence            half    n  precision  recall     F1")
        for row in result["headings"].itertuples():
            say(
                f"  {row.against:<15} {row.issue:<6} {row.evidence:<18} {row.half:<5} {row.n:>3}  "
                f"{row.precision:>9.3f}  {row.recall:>6.3f}  {row.f1:>5.3f}"
            )
    say("Links of recurring texts, against the published pairs:")
    say("  evidence          half  pairs  with titles  decided  precision  recall  of all pairs")
    for row in result["links"].itertuples():
        say(
            f"  {row.evidence:<17} {row.half:<4} {row.pairs:>6}  {row.n:>11}  {row.decided:>7}  "
            f"{row.precision:>9.3f}  {row.recall:>6.3f}  {row.recall_of_all:>12.3f}"
        )
    last = result["last_year"]
    say(
        f"{last['linked']} of {last['roll_calls']} roll calls of the Assembly in {last['year']} "
        "are on a text of an earlier year."
    )
    say(
        "Roll calls with each code: " + ", ".join(f"{k} {v}" for k, v in result["by_issue"].items())
    )
