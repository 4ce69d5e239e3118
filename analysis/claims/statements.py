"""The statements of the ledger, read from ``claims.yml`` and checked before any vote is counted."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from analysis.claims.arguments import KINDS, Text, Texts
from analysis.claims.ballot import Book
from analysis.claims.ledger import Claim, judge
from analysis.claims.predicates import PREDICATES
from analysis.claims.predicates.deeds import DEEDS, Deed
from analysis.errors import UsageError
from analysis.plain_yaml import read_yaml

__all__ = ["CLAIMS", "Statement", "read_statements"]

CLAIMS = Path(__file__).with_name("claims.yml")


@dataclass(frozen=True)
class Statement:
    """One claim as it is made, before the votes are asked.

    Attributes
    ----------
    id : str
    statement : str
        With its numbers, states and texts filled in from the values.
    predicate : str
        A name in `PREDICATES`.
    values : mapping
        Arguments and roll calls of the predicate, by name.
    """

    id: str
    statement: str
    predicate: str
    values: Mapping[str, Any]

    def check(self, book: Book) -> Claim:
        """Ask the votes, and return the claim with its verdict."""
        found = PREDICATES[self.predicate](book, **self.values)
        return Claim(
            self.id,
            self.statement,
            judge(*found.parts),
            found.evidence,
            found.numbers,
            found.rests_on,
        )


def read_statements(path: Path = CLAIMS) -> tuple[Statement, ...]:
    """Read the statements of the ledger.

    Parameters
    ----------
    path : Path
        YAML with ``roll_calls`` (symbol and month by a name) and ``claims``, each with ``id``,
        ``statement``, ``predicate``, ``arguments`` and ``roll_calls``. A statement holds
        ``{name}`` where an argument or a roll call stands, so that no number is written twice.

    Returns
    -------
    tuple of Statement
        In the order of the file.

    Raises
    ------
    UsageError
        If the file is not such a one: an unknown predicate, an argument that is missing, unknown
        or of the wrong kind, an unknown roll call, an id that occurs twice.

    Examples
    --------
    >>> read_statements()[0].values["in_favour"]
    93
    """
    try:
        whole = read_yaml(path)
    except OSError as error:
        raise UsageError(f"no claims: {error.strerror}", path.name) from None
    except (yaml.YAMLError, ValueError) as error:
        raise UsageError("the claims are not YAML", path.name, str(error)) from None
    _names(whole, path.name, ("roll_calls", "claims"))
    texts = _texts(whole["roll_calls"], path.name)
    if not isinstance(whole["claims"], list):
        raise UsageError("the claims are no list", path.name, "write - id: and what follows")
    made = [_statement(entry, texts, path.name) for entry in whole["claims"]]
    ids = [m.id for m in made]
    for name in ids:
        if ids.count(name) > 1:
            raise UsageError("two claims have the same id", f"{path.name}, claim {name}")
    return tuple(made)


def _names(
    values: Any, where: str, required: tuple[str, ...], optional: tuple[str, ...] = ()
) -> None:
    """Check that values are named, and by these names."""
    known = f"write {', '.join((*required, *optional))}"
    if not isinstance(values, Mapping):
        raise UsageError("names and values are wanted", where, known)
    for name in required:
        if name not in values:
            raise UsageError(f"{name} is missing", where, known)
    for name in values:
        if name not in (*required, *optional):
            raise UsageError(f"unknown name {name!r}", where, known)


def _texts(values: Any, where: str) -> dict[str, Text]:
    where = f"{where}, roll_calls"
    if not isinstance(values, Mapping):
        raise UsageError("names and values are wanted", where, "write name: {symbol: …}")
    for name, about in values.items():
        _names(about, f"{where}, {name}", ("symbol",), ("month",))
    return {str(name): Text(**about) for name, about in values.items()}


def _statement(entry: Any, texts: Mapping[str, Text], where: str) -> Statement:
    key = entry.get("id") if isinstance(entry, Mapping) else None
    where = f"{where}, claim {key}"
    _names(entry, where, ("id", "statement", "predicate"), ("arguments", "roll_calls"))
    if entry["predicate"] not in PREDICATES:
        todo = f"use {', '.join(PREDICATES)}"
        raise UsageError(f"unknown predicate {entry['predicate']!r}", where, todo)
    given: dict[str, Any] = {}
    for part in ("arguments", "roll_calls"):
        values = entry.get(part, {})
        if not isinstance(values, Mapping):
            raise UsageError(f"{part} are names and values", where, "write name: value")
        given |= values
    wanted = dict(inspect.signature(PREDICATES[entry["predicate"]]).parameters)
    del wanted["book"]
    needed = tuple(n for n, p in wanted.items() if p.default is inspect.Parameter.empty)
    _names(given, where, needed, tuple(n for n in wanted if n not in needed))
    values = {
        name: _value(value, wanted[name].annotation, texts, f"{where}, {name}")
        for name, value in given.items()
    }
    try:
        statement = " ".join(str(entry["statement"]).split()).format(**values)
    except (LookupError, ValueError, AttributeError) as error:
        todo = f"it may name {', '.join(values)}"
        raise UsageError(f"a statement that cannot be filled in: {error}", where, todo) from None
    return Statement(str(key), statement, entry["predicate"], values)


def _value(value: Any, annotation: str, texts: Mapping[str, Text], where: str) -> Any:
    """Turn a value into the kind that the signature of the predicate asks for."""
    kind = annotation.removesuffix(" | None")
    if kind == Text.__name__:
        return _named(value, texts, "roll call", where)
    if kind == Texts.__name__:
        listed = value if isinstance(value, list) else [value]
        return Texts(_named(name, texts, "roll call", where) for name in listed)
    if kind == Deed.__name__:
        return _named(value, DEEDS, "deed", where)
    try:
        return KINDS[kind](value)
    except ValueError as error:
        raise UsageError(f"{value!r} will not do", where, f"write {error}") from None


def _named(name: Any, known: Mapping[str, Any], what: str, where: str) -> Any:
    if not isinstance(name, str) or name not in known:
        raise UsageError(f"unknown {what} {name!r}", where, f"use {', '.join(known)}")
    return known[name]
