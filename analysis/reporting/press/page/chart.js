// A chart of lines by year, of any states, drawn anew for the width there is.

const COLOURS = 8;
const SMALL = 480;
/** Shares of fewer texts are drawn hollow. */
const FEW = 20;
/** Lines of a name at the end of a line before it is cut, and the height of each. */
const LINES = 3;
const LINE = 14;

/** The value of a year; shares come as counts where they are counts. */
const valueOf = (series, i) => (series.n[i] ? (series.v ? series.v[i] : series.k[i] / series.n[i]) : null);
const decimal = (value) => value.toFixed(2).replace(/^-(0\.00)$/, "$1").replace("-", "\u2212");
/** How values of each unit are written, where the axis ends, and where it is ticked. */
const UNITS = {
  share: { write: (value) => `${Math.round(value * 100)}%`, digits: 4, ticks: () => [0, 0.25, 0.5, 0.75, 1], few: FEW },
  points: { write: decimal, digits: 2, few: 0,
    ticks: ([low, high]) => Array.from({ length: high - low + 1 }, (_, i) => low + i) },
};

class Chart {
  constructor(values) {
    this.values = values;
    this.known = new Map(values.series.map((series) => [series.code, series]));
    this.colours = new Map();
    this.chosen = [];
    values.chosen.forEach((code) => this.add(code));
    this.unit = UNITS[values.unit];
    this.all = values.all;
    this.year = values.last;
    this.canvas = make("div", { class: "canvas" });
    this.chips = make("ul", { class: "chips", "aria-label": "States drawn" });
    this.readout = make("tbody");
    this.said = make("caption");
    const heads = values.heads.map((head) => make("th", { scope: "col" }, head));
    const table = make("table", { class: "readout" }, this.said, make("thead", {}, make("tr", {}, ...heads)), this.readout);
    this.slider = make("input", { type: "range", step: "1" });
    this.slider.addEventListener("input", () => this.at(Number(this.slider.value)));
    this.box = make("div", { class: "live chart" }, this.heading(), this.tools(), this.chips, this.canvas,
      make("label", { class: "slide" }, "Year ", this.slider), table, make("p", { class: "hint" }, values.hint));
    for (const event of ["pointermove", "pointerdown"]) {
      this.canvas.addEventListener(event, (e) => this.at(this.yearAt(e.clientX)));
    }
    new ResizeObserver(() => this.render()).observe(this.canvas);
    this.render();
  }

  heading() {
    const { headline, title } = this.values;
    return make("div", { class: "heading" }, headline ? make("p", { class: "headline" }, headline) : null, make("p", {}, title));
  }

  tools() {
    const options = this.values.series.map((series) => [series.code, series.name]);
    const pick = choice("Add", [["", "a state …"], ...options], (select) => {
      this.add(select.value);
      select.value = "";
      this.render();
    });
    const spans = [["", `last ${this.values.years} years`], ["all", "all years"]];
    if (this.all) spans.reverse();
    const span = choice("Show", spans, (select) => {
      this.all = select.value === "all";
      this.render();
    });
    const save = button("Save as CSV", () => this.save(), { class: "quiet" });
    return make("div", { class: "tools" }, pick, span, save);
  }

  add(code) {
    if (!this.known.has(code) || this.chosen.includes(code) || this.chosen.length >= COLOURS) return;
    const taken = new Set(this.chosen.map((c) => this.colours.get(c)));
    let free = 0;
    while (taken.has(free)) free += 1;
    this.colours.set(code, free);
    this.chosen.push(code);
  }

  remove(code) {
    this.chosen = this.chosen.filter((c) => c !== code);
    this.render();
    const next = this.chips.querySelector("button") || this.box.querySelector("select");
    next.focus();
  }

  /** Years on the axis: the last ones, or all from the first of any series drawn. */
  span() {
    const last = this.values.last;
    const firsts = this.chosen.map((code) => this.known.get(code).first);
    // No axis of years before any that is drawn; two years at least.
    const begun = firsts.length ? Math.min(...firsts, last - 1) : 0;
    if (!this.all) return [Math.max(last - this.values.years + 1, begun), last];
    return [Math.min(...firsts, last - this.values.years + 1), last];
  }

  /** The value of a state in a year, or null where it has none. */
  value(code, year) {
    const series = this.known.get(code);
    const i = year - series.first;
    return i >= 0 && i < series.n.length && year <= this.values.last ? valueOf(series, i) : null;
  }

  /** The ends of its interval; null where it is a plain count. */
  ends(code, year) {
    const series = this.known.get(code);
    const i = year - series.first;
    return series.low ? [series.low[i], series.high[i]] : null;
  }

