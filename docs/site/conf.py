"""Settings of Sphinx for the pages of documentation; ``build.py`` gathers the pages first.

Nothing is loaded from elsewhere: formulae become MathML here, themes and scripts are copied.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

from docutils import nodes
from docutils.utils.math import latex2mathml, wrap_math_code
from sphinx import addnodes

from analysis import __version__

project = "unshift"
author = "unshift contributors"
copyright = "unshift contributors; text CC BY 4.0, code MIT"
release = version = __version__
language = "en-GB"
extensions = [
    "myst_nb",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "sphinx.ext.viewcode",
]
exclude_patterns = ["_build"]

# pages and notebooks: outputs are those that were stored, nothing runs here
myst_enable_extensions = ["dollarmath", "colon_fence", "attrs_inline"]
myst_heading_anchors = 4
nb_execution_mode = "off"
nb_ipywidgets_js: dict[str, Any] = {}  # the default is fetched from elsewhere
nb_merge_streams = True
nb_code_prompt_show = "Show the program"
nb_code_prompt_hide = "Hide the program"
nb_mime_priority_overrides = [("html", "application/vnd.jupyter.widget-view+json", None)]
nb_render_markdown_format = "myst"
suppress_warnings = ["mystnb.unknown_mime_type", "misc.highlighting_failure"]

# what docstrings say
default_role = "py:obj"
autodoc_typehints = "none"  # numpydoc says the types
autodoc_member_order = "bysource"
autodoc_preserve_defaults = True
napoleon_google_docstring = False
napoleon_use_rtype = False
toc_object_entries = False
add_module_names = False

html_theme = "furo"
html_title = "unshift"
html_static_path = ["static"]
html_css_files = ["site.css"]
html_copy_source = False
html_show_sourcelink = False
html_show_sphinx = False
html_math_renderer = "mathml"
pygments_style = "a11y-high-contrast-light"
pygments_dark_style = "a11y-high-contrast-dark"
templates_path: list[str] = []
html_theme_options = {"footer_icons": [], "top_of_page_buttons": []}
html_last_updated_fmt = None


def _mathml(text: str, block: bool) -> str:
    code = wrap_math_code(text, block) if block and "\\\\" in text else text
    tree = latex2mathml.tex2mathml(code, as_block=block)
    return str(tree)


def _inline(translator: Any, node: Any) -> None:
    translator.body.append(_mathml(node.astext(), block=False))
    raise nodes.SkipNode


def _display(translator: Any, node: Any) -> None:
    translator.body.append(
        f'<div class="math" tabindex="0">{_mathml(node.astext(), block=True)}</div>'
    )
    raise nodes.SkipNode


#: What the theme writes, and what a keyboard and a page read aloud need of it.
READABLE = (
    ('<div class="highlight"><pre>', '<div class="highlight"><pre tabindex="0">'),
    ('<div class="table-wrapper ', '<div tabindex="0" class="table-wrapper '),
    ('<div class="cell_output ', '<div tabindex="0" class="cell_output '),
    ('<p class="caption" role="heading">', '<p class="caption" role="heading" aria-level="2">'),
    ('<summary aria-label="Toggle hidden content">', "<summary>"),
    ('<aside class="sidebar-drawer">', '<aside class="sidebar-drawer" aria-label="Pages">'),
    ('<aside class="toc-drawer', '<aside aria-label="On this page" class="toc-drawer'),
    ("<th></th>", "<td></td>"),
)


def _all_can_be_reached(app: Any, error: Exception | None) -> None:
    """Let what scrolls be reached by the keyboard, and give headings of the side bar a level."""
    if error is not None or app.builder.format != "html":
        return
    for page in Path(app.outdir).rglob("*.html"):
        text = new = page.read_text(encoding="utf-8")
        for theirs, ours in READABLE:
            new = new.replace(theirs, ours)
        if new != text:
            page.write_text(new, encoding="utf-8")


def _plain_marks(app: Any, what: str, name: str, obj: Any, options: Any, lines: list[str]) -> None:
    """Let bars and lone stars in docstrings stand for themselves: |a - b| is no substitution."""
    for k, line in enumerate(lines):
        if line.lstrip().startswith((">>>", "...")):
            continue
        parts = re.split(r"(``.*?``)", line)
        for j in range(0, len(parts), 2):
            parts[j] = parts[j].replace("|", "\\|")
            if parts[j].replace("**", "").count("*") % 2:
                parts[j] = parts[j].replace("*", "\\*")
        lines[k] = "".join(parts)


def _only_links_that_are_meant(app: Any, tree: Any) -> None:
    """Take links from words that happen to be names, as n and path in what is said of types."""
    for node in list(tree.findall(addnodes.pending_xref)):
        target = node.get("reftarget", "").lstrip(".")
        if node.get("refdomain") != "py" or "." in target:
            continue
        # A name stands for what it is in the module that says it, or for nothing.
        meant = getattr(sys.modules.get(node.get("py:module") or ""), target, None)
        module = getattr(meant, "__module__", None) or ""
        if module.startswith("analysis.") and target[:1].isupper():
            node["reftarget"] = f"{module}.{getattr(meant, '__qualname__', target)}"
        else:
            node.replace_self(node.children)


def setup(app: Any) -> dict[str, bool]:
    """Join what Sphinx lacks."""
    app.connect("autodoc-process-docstring", _plain_marks, priority=400)
    app.connect("doctree-read", _only_links_that_are_meant)
    app.add_html_math_renderer(
        "mathml", inline_renderers=(_inline, None), block_renderers=(_display, None)
    )
    app.connect("build-finished", _all_can_be_reached)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
