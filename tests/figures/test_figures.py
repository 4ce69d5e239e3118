"""Every figure draws without a warning, is labelled, and shows as much as there is."""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.colors import to_hex, to_rgba
from matplotlib.figure import Figure
from matplotlib.text import Text

from analysis.errors import UsageError
from analysis.estimate import Estimate
from analysis.figures.agreement import observed_expected_figure, two_indices_figure
from analysis.figures.dress.data import as_csv, data_of
from analysis.figures.dress.heading import headed
from analysis.figures.idealpoints import position_figure, trajectory_figure
from analysis.figures.maps.line import BINS, map_figure, stacked
from analysis.figures.record import SOURCE_COLOURS, coverage_figure
from analysis.figures.shift import estimates_figure, placebo_figure, surprise_figure
from analysis.figures.style import (
    COLOURS,
    GREY,
    SMALL,
    TYPE,
    VOTE_COLOURS,
    WIDTH,
    decimal_year,
    pieces,
    spread,
    style,
)
from analysis.figures.votes import tally_dots
from analysis.record.reference import presidencies
from analysis.rollcalls import RollCalls
from analysis.shift.designs.placebo import placebo_rank

from ..helpers import raises

YEARS = [2014, 2016, 2017, 2018, 2024, 2025]  # with holes


def votes() -> RollCalls:
    """Twenty states: 9 yes, 5 abstain, 3 no, 2 absent, one not a member; and all yes."""
    column = [1] * 9 + [2] * 5 + [3] * 3 + [8] * 2 + [9]
    return RollCalls.from_votes(
        np.array([column, [1] * 20]).T, states=[f"S{i:02d}" for i in range(20)]
    )


def tally() -> Figure:
    return tally_dots(votes(), ["call-0", "call-1"], ["One", "Two"], named=["S00", "S09", "S14"])


def series(seed: int = 0) -> pd.DataFrame:
    value = np.random.default_rng(seed).uniform(0.2, 0.8, len(YEARS))
    frame = pd.DataFrame({"period": YEARS, "value": value, "low": value - 0.1, "high": value + 0.1})
    frame.loc[4, ["low", "high"]] = np.nan  # too few days of voting in 2024
    return pd.concat([frame.assign(index=i) for i in ("ordinal", "kappa")], ignore_index=True)


PAIRS = {"Russia": COLOURS["rival"], "Allies": COLOURS["allies"]}


def two_indices() -> Figure:
    frames = {label: series(k) for k, label in enumerate(PAIRS)}
    return two_indices_figure(frames, PAIRS, presidencies=presidencies(), event=2025.05)


def observed_expected() -> Figure:
    rng = np.random.default_rng(1)
    frames = {
        label: pd.DataFrame(
            {
                "period": YEARS,
                "observed": rng.random(6),
                "expected": rng.random(6),
                "kappa": 0,
                "n": 9,
            }
        )
        for label in PAIRS
    }
    return observed_expected_figure(frames, PAIRS)


def points(years=YEARS, n: int = 30) -> pd.DataFrame:
    rng = np.random.default_rng(2)
    rows = pd.DataFrame(
        [(f"S{i:02d}", y) for y in years for i in range(n)], columns=["state", "period"]
    )
    theta = rng.normal(size=len(rows))
    return rows.assign(theta=theta, low=theta - 0.2, high=theta + 0.2)


SHOWN = {"S00": ("First", COLOURS["country"]), "S01": ("Second", COLOURS["rival"])}


def trajectory() -> Figure:
    return trajectory_figure(points(), SHOWN, presidencies=presidencies(), event=2025.05)


def position() -> Figure:
    return position_figure(points([2025]), SHOWN)


def line_map() -> Figure:
    return map_figure(points([2025]), SHOWN)


def coverage() -> Figure:
    rows = [(y, s, 3 + k, 500, 40) for y in YEARS for k, s in enumerate(("matrix", "facts"))]
    return coverage_figure(
        pd.DataFrame(rows, columns=["year", "source", "roll_calls", "cast", "absent"])
    )