  texts(code, year) {
    const series = this.known.get(code);
    return series.n[year - series.first];
  }

  /** Name and last value of a state, in lines: a name is broken between words before it is cut. */
  endLines(code, narrow) {
    const share = this.value(code, this.values.last);
    const most = narrow ? 15 : 26;
    const lines = [];
    for (const word of this.known.get(code).name.split(" ")) {
      const cut = word.length > most ? `${word.slice(0, most - 1)}…` : word;
      const longer = lines.length ? `${lines[lines.length - 1]} ${cut}` : cut;
      if (lines.length && longer.length <= most) lines[lines.length - 1] = longer;
      else lines.push(cut);
    }
    if (lines.length > LINES) lines.splice(LINES - 1, lines.length, `${lines[LINES - 1].slice(0, most - 1)}…`);
    if (share === null) return lines;
    const value = this.unit.write(share);
    const end = `${lines[lines.length - 1]} ${value}`;
    if (end.length <= most) lines[lines.length - 1] = end;
    else lines.push(value);
    return lines;
  }

  yearAt(x) {
    const [first, last] = this.span();
    const { left, right, width } = this.frame;
    const at = (x - this.canvas.getBoundingClientRect().left - left) / (width - left - right);
    return Math.max(first, Math.min(last, Math.round(first + at * (last - first))));
  }

  at(year) {
    if (year === this.year) return;
    this.year = year;
    this.mark();
  }

