"""Pages of plain HTML that stand by themselves, in which whatever a student wrote is text."""

from __future__ import annotations

import html
import re

__all__ = ["markdown", "page"]

STYLE = """
:root{color-scheme:light}
body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:46rem;padding:0 1rem;
color:#1a1a1a}
h1{font-size:1.5rem;line-height:1.25;margin:0 0 .3rem}h2{font-size:1.15rem;margin:2.2rem 0 .5rem}
h3{font-size:1rem;margin:1.2rem 0 .2rem;overflow-wrap:anywhere}
h3 span,.quiet{color:#555;font-weight:400;font-size:.9rem}
table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.35rem .6rem .35rem 0;
border-bottom:1px solid #ddd;vertical-align:top}th{font-weight:600}
td.n{white-space:nowrap;font-variant-numeric:tabular-nums}
.mark{white-space:nowrap}.right{color:#0a6b3b}.wrong{color:#9b2c00}
pre{background:#f5f5f3;padding:.7rem .9rem;overflow-x:auto;font:13px/1.45 ui-monospace,monospace;
border-radius:4px;margin:.4rem 0}
details{margin:.4rem 0;padding:.2rem .8rem;background:#f7f7f5;border-radius:4px}
summary{cursor:pointer;font-weight:600;padding:.2rem 0}
.answer{border-top:1px solid #ddd;padding-top:.2rem;overflow-wrap:anywhere}
.remark{border-left:3px solid #36648b;padding-left:.8rem}
@media print{body{margin:0;max-width:none;font-size:11pt}details{background:none;padding:0}}
"""
#: No script runs and nothing is fetched, whatever stands on the page.
POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def page(title: str, body: str) -> str:
    """Return a page in HTML.

    Parameters
    ----------
    title : str
        Plain text.
    body : str
        HTML.
    """
    name = html.escape(title)
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        f"<title>{name}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n"
        f"<h1>{name}</h1>\n{body}\n</main>\n</body>\n</html>\n"
    )


def markdown(text: str) -> str:
    r"""Set paragraphs, lists, emphasis and code of a text; everything else stays text.

    Not a renderer of Markdown: what students write is shown, and nothing in it does anything.

    Examples
    --------
    >>> markdown("*a* <b>\n\n- one\n- two")
    '<p><em>a</em> &lt;b&gt;</p>\n<ul><li>one</li><li>two</li></ul>'
    """
    return "\n".join(_block(b) for b in re.split(r"\n\s*\n", text.strip("\n")) if b.strip())


def _block(block: str) -> str:
    lines = block.split("\n")
    if heading := re.match(r"#+\s+(.*)", lines[0]):
        rest = "\n".join(lines[1:])
        return f"<h3>{_inline(heading[1])}</h3>" + (f"\n{_block(rest)}" if rest.strip() else "")
    for kind, mark in (("ul", r"[-*]\s+"), ("ol", r"\d+[.)]\s+")):
        if re.match(mark, lines[0]):
            items: list[str] = []
            for line in lines:
                if re.match(mark, line):
                    items.append(re.sub(rf"^{mark}", "", line))
                else:
                    items[-1] += f" {line.strip()}"
            return f"<{kind}>{''.join(f'<li>{_inline(i)}</li>' for i in items)}</{kind}>"
    if all(line.startswith("|") for line in lines) or lines[0].startswith(("    ", "```")):
        return f"<pre>{html.escape(block)}</pre>"
    return f"<p>{_inline(' '.join(line.strip() for line in lines))}</p>"


def _inline(text: str) -> str:
    # Every second piece stands between backquotes.
    pieces = re.split(r"`([^`]+)`", text)
    return "".join(
        f"<code>{html.escape(p)}</code>" if k % 2 else _emphasis(html.escape(p))
        for k, p in enumerate(pieces)
    )


def _emphasis(made: str) -> str:
    made = re.sub(r"\*\*([^*]+)\*\*", r"<strong>\1</strong>", made)
    return re.sub(r"\*([^*\s][^*]*)\*", r"<em>\1</em>", made)