def ranks(n: int = 40) -> Estimate:
    change = np.random.default_rng(3).normal(size=n).round(2)
    states = [f"S{i:02d}" for i in range(n)]
    return placebo_rank(pd.Series(change, index=states), "S07", name="x", estimand="a change")


def placebo() -> Figure:
    return placebo_figure([ranks()] * 3, ["Raw agreement with Russia", "Kappa", "Point"], "S07")


def scores() -> pd.DataFrame:
    days = pd.date_range("1990-01-01", periods=60, freq="180D")
    return pd.DataFrame({"date": days, "bits": np.random.default_rng(4).exponential(size=60)})


def surprise() -> Figure:
    named = scores().nlargest(2, "bits").assign(label=["A/RES/1", "A/RES/2"])
    return surprise_figure(scores(), named, presidencies=presidencies())


ESTIMATES = [
    Estimate("a", "a", 0.3, low=0.1, high=0.5),
    Estimate("b", "b", -0.1, low=-0.4, high=0.2),
    Estimate("c", "c", -0.7),
]


def estimates() -> Figure:
    return estimates_figure(ESTIMATES, ["Russia, raw agreement", "Israel", "Allies less Russia"])


FIGURES: list[Callable[[], Figure]] = [
    tally,
    two_indices,
    observed_expected,
    trajectory,
    position,
    line_map,
    coverage,
    placebo,
    surprise,
    estimates,
]


def rendered(draw: Callable[[], Figure]) -> Figure:
    """Draw a figure and lay it out, at the size it is printed."""
    figure = draw()
    with mpl.rc_context(style()):
        FigureCanvasAgg(figure).draw()
    return figure


def texts(figure: Figure) -> list[Text]:
    """Every text that is seen: of ticks, those within the limits of the axis."""
    found: list[Text] = list(figure.texts)
    for ax in figure.axes:
        found += ax.texts
        found += [ax.title, ax._left_title]
        if (legend := ax.get_legend()) is not None:
            found += legend.get_texts()
        if not ax.axison:
            continue
        for axis in (ax.xaxis, ax.yaxis):
            found.append(axis.label)
            low, high = sorted(axis.get_view_interval())
            found += [t.label1 for t in axis.get_major_ticks() if low <= t.get_loc() <= high]
    return [t for t in found if t.get_visible() and t.get_text().strip()]


def dots(ax, colour: str) -> int:
    """Number of points that scatters of a colour draw."""
    return sum(
        len(c.get_offsets())
        for c in ax.collections
        if isinstance(c, PathCollection)
        and len(c.get_facecolor())
        and to_hex(c.get_facecolor()[0]) == colour.lower()
    )


@pytest.mark.parametrize("draw", FIGURES, ids=lambda f: f.__name__)
class TestEvery:
    def test_without_a_warning(self, draw, caplog):
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            rendered(draw)
        # Layout that fails is logged, not warned of.
        assert not caplog.records

    def test_width(self, draw):
        assert draw().get_size_inches()[0] == WIDTH

    def test_axes_say_what_they_show(self, draw):
        for ax in rendered(draw).axes:
            if not ax.axison:  # dots: the groups carry their names
                assert ax.texts
                continue
            percent = any(t.get_text().endswith("%") for t in ax.get_yticklabels())
            assert ax.get_ylabel() or ax.get_xlabel() or ax.get_title(loc="left") or percent

    def test_it_carries_what_it_draws(self, draw):
        data = data_of(draw())
        assert len(data)
        again = pd.read_csv(io.StringIO(as_csv(data)))
        assert len(again) == len(data)

    def test_with_a_headline_nothing_is_cut_off_or_covered(self, draw):
        def with_headline():
            return headed(draw(), "A headline of many words " * 5, "What is measured", "Source: x")

        self.test_nothing_is_cut_off(with_headline)
        self.test_no_two_texts_overlap(with_headline)

    def test_type_is_readable(self, draw):
        figure = rendered(draw)
        small = [(t.get_text(), t.get_fontsize()) for t in texts(figure)]
        assert min(size for _, size in small) >= SMALL
        assert (TYPE, SMALL) == (8.5, 7.5)
        assert max(size for _, size in small) <= 9  # the headline comes on top

    def test_nothing_is_cut_off(self, draw):
        figure = rendered(draw)
        page = figure.bbox
        for text in texts(figure):
            box = Text.get_window_extent(text)  # without the leader of an annotation
            assert box.x0 >= page.x0 - 1, text
            assert box.x1 <= page.x1 + 1, text
            assert box.y0 >= page.y0 - 1, text
            assert box.y1 <= page.y1 + 1, text

    def test_no_two_texts_overlap(self, draw):
        figure = rendered(draw)
        boxes = [(t.get_text(), Text.get_window_extent(t)) for t in texts(figure)]
        for i, (a, one) in enumerate(boxes):
            for b, two in boxes[i + 1 :]:
                across = min(one.x1, two.x1) - max(one.x0, two.x0)
                down = min(one.y1, two.y1) - max(one.y0, two.y0)
                # A point of leading may touch.
                assert across <= 1.5 or down <= 1.5, (a, b)

    def test_the_settings_of_others_are_left_alone(self, draw):
        before = mpl.rcParams.copy()
        draw()
        assert mpl.rcParams == before

    def test_titles_are_in_the_style(self, draw):
        for ax in draw().axes:
            assert not ax.get_title(loc="center")
            if ax.get_title(loc="left"):
                assert ax._left_title.get_fontweight() == "bold"