  render() {
    const width = Math.round(this.canvas.clientWidth);
    if (!width) return;
    const narrow = width < SMALL;
    const height = Math.round(Math.max(260, Math.min(380, width * 0.55)));
    const letters = Math.max(8, ...this.chosen.flatMap((code) => this.endLines(code, narrow).map((line) => line.length)));
    this.frame = { width, height, left: 38, right: 18 + letters * 7.6, top: 14, bottom: 26 };
    const [first, last] = this.span();
    this.year = Math.max(first, Math.min(last, this.year));
    Object.assign(this.slider, { min: first, max: last });
    const svg = draw("svg", { width, height, viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": this.alt() });
    this.axes(svg, first, last, narrow);
    for (const code of this.chosen) this.band(svg, code, first, last);
    for (const code of this.chosen) this.line(svg, code, first, last);
    this.names(svg, last, narrow);
    this.marks = draw("g", { class: "marks" });
    svg.append(this.marks);
    this.canvas.replaceChildren(svg);
    this.chips.replaceChildren(...this.chosen.map((code) => {
      const name = this.known.get(code).name;
      const off = button(`${name} ×`, () => this.remove(code), { class: `c${this.colours.get(code)}`, "aria-label": `Remove ${name}` });
      return make("li", {}, off);
    }));
    this.mark();
  }

  alt() {
    const ends = this.chosen.map((code) => {
      const share = this.value(code, this.values.last);
      return `${this.known.get(code).name} ${share === null ? "no value" : this.unit.write(share)}`;
    });
    return `${this.values.title}. In ${this.values.last}: ${ends.join("; ")}.`;
  }

  x(year) {
    const [first, last] = this.span();
    const { width, left, right } = this.frame;
    return left + ((year - first) / Math.max(1, last - first)) * (width - left - right);
  }

  y(value) {
    const { height, top, bottom } = this.frame;
    const [low, high] = this.values.domain;
    return height - bottom - ((value - low) / (high - low)) * (height - top - bottom);
  }

  axes(svg, first, last, narrow) {
    const { width, height, left, right, bottom } = this.frame;
    const [low, high] = this.values.domain;
    for (const tick of this.unit.ticks([low, high])) {
      const y = this.y(tick);
      svg.append(draw("line", { class: "grid", x1: left, x2: width - right, y1: y, y2: y }));
      svg.append(draw("text", { class: "tick", x: left - 6, y: y + 4, "text-anchor": "end" },
        this.values.unit === "share" ? this.unit.write(tick) : String(tick).replace("-", "\u2212")));
    }
    const room = (width - left - right) / (narrow ? 44 : 56);
    const step = [1, 2, 3, 5, 10, 20, 30].find((s) => (last - first) / s <= room) || 50;
    for (let year = last; year >= first; year -= step) {
      svg.append(draw("text", { class: "tick", x: this.x(year), y: height - bottom + 18, "text-anchor": "middle" }, String(year)));
    }
    const event = this.values.event_at - 0.5;
    if (event > first && event < last) {
      svg.append(draw("line", { class: "event", x1: this.x(event), x2: this.x(event), y1: this.y(high), y2: this.y(low) },
        draw("title", {}, this.values.event_words)));
    }
  }

  /** Intervals as a band; a hole in the record stays a hole. */
  band(svg, code, first, last) {
    if (!this.known.get(code).low) return;
    let path = "";
    let run = [];
    for (let year = first; year <= last + 1; year += 1) {
      if (year <= last && this.value(code, year) !== null) {
        const [low, high] = this.ends(code, year);
        run.push([this.x(year).toFixed(1), this.y(low).toFixed(1), this.y(high).toFixed(1)]);
      } else if (run.length) {
        const there = run.map(([x, low]) => `${x} ${low}`);
        const back = run.reverse().map(([x, , high]) => `${x} ${high}`);
        path += `M${[...there, ...back].join("L")}Z`;
        run = [];
      }
    }
    if (path) svg.append(draw("path", { class: `band c${this.colours.get(code)}`, d: path }));
  }

  line(svg, code, first, last) {
    let path = "";
    let open = false;
    const dots = draw("g", { class: `dots c${this.colours.get(code)}` });
    for (let year = first; year <= last; year += 1) {
      const share = this.value(code, year);
      if (share !== null) {
        const [x, y] = [this.x(year).toFixed(1), this.y(share).toFixed(1)];
        path += `${open ? "L" : "M"}${x} ${y}`;
        const few = this.texts(code, year) < this.unit.few;
        if (!this.all || few) dots.append(draw("circle", { cx: x, cy: y, r: few ? 3 : 2.5, class: few ? "few" : null }));
      }
      open = share !== null;
    }
    svg.append(draw("path", { class: `line c${this.colours.get(code)}`, d: path || "M0 0" }), dots);
  }

  /** Names and last values at the right, moved apart where they would overlap. */
  names(svg, last, narrow) {
    const { width, right, height, bottom } = this.frame;
    const ends = this.chosen.map((code) => ({ code, share: this.value(code, last), lines: this.endLines(code, narrow) }))
      .filter((e) => e.share !== null);
    ends.sort((a, b) => b.share - a.share);
    let from = 0;
    for (const end of ends) {
      end.high = LINE * end.lines.length;
      end.top = Math.max(this.y(end.share) - end.high / 2, from);
      from = end.top + end.high + 2;
    }
    let below = height - bottom + 12;
    for (const end of [...ends].reverse()) {
      end.top = Math.min(end.top, below - end.high);
      below = end.top - 2;
    }
    for (const { code, share, top, high, lines } of ends) {
      const at = width - right;
      const colour = `c${this.colours.get(code)}`;
      svg.append(draw("path", { class: `leader ${colour}`, d: `M${at + 3} ${this.y(share)}L${at + 9} ${top + high / 2}` }));
      const rows = lines.map((line, i) => draw("tspan", { x: at + 12, y: top + 11 + LINE * i }, line));
      svg.append(draw("text", { class: `end ${colour}` }, ...rows));
    }
  }

  /** Show the values of the year pointed at, in the drawing and below it. */
  mark() {
    if (!this.frame) return;
    const x = this.x(this.year);
    this.slider.value = String(this.year);
    this.marks.replaceChildren(draw("line", { class: "pointer", x1: x, x2: x, y1: this.frame.top, y2: this.frame.height - this.frame.bottom }));
    const rows = this.chosen.map((code) => {
      const series = this.known.get(code);
      const share = this.value(code, this.year);
      const n = share === null ? 0 : this.texts(code, this.year);
      const colour = `c${this.colours.get(code)}`;
      const few = n < this.unit.few ? " few" : "";
      if (share !== null) this.marks.append(draw("circle", { class: colour + few, cx: x, cy: this.y(share), r: 4.5 }));
      const ends = share === null ? null : this.ends(code, this.year);
      const range = ends ? ` [${ends.map(this.unit.write).join(", ")}]` : "";
      const words = share === null ? "–" : `${this.unit.write(share)}${range}`;
      const texts = series.v || !n ? thousands(n) : `${thousands(series.k[this.year - series.first])} of ${thousands(n)}`;
      return make("tr", {}, make("th", { scope: "row", class: colour }, series.name), make("td", {}, words), make("td", {}, texts));
    });
    this.said.textContent = `In ${this.year}`;
    this.readout.replaceChildren(...rows);
  }

  save() {
    const [first, last] = this.span();
    const rows = [["year", "state", this.values.unit, "low", "high", "n"]];
    for (const code of this.chosen) {
      const series = this.known.get(code);
      for (let year = first; year <= last; year += 1) {
        const share = this.value(code, year);
        if (share !== null) rows.push([year, series.name, share.toFixed(this.unit.digits), ...(this.ends(code, year) || ["", ""]), this.texts(code, year)]);
      }
    }
    saveRows(rows, `${this.values.unit}-by-year`);
  }
}
