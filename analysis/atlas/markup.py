"""Elements of pages: whatever is not made here is escaped."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from html import escape
from pathlib import Path
from string import Template

__all__ = ["SITE", "Html", "el", "figure", "join", "link", "page", "table"]

#: Templates, scripts and style of the site, which are copied as they are.
SITE = Path(__file__).parent / "site"
#: Values that need no quotes; one that ends in a stroke could be taken for the end of its element.
_BARE = re.compile(r"[\w./#-]*[\w.#-]", re.ASCII)
_VOID = frozenset(("br", "hr", "img", "input", "meta", "link"))


class Html(str):
    """A text that is HTML already: it is put in as it is."""

    __slots__ = ()


def _written(part: object) -> str:
    return part if isinstance(part, Html) else escape(str(part), quote=False)


def el(name: str, /, *parts: object, **attributes: object) -> Html:
    """Write an element.

    Parameters
    ----------
    name : str
    *parts : object
        Elements, or texts, which are escaped.
    **attributes : object
        A trailing underline is dropped, others become hyphens; None and False leave one out.

    Examples
    --------
    >>> el("p", "a < b", el("br"), class_="note big", data_v=1)
    '<p class="note big" data-v=1>a &lt; b<br></p>'
    >>> el("input", value='"><script>')
    '<input value="&quot;&gt;&lt;script&gt;">'
    """
    inner = "".join(
        f" {key.rstrip('_').replace('_', '-')}{'' if value is True else _value(str(value))}"
        for key, value in attributes.items()
        if value is not None and value is not False
    )
    if name in _VOID:
        return Html(f"<{name}{inner}>")
    return Html(f"<{name}{inner}>{''.join(map(_written, parts))}</{name}>")


def _value(text: str) -> str:
    """Write the value of an attribute, without quotes where it needs none: pages are many."""
    return f"={text}" if _BARE.fullmatch(text) else f'="{escape(text)}"'


def join(parts: Iterable[object], between: str = "") -> Html:
    """Put elements and texts one after the other.

    Examples
    --------
    >>> join(["a&b", el("b", "c")], ", ")
    'a&amp;b, <b>c</b>'
    """
    return Html(between.join(map(_written, parts)))


def link(text: object, address: str, **attributes: object) -> Html:
    """Write a link to an address within the site."""
    return el("a", text, href=address, **attributes)


def figure(drawing: Html, title: str, note: str) -> Html:
    """Put a drawing under its title and a note; without a drawing there is nothing.

    Examples
    --------
    >>> figure(el("svg"), "Votes", "By year.")
    '<figure><figcaption><strong>Votes</strong> By year.</figcaption><svg></svg></figure>'
    """
    if not drawing:
        return Html("")
    return el("figure", el("figcaption", el("strong", title), " ", note), drawing)


def table(
    head: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    caption: str = "",
    numbers: Sequence[int] = (),
    sortable: bool = False,
) -> Html:
    """Write a table in a box that scrolls by itself where the page is narrow.

    Parameters
    ----------
    head : sequence of str
    rows : iterable of sequence
        The first cell of a row is its heading.
    caption : str
    numbers : sequence of int
        Columns that are flush right.
    sortable : bool
        Whether a script may sort it by column.

    Examples
    --------
    >>> text = table(["year", "votes"], [[2025, 3]], numbers=[1])
    >>> '<table class=nums>' in text, '<th scope=row>2025</th><td>3</td>' in text
    (True, True)
    """
    right = set(numbers)
    # Where all but the first are numbers, the table says so once: pages are many.
    every = right == set(range(1, len(head)))
    top = el(
        "tr",
        *(
            el("th", h, scope="col", class_="n" if k in right and not every else None)
            for k, h in enumerate(head)
        ),
    )
    body = Html(
        "".join(
            "<tr>"
            + "".join(
                (f"<th scope=row{_FLUSH if 0 in right else ''}>{_written(cell)}</th>")
                if k == 0
                else f"<td{_FLUSH if k in right and not every else ''}>{_written(cell)}</td>"
                for k, cell in enumerate(row)
            )
            + "</tr>"
            for row in rows
        )
    )
    whole = el(
        "table",
        el("caption", caption) if caption else "",
        el("thead", top),
        el("tbody", body),
        class_=" ".join(["sortable"] * sortable + ["nums"] * every) or None,
    )
    return el(
        "div", whole, class_="scroll", tabindex=0, role="region", aria_label=caption or "table"
    )


_FLUSH = " class=n"


@cache
def _template(name: str) -> Template:
    return Template((SITE / name).read_text("utf-8"))


def page(
    title: str,
    body: Html,
    *,
    root: str = "",
    scripts: Sequence[str] = ("atlas.js",),
    about: str = "",
    year: int | None = None,
) -> str:
    """Write a page.

    Parameters
    ----------
    title : str
    body : Html
        What stands in ``main``.
    root : str
        The way back to the folder of the site, such as ``../``.
    scripts : sequence of str
        Addresses from the root, in order.
    about : str
        A sentence for those that list pages.
    year : int, optional
        Of a roll call. Such pages are thousands: their frame is bare, and leads to the year's list.

    Examples
    --------
    >>> text = page("A <b>", el("p", "x"), root="../", scripts=["atlas.js"])
    >>> "<title>A &lt;b&gt;" in text, '<script src=../atlas.js defer></script>' in text
    (True, True)
    """
    if year is not None:
        return _template("plain.html").substitute(
            title=escape(title, quote=False), body=body, root=root, year=year
        )
    asked = el("input", type="search", name="q", aria_label="States and texts")
    search = el("form", asked, el("button", "Search"), role="search", action=f"{root}search.html")
    told = el("meta", name="description", content=about) if about else ""
    written = join(el("script", src=root + s, defer=True) for s in scripts)
    return _template("page.html").substitute(
        title=escape(title), body=body, root=root, scripts=written, about=told, search=search
    )