class TestTally:
    def test_one_dot_per_state(self):
        one, two = tally().axes
        for vote, n in (("yes", 9), ("abstain", 5), ("no", 3), ("absent", 2)):
            assert dots(one, VOTE_COLOURS[vote]) == n
        assert dots(two, VOTE_COLOURS["yes"]) == 20
        assert sum(dots(two, VOTE_COLOURS[v]) for v in ("abstain", "no", "absent")) == 0

    def test_no_two_dots_on_one_place(self):
        for ax in tally().axes:
            places = [
                tuple(xy)
                for c in ax.collections
                if c.get_label() != "ringed"
                for xy in c.get_offsets()
            ]
            assert len(set(places)) == len(places) in (19, 20)

    @pytest.mark.parametrize("rows", [2, 3, 8])
    def test_groups_stand_apart(self, rows):
        ax = tally_dots(votes(), ["call-0"], ["One"], named=["S00"], rows=rows).axes[0]
        reach = []
        for vote in ("yes", "abstain", "no", "absent"):
            x = [
                xy[0]
                for c in ax.collections
                if len(c.get_facecolor())
                and to_rgba(VOTE_COLOURS[vote]) == tuple(c.get_facecolor()[0])
                for xy in c.get_offsets()
            ]
            reach.append((min(x), max(x)))
        gaps = [b[0] - a[1] for a, b in zip(reach, reach[1:], strict=False)]
        assert min(gaps) > 2  # dots of a group are one apart

    def test_the_groups_carry_their_numbers(self):
        said = {t.get_text() for t in tally().axes[0].texts}
        assert {"Yes 9", "Abstain 5", "No 3", "Absent 2"} <= said

    def test_named_states_are_ringed_in_their_group(self):
        one, two = tally().axes
        rings = [c for c in one.collections if c.get_label() == "ringed"]
        assert sum(len(c.get_offsets()) for c in rings) == 3
        assert {"S00", "S09", "S14"} <= {t.get_text() for t in two.texts}

    def test_an_unknown_roll_call(self):
        with raises(UsageError, "tally_dots", "call-9"):
            tally_dots(votes(), ["call-9"], ["x"])

    def test_no_named_state(self):
        figure = rendered(lambda: tally_dots(votes(), ["call-0"], ["x"]))
        assert len(figure.axes[0].texts) == 4


