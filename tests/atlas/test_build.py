"""The site as a whole: every page is there, every link leads somewhere, the same bytes again."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from analysis.atlas import gather
from analysis.atlas.build import OURS, build_atlas
from analysis.atlas.fixed_pages import about_page, compare_page, search_page
from analysis.atlas.states import state_page, state_tables
from analysis.atlas.text_page import list_pages, text_pages
from analysis.errors import UsageError
from analysis.paths import ROOT
from analysis.rollcalls import RollCalls
from analysis.rollcalls.load import load_resolutions, load_rollcalls

from .conftest import ARABIC, HOSTILE, STATES, tiny_resolutions


class Page(HTMLParser):
    """Links, scripts, elements and what a reader sees of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.seen = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.links += [v or "" for k, v in attrs if k in ("href", "src", "action")]

    def handle_data(self, data: str) -> None:
        self.seen += data


def pages(site: Path) -> Iterator[tuple[Path, Page]]:
    for path in sorted(site.rglob("*.html")):
        yield path, Page(path.read_text("utf-8"))


def contents(folder: Path) -> dict[str, bytes]:
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()
    }


def test_every_state_and_every_roll_call_has_a_page(site, material):
    assert {p.stem for p in (site / "state").glob("*.html")} == set(STATES)
    assert all((site / page).is_file() for page in material.pages)
    assert len(set(material.pages)) == material.rollcalls.n_calls


def test_every_link_leads_to_a_file_of_the_site(site):
    for path, page in pages(site):
        ids = {at["id"] for _, at in page.tags if "id" in at}
        for address in page.links:
            parts = urlsplit(address)
            assert not parts.scheme, (path, address)
            assert not parts.netloc, (path, address)
            if parts.path:
                assert (path.parent / unquote(parts.path)).is_file(), (path, address)
            elif parts.fragment:
                assert parts.fragment in ids, (path, address)


def test_pages_have_landmarks_one_heading_and_a_policy_that_allows_their_own_scripts_alone(site):
    for path, page in pages(site):
        names = [tag for tag, _ in page.tags]
        assert [names.count(t) for t in ("main", "h1", "header", "title")] == [1] * 4, path
        policy = [at["content"] or "" for t, at in page.tags if t == "meta" and "content" in at]
        assert any("script-src 'self';" in p and "default-src 'none'" in p for p in policy), path
        assert not [at for _, at in page.tags if any(k.startswith("on") for k in at)], path
        assert not [at for t, at in page.tags if t == "script" and "src" not in at], path
        assert not [at for _, at in page.tags if "style" in at], path
        assert all(at.get("aria-label") for t, at in page.tags if t == "svg"), path


def test_a_hostile_title_is_text_everywhere(site):
    seen = 0
    for path, page in pages(site):
        assert not [at for _, at in page.tags if at.get("src") == "x"], path
        seen += "alert(1)" in page.seen
    assert seen >= 4  # its page, the year's list, and pages of states
    for path in (site / "data").rglob("*.js"):
        assert "</script" not in path.read_text("utf-8").lower(), path


def test_titles_of_any_kind_are_shown(site):
    whole = {path.stem: page.seen for path, page in pages(site / "text")}
    assert HOSTILE in whole["res-A_RES_79_1"]
    assert ARABIC in whole["d"]
    assert "x" * 2000 in whole["f"]
    assert "Untitled vote of the Security Council" in whole["S_1"]


def test_a_roll_call_is_read_without_scripts(site):
    text = Page((site / "text/2024/d.html").read_text("utf-8"))
    for part in ("2 December 2024", "No (2)", "RUS, USA", "Abstained (1)", "A/RES/78/5"):
        assert part in text.seen
    assert "DDR" not in text.seen  # no member: in no list


def test_what_is_known_in_part_says_so_and_counts_nowhere(site, material):
    assert "those of 4 states are not" in Page((site / "text/2025/h.html").read_text()).seen
    assert "0 no vote cast" not in Page((site / "text/2025/h.html").read_text()).seen
    listed = Page((site / "text/2025/index.html").read_text("utf-8")).seen
    assert listed.count("some votes alone are known") == 1
    assert "h" not in material.assembly.calls["id"].tolist()


