"""``unshift atlas``: a static site of the record, a page for each state and each roll call."""

from __future__ import annotations

from analysis.commands.shared import options as opt
from analysis.commands.shared.output import counting, emit, near, say, waiting

__all__ = ["atlas"]


def atlas(
    out: opt.AtlasFolder = None,
    record: opt.Record = opt.Scope.AUTO,
    json: opt.Json = False,
) -> None:
    """Build a site that works from a folder: states, comparisons, roll calls, search, files."""
    from analysis.atlas import build_atlas, gather
    from analysis.atlas.build import check_folder
    from analysis.files import check_place
    from analysis.paths import MADE
    from analysis.rollcalls.load import load_resolutions, load_rollcalls

    folder = MADE / "atlas" if out is None else out
    check_place(folder, "--out", folder=True)
    check_folder(folder)
    with waiting("reading the record"):
        rollcalls = load_rollcalls(record.value, partial=True)
        material = gather(rollcalls, load_resolutions(record.value))
    with counting("writing", "pages") as progress:
        built = build_atlas(material, folder, progress)
    if json:
        emit({**vars(built), "record": rollcalls.scope, "rests_on": rollcalls.rests_on()})
        return
    say(f"{near(built.folder)}: {built.files:,} files, {built.size / 1e6:.1f} MB")
    say(
        f"{built.states} states and {built.texts:,} roll calls ({rollcalls.scope}): "
        f"open {near(built.folder / 'index.html')}"
    )