class TestTwoIndices:
    def test_a_line_for_each_run_of_years(self):
        top, bottom = two_indices().axes
        runs = 3  # 2014; 2016-2018; 2024-2025
        for ax in (top, bottom):
            for colour in PAIRS.values():
                lines = [line for line in ax.lines if line.get_color() == colour]
                assert [len(line.get_xdata()) for line in lines] == [1, 3, 2]
                assert len(lines) == runs

    def test_every_interval_is_drawn(self):
        """A band for 2016-2018; bars for 2014 and for 2025, beside a year without one."""
        ax = two_indices().axes[0]
        for colour in PAIRS.values():
            alone = [
                c
                for c in ax.collections
                if isinstance(c, LineCollection) and to_hex(c.get_color()[0]) == colour.lower()
            ]
            assert [c.get_segments()[0][0][0] for c in alone] == [2014, 2025]

    def test_the_axis_ends_with_the_record(self):
        assert two_indices().axes[0].get_xlim()[1] < 2026

    def test_labels_in_the_colour_of_their_line(self):
        ax = two_indices().axes[1]
        said = {t.get_text().rpartition(" ")[0]: t.get_color() for t in ax.texts}
        assert said == PAIRS

    def test_an_index_without_values(self):
        frames = {"Russia": series().assign(value=np.nan), "Allies": series()}
        ax = rendered(lambda: two_indices_figure(frames, PAIRS)).axes[0]
        assert [t.get_text().rpartition(" ")[0] for t in ax.texts] == ["Allies"]


def test_observed_expected_draws_both_for_each_pair():
    axes = observed_expected().axes
    assert [ax.get_title(loc="left") for ax in axes] == list(PAIRS)
    for ax, colour in zip(axes, PAIRS.values(), strict=True):
        drawn = [(line.get_color(), len(line.get_xdata())) for line in ax.lines]
        for c in (colour, GREY):
            assert [n for k, n in drawn if k == c] == [1, 3, 2]


class TestIdealPoints:
    def test_lines_and_labels_of_those_shown(self):
        ax = trajectory().axes[0]
        for label, colour in SHOWN.values():
            lines = [line for line in ax.lines if line.get_color() == colour]
            assert sum(len(line.get_xdata()) for line in lines) == len(YEARS)
            assert [t.get_color() for t in ax.texts if t.get_text() == label] == [colour]

    def test_a_state_without_a_period_is_passed_over(self):
        figure = trajectory_figure(points(), SHOWN | {"ZZZ": ("Nowhere", "#000000")})
        assert "Nowhere" not in {t.get_text() for t in figure.axes[0].texts}

    def test_every_state_has_a_dot_and_an_interval(self):
        ax = position().axes[0]
        assert len(ax.lines[0].get_xdata()) == 30
        assert len(ax.collections[0].get_segments()) == 30
        assert ax.get_ylabel() == "30 states, ordered"
        assert (np.diff(ax.lines[0].get_xdata()) >= 0).all()

    def test_many_labels_do_not_meet(self):
        shown = {f"S{i:02d}": (f"State {i}", COLOURS["other"]) for i in range(16)}
        crowd = points([2025], 190).assign(theta=0.0, low=-1.0, high=1.0)
        TestEvery().test_no_two_texts_overlap(lambda: position_figure(crowd, shown))


class TestLine:
    def test_every_state_is_a_dot_and_none_covers_another(self):
        ax = line_map().axes[0]
        places = [tuple(xy) for xy in ax.collections[0].get_offsets()]
        assert len(set(places)) == len(places) == 30
        assert {t.get_text() for t in ax.texts} == {"First", "Second"}

    def test_dots_stand_within_a_bin_of_their_place(self):
        values = np.random.default_rng(5).normal(size=300)
        places = stacked(values, values.min(), values.max())
        assert abs(places[:, 0] - values).max() <= np.ptp(values) / BINS / 2 * 1.0001
        assert len(np.unique(places.round(9), axis=0)) == 300

    def test_what_cannot_be_drawn(self):
        with raises(UsageError, "map_figure", "no state"):
            map_figure(points([2025]).iloc[:0], SHOWN)

    def test_one_state_and_nobody_named(self):
        ax = rendered(lambda: map_figure(points([2025], 1), {})).axes[0]
        assert len(ax.collections[0].get_offsets()) == 1