def test_the_same_record_gives_the_same_bytes(site, material, tmp_path):
    build_atlas(material, tmp_path / "again")
    assert contents(tmp_path / "again") == contents(site)


_AGAIN = """
import sys
from pathlib import Path
from analysis.atlas import build_atlas, gather
from tests.atlas.conftest import tiny_resolutions, tiny_rollcalls
build_atlas(gather(tiny_rollcalls(), tiny_resolutions(), None), Path(sys.argv[1]))
"""


@pytest.mark.slow
def test_another_day_zone_and_order_of_hashes_give_the_same_bytes(site, tmp_path):
    """Slow: a program of its own, some five seconds."""
    other = {"TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "7", "LC_ALL": "C"}
    done = subprocess.run(
        [sys.executable, "-c", _AGAIN, str(tmp_path / "again")],
        env=os.environ | other, cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert contents(tmp_path / "again") == contents(site)


def test_an_atlas_is_replaced_and_nothing_is_left_beside_it(material, tmp_path):
    folder = tmp_path / "site"
    build_atlas(material, folder)
    (folder / "state/OLD.html").write_text("gone")
    (folder / ".DS_Store").write_bytes(b"of a program that shows folders")
    build_atlas(material, folder)
    assert not (folder / "state/OLD.html").exists()
    assert [p.name for p in tmp_path.iterdir()] == ["site"]


def test_what_fails_leaves_the_old_site_and_no_other(material, tmp_path):
    folder = tmp_path / "site"
    build_atlas(material, folder)
    before = contents(folder)

    def stop(done: int, planned: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build_atlas(material, folder, stop)
    assert contents(folder) == before
    assert [p.name for p in tmp_path.iterdir()] == ["site"]


def test_a_folder_with_something_else_is_not_touched(material, tmp_path):
    (tmp_path / "thesis.tex").write_text("mine")
    with pytest.raises(UsageError) as raised:
        build_atlas(material, tmp_path)
    assert raised.value.where == "--out"
    assert [p.name for p in tmp_path.iterdir()] == ["thesis.tex"]
    with pytest.raises(UsageError):
        build_atlas(material, tmp_path / "thesis.tex")


def test_a_disk_that_is_full_leaves_the_old_site_and_no_other(material, tmp_path, monkeypatch):
    folder = tmp_path / "site"
    build_atlas(material, folder)
    before = contents(folder)
    write, room = Path.write_bytes, iter(range(20))

    def full(path: Path, data: bytes) -> int:
        if next(room, None) is None:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
        return write(path, data)

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="No space"):
        build_atlas(material, folder)
    monkeypatch.undo()
    assert contents(folder) == before
    assert [p.name for p in tmp_path.iterdir()] == ["site"]


def test_what_a_killed_run_left_is_cleared_by_the_next(material, tmp_path):
    left = tmp_path / ".unshift-site-left"
    (left / "site").mkdir(parents=True)
    os.utime(left, (1e9, 1e9))
    build_atlas(material, tmp_path / "site")
    assert [p.name for p in tmp_path.iterdir()] == ["site"]


def test_a_state_never_seen_a_year_without_votes_and_no_symbol_have_pages(tmp_path):
    votes = [[1, 9, 3], [3, 9, 1], [2, 9, 8]]
    rc = RollCalls.from_votes(
        votes, states=["QQQ", "USA", "RUS"], dates=["1990-12-01", "1991-12-01", "1992-12-01"],
        title=["=1+1", "Held by nobody", "Three"],
    )  # fmt: skip
    build_atlas(gather(rc, tiny_resolutions(), None), tmp_path / "site")
    page = Page((tmp_path / "site/state/QQQ.html").read_text("utf-8"))
    assert "1991" not in (tmp_path / "site/data/state/QQQ-years.csv").read_text("utf-8")
    assert "by which allies and a rival could be chosen" in page.seen
    assert "0 roll calls" not in Page((tmp_path / "site/text/1991/index.html").read_text()).seen
    assert "'=1+1" in (tmp_path / "site/data/roll_calls.csv").read_text("utf-8")
    assert ",=1" not in (tmp_path / "site/data/state/QQQ-texts.csv").read_text("utf-8")


def test_pages_of_roll_calls_are_small(material):
    """Thousands of them are most of the site: what repeats on each is kept under 900 bytes."""
    pages = dict(text_pages(material))
    own = pages["text/2024/res-A_RES_79_1.html"]
    body = own[own.index("<h1") : own.index("</main>")]
    assert len(own.encode()) - len(body.encode()) < 900


@pytest.mark.slow
def test_of_the_embedded_record_pages_are_small_and_their_links_lead_to_pages():
    """Slow: the shipped agreement of all pairs is read. Of states a sample is written."""
    material = gather(load_rollcalls("embedded", partial=True), load_resolutions("embedded"))
    texts = dict(text_pages(material))
    # Ukraine: few of these are unanimous; those of the history have 2,300 bytes on average.
    assert sum(len(text.encode()) for text in texts.values()) / len(texts) < 3000
    written = texts | dict(list_pages(material)) | {"search.html": search_page()}
    written |= {"compare.html": compare_page(material), "about.html": about_page(material)}
    for state in ("KAZ", "DDR"):
        written[f"state/{state}.html"] = state_page(
            material, state_tables(material, state, None), (0, "")
        )
    files = {*written, *(f"state/{s}.html" for s in material.states), "index.html"}
    for address, text in written.items():
        for link in Page(text).links:
            parts = urlsplit(link)
            assert not parts.scheme, (address, link)
            if parts.path.endswith(".html"):
                to = os.path.normpath(f"{os.path.dirname(address)}/{parts.path}").lstrip("/")
                assert to in files, (address, link)
    kazakhstan = Page(written["state/KAZ.html"]).seen
    assert "its allies (CSTO)" in kazakhstan
    assert "member on" not in kazakhstan  # membership and attendance are not of this record


@pytest.mark.parametrize("name", ["notes.txt", "data/mine.csv", "text/2024/a b.html", "x/y/z.md"])
def test_an_atlas_in_which_a_person_put_a_file_is_not_touched(material, tmp_path, name):
    folder = tmp_path / "site"
    build_atlas(material, folder)
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text("mine")
    with pytest.raises(UsageError) as raised:
        build_atlas(material, folder)
    assert raised.value.where == "--out"
    assert (folder / name).read_text() == "mine"


def test_progress_ends_where_it_was_planned(material, tmp_path):
    told: list[tuple[int, int]] = []
    built = build_atlas(material, tmp_path / "site", lambda done, of: told.append((done, of)))
    assert told[-1][0] == told[-1][1]
    assert all(a[0] <= b[0] for a, b in zip(told, told[1:], strict=False))
    files = contents(tmp_path / "site")
    assert (built.files, built.size) == (len(files), sum(map(len, files.values())))
    assert all(OURS.fullmatch(name) for name in files)


def test_files_to_take_away_hold_counts_and_no_votes_of_a_state_but_those_listed(site):
    """Tallies, agreement, positions; and of a state the votes that its page lists."""
    columns = (site / "data/roll_calls.csv").read_text("utf-8").splitlines()[0].split(",")
    assert not set(columns) & {*STATES, "vote", "state"}
    assert (site / "data/states.csv").read_text("utf-8").startswith("state,year,")
    listed = (site / "data/state/USA-texts.csv").read_text("utf-8")
    assert {line.split(",")[0] for line in listed.splitlines()[1:]} == {
        "cast alone",
        "newly called",
    }
    named = (site / "data/sponsored.csv").read_text("utf-8")
    assert named.splitlines()[0].endswith("submitted,joined_later,by_its_group")
    assert "FRA HUN,GBR," in named.replace("HUN FRA", "FRA HUN")
    assert "First" not in listed  # China voted as it did
