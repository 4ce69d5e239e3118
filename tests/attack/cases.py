"""All cases, in one order; a group is a function in one of the modules listed here."""

from __future__ import annotations

from collections.abc import Iterator

from . import bombs, files, flags, kept, places, servers, usage
from .promise import Case

__all__ = ["GROUPS", "SEED", "all_cases", "sample"]

SEED = 20250224
#: A new group is a function of the seed, and a line here.
GROUPS = (
    files.readers,
    files.imports,
    files.published,
    files.others,
    files.objects,
    files.frames,
    places.studies,
    places.tables,
    places.reports,
    places.notebooks,
    flags.words,
    flags.outputs,
    flags.environment,
    kept.caches,
    kept.checkpoints,
    kept.derived,
    servers.fetches,
    places.classes,
    places.pages,
    usage.wrong,
    bombs.bombs,
)


def all_cases(seed: int = SEED) -> Iterator[Case]:
    """Give every case; the same seed gives the same."""
    for group in GROUPS:
        yield from group(seed)


def sample(most: int = 42, seed: int = SEED) -> list[Case]:
    """Give a few cases of every group, as far apart in it as can be."""
    each = most // len(GROUPS)
    found = []
    for group in GROUPS:
        cases = list(group(seed))
        found += [cases[(2 * k + 1) * len(cases) // (2 * each)] for k in range(each)]
    return found
