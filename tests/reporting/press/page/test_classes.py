"""Style attributes become classes, and no declaration can leave its rule."""

from __future__ import annotations

import pytest

from analysis.reporting.press.page.classes import Classes


def test_equal_styles_share_a_class():
    classes = Classes()
    made = classes.moved('<td style="a: b">1</td><td style="a: b">2</td><td style="c: d">3</td>')
    assert made == '<td class="s0">1</td><td class="s0">2</td><td class="s1">3</td>'
    assert classes.rules() == ".s0{a: b}\n.s1{c: d}"


def test_other_attributes_stay_where_they_are():
    made = Classes().moved('<path d="M0" class="x" style="fill: url(#a)" id="p"/>')
    assert made == '<path d="M0" class="x s0" id="p"/>'
    assert Classes().moved('<use style="a: b"/>') == '<use class="s0"/>'


def test_entities_are_read():
    classes = Classes()
    classes.moved("""<text style="font: 8px &quot;A B&quot;, 'C'">x</text>""")
    assert classes.rules() == """.s0{font: 8px "A B", 'C'}"""


def test_text_is_no_attribute():
    text = '<p>style="a: b" and &lt;i style="a: b"&gt;</p>'
    assert Classes().moved(text) == text


@pytest.mark.parametrize(
    "hostile",
    [
        "color: red} body {display: none",
        "background: url(https://example.org/a.png)",
        "background: url(data:image/png;base64,AAAA)",
        "color: red /* ",
        "@import 'x'",
        "a: \\7d b",
        "color: &lt;/style&gt;",
    ],
)
def test_what_could_leave_its_rule_or_fetch_is_dropped(hostile):
    classes = Classes()
    classes.moved(f'<p style="{hostile}; stroke: red">')
    rules = classes.rules()
    assert rules.endswith("stroke: red}")
    for sign in ("url(", "/*", "@", "\\", "<"):
        assert sign not in rules
    assert (rules.count("{"), rules.count("}")) == (1, 1)
