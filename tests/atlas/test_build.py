"""The site as a whole: every page is there, every link leads somewhere, the same bytes again."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from analysis.atlas.build import MARK, build_atlas
from analysis.errors import UsageError

from .conftest import ARABIC, HOSTILE, STATES


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
    for part in ("2024-12-02", "No (2)", "RUS, USA", "Abstained (1)", "A/RES/78/5"):
        assert part in text.seen
    assert "DDR" not in text.seen  # no member: in no list


def test_what_is_known_in_part_says_so_and_counts_nowhere(site, material):
    assert "those of 4 states are not" in Page((site / "text/2025/h.html").read_text()).seen
    assert "h" not in material.assembly.calls["id"].tolist()


def test_the_same_record_gives_the_same_bytes(site, material, tmp_path):
    build_atlas(material, tmp_path / "again")
    assert contents(tmp_path / "again") == contents(site)


def test_an_atlas_is_replaced_and_nothing_is_left_beside_it(material, tmp_path):
    folder = tmp_path / "site"
    build_atlas(material, folder)
    (folder / "old.html").write_text("gone")
    build_atlas(material, folder)
    assert not (folder / "old.html").exists()
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


def test_progress_ends_where_it_was_planned(material, tmp_path):
    told: list[tuple[int, int]] = []
    built = build_atlas(material, tmp_path / "site", lambda done, of: told.append((done, of)))
    assert told[-1][0] == told[-1][1]
    assert all(a[0] <= b[0] for a, b in zip(told, told[1:], strict=False))
    files = contents(tmp_path / "site")
    assert (built.files, built.size) == (len(files), sum(map(len, files.values())))
    assert MARK in files


def test_files_to_take_away_hold_counts_and_no_votes_of_a_state_but_those_listed(site):
    """Tallies, agreement, positions; and of a state the votes that its page lists."""
    columns = (site / "data/roll_calls.csv").read_text("utf-8").splitlines()[0].split(",")
    assert not set(columns) & {*STATES, "vote", "state"}
    assert (site / "data/states.csv").read_text("utf-8").startswith("state,year,")
    listed = (site / "data/state/USA-texts.csv").read_text("utf-8")
    assert {line.split(",")[0] for line in listed.splitlines()[1:]} == {
        "cast alone",
        "newly called",
        "sponsored",
    }
    assert "First" not in listed  # China voted as it did
