// The roll calls behind a count, one click away.

const VOTES = { Y: "Yes", N: "No", A: "abstained", "-": "–" };

class Calls {
  constructor(values) {
    this.values = values;
    this.lists = new Map(values.lists.map((list) => [list.name, list]));
    this.title = make("h2", { id: "votes-title" });
    this.about = make("p", {});
    this.tools = make("div", { class: "tools" });
    this.body = make("div", { class: "scroll", role: "region", "aria-labelledby": "votes-title" });
    const close = button("Close", () => this.dialog.close(), { class: "close" });
    this.dialog = make("dialog", { class: "votes", "aria-labelledby": "votes-title" },
      make("div", { class: "top" }, this.title, close), this.about, this.tools, this.body);
    document.body.append(this.dialog);
    watchScroll(this.body);
    this.dialog.addEventListener("click", (event) => {
      if (event.target === this.dialog) this.dialog.close(); // beside the box
    });
  }

  opener(list, text, attributes = {}) {
    const words = `${list.title}, ${list.window}: show ${thousands(list.calls.length)} roll calls`;
    return button(text, () => this.open(list), { "aria-haspopup": "dialog", title: words, ...attributes });
  }

  /** Turn the counts of the page into buttons. */
  bind() {
    for (const cell of document.querySelectorAll("[data-count]")) {
      const list = this.lists.get(cell.dataset.count);
      if (!list) continue;
      const opener = this.opener(list, cell.textContent, { class: "count" });
      cell.replaceChildren(opener);
    }
  }

  /** Everything that can be opened, by window. */
  index() {
    const windows = [...new Set(this.values.lists.map((list) => list.window))];
    const groups = windows.flatMap((name) => {
      const own = this.values.lists.filter((list) => list.window === name);
      const items = own.map((list) => make("li", {}, this.opener(list, `${list.title}: ${thousands(list.calls.length)}`, { class: "link" })));
      return [make("p", { class: "window" }, name), make("ul", { "aria-label": name }, ...items)];
    });
    return make("details", { class: "live lists" }, make("summary", {}, "The votes behind these numbers"), ...groups);
  }

  open(list) {
    const { heads, calls } = this.values;
    const labels = ["date", "text", ...heads, "yes–no–abstained"];
    // Roles are said, since a narrow screen lays rows out as blocks, which are no rows to a reader.
    const head = make("tr", { role: "row" }, ...labels.map((label) => make("th", { scope: "col", role: "columnheader" }, label)));
    const cell = (kind, at, ...children) => make("td", { class: kind, role: "cell", "data-label": labels[at] }, ...children);
    const rows = [...list.calls].reverse().map((place) => {
      const [date, symbol, title, signs, tally] = calls[place];
      const votes = [...signs].map((sign, i) => cell(`vote v${sign === "-" ? "x" : sign}`, i + 2, VOTES[sign]));
      const text = cell("text", 1, symbol ? make("span", { class: "symbol" }, `${symbol} `) : null, make("bdi", {}, title));
      return make("tr", { role: "row" }, cell("date", 0, date), text, ...votes, cell("tally", 5, tally));
    });
    const table = make("table", { role: "table", "aria-labelledby": "votes-title" },
      make("thead", { role: "rowgroup" }, head), make("tbody", { role: "rowgroup" }, ...rows));
    this.title.textContent = list.title;
    this.about.textContent = `${list.window}: ${thousands(rows.length)} roll calls on whole texts, the latest first.`;
    this.body.replaceChildren(table);
    this.tools.replaceChildren();
    enliven(table, list.name, this.tools);
    this.dialog.showModal();
    this.body.scrollTo(0, 0);
  }
}