class TestCoverage:
    def test_bars_add_up(self):
        top, bottom = coverage().axes
        bars = [(p.get_height(), to_rgba(p.get_facecolor())) for p in top.patches]
        for source, n in (("matrix", 3), ("facts", 4)):
            mine = [h for h, c in bars if c == to_rgba(SOURCE_COLOURS[source])]
            assert mine == [n] * len(YEARS)
        shares = np.concatenate([line.get_ydata() for line in bottom.lines])
        assert shares == pytest.approx(np.full(len(YEARS), 1000 / 1080))

    def test_sources_are_named_in_words(self):
        said = [t.get_text() for t in coverage().texts]
        assert {"roll-call matrix", "embedded facts"} <= set(said)


class TestPlacebo:
    def test_one_dot_per_state(self):
        for ax in placebo().axes:
            offsets = [tuple(xy) for c in ax.collections for xy in c.get_offsets()]
            assert len(offsets) == len(set(offsets)) == 40
            assert dots(ax, COLOURS["country"]) == 1

    def test_the_rank_is_said(self):
        table = ranks().table.set_index("state")
        (said,) = (t.get_text() for t in placebo().axes[0].texts)
        assert said == f"S07: {table.loc['S07', 'rank']} of 40"

    def test_all_alike(self):
        alike = placebo_rank(
            pd.Series(0.0, index=[f"S{i:02d}" for i in range(12)]), "S07", name="x", estimand="y"
        )
        ax = rendered(lambda: placebo_figure([alike], ["x"], "S07")).axes[0]
        assert sum(len(c.get_offsets()) for c in ax.collections) == 12


def test_surprise_draws_every_vote_and_names_some():
    ax = surprise().axes[0]
    assert len(ax.collections[0].get_offsets()) == 60
    assert dots(ax, COLOURS["rival"]) == 2
    assert {"A/RES/1", "A/RES/2"} <= {t.get_text() for t in ax.texts}


class TestEstimates:
    def test_filled_where_the_interval_excludes_zero(self):
        ax = estimates().axes[0]
        points_ = [line for line in ax.lines if line.get_marker() == "o"]
        assert [to_hex(p.get_markerfacecolor()) for p in points_] == [
            COLOURS["country"].lower(),
            "#ffffff",
            "#ffffff",
        ]
        assert [p.get_xdata()[0] for p in points_] == [0.3, -0.1, -0.7]

    def test_intervals_where_there_are_any(self):
        ax = estimates().axes[0]
        ends = [c.get_segments()[0][:, 0].tolist() for c in ax.collections]
        assert ends == [[0.1, 0.5], [-0.4, 0.2]]

    def test_numbers_have_a_minus_sign(self):
        said = [t.get_text() for t in estimates().axes[0].texts]
        assert said == ["0.30 [0.10, 0.50]", "−0.10 [−0.40, 0.20]", "−0.70"]


def test_presidencies_over_the_whole_record():
    frame = points(list(range(1946, 2026)))
    figure = rendered(lambda: trajectory_figure(frame, SHOWN, presidencies=presidencies()))
    said = [t.get_text() for t in figure.axes[0].texts]
    for name in ("Truman", "Kennedy", "Ford", "Carter", "Obama", "Biden"):
        assert name in said
    TestEvery().test_no_two_texts_overlap(
        lambda: trajectory_figure(frame, SHOWN, presidencies=presidencies())
    )


@pytest.mark.parametrize(
    ("day", "year"),
    [("2024-01-01", 2024.0), ("2023-12-31", 2023 + 364 / 365), ("2024-12-31", 2024 + 365 / 366)],
)
def test_decimal_year(day, year):
    assert decimal_year(day) == pytest.approx(year, abs=1e-12)


def test_spread_keeps_order_and_distance():
    values = sorted(np.random.default_rng(5).uniform(8, 10, 12))  # more than there is room for
    placed = spread(values, 0.7, high=10)
    assert (np.diff(placed) >= 0.7 - 1e-9).all()
    assert placed[-1] == pytest.approx(10)
    assert spread(values, 0.0) == values
    assert spread([], 1) == []


def test_pieces():
    frame = pd.DataFrame({"period": [1963.0, 1965, 1966, 2025]})
    assert [p["period"].tolist() for p in pieces(frame)] == [[1963], [1965, 1966], [2025]]
