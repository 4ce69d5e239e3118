// Tables that are sorted by a click on a heading, filtered by words, and saved.

const MONTHS = ["january", "february", "march", "april", "may", "june", "july", "august",
  "september", "october", "november", "december"];
const ORDER = new Intl.Collator("en", { numeric: true, sensitivity: "base" });
/** Fewer rows are seen at a glance. */
const SORTED_FROM = 3;
const FILTERED_FROM = 10;
const SAVED_FROM = 6;

/** A cell as a number: a count, a share, a day; null where it is none. */
function cellNumber(text) {
  const plain = text.replace(/[\s\u2007\u00a0,]/g, "").replace(/\u2212/g, "-");
  const day = text.trim().match(/^(\d{1,2}) ([A-Za-z]+) (\d{4})\b/);
  const month = day ? MONTHS.indexOf(day[2].toLowerCase()) : -1;
  if (month >= 0) return Number(day[3]) * 400 + month * 32 + Number(day[1]);
  const iso = plain.match(/^(\d{4})-(\d\d)-(\d\d)/);
  if (iso) return Number(iso[1]) * 400 + (Number(iso[2]) - 1) * 32 + Number(iso[3]);
  const number = plain.match(/^[<≤≥>~]?(-?\d*\.?\d+)(?=%|\[|\(|$|[^\d.A-Za-z])/);
  return number ? Number(number[1]) : null;
}

const isEmpty = (text) => /^[\s\u2007\u2013-]*$/.test(text);

/** The key of each row in a column: numbers where every cell is one, else words. */
function keys(rows, column) {
  const texts = rows.map((row) => (row.cells[column] ? row.cells[column].textContent : ""));
  const numbers = texts.map((text) => (isEmpty(text) ? null : cellNumber(text)));
  const numeric = texts.every((text, i) => isEmpty(text) || numbers[i] !== null);
  return { numeric, of: texts.map((text, i) => (isEmpty(text) ? null : numeric ? numbers[i] : text.trim())) };
}

/** Put rows in the order of a column; empty cells stay last, equal ones in the order they had. */
function sortRows(body, column, down) {
  const rows = [...body.rows];
  const { numeric, of } = keys(rows, column);
  const order = rows.map((_, i) => i);
  order.sort((a, b) => {
    if (of[a] === null || of[b] === null) return (of[a] === null) - (of[b] === null) || a - b;
    const found = numeric ? of[a] - of[b] : ORDER.compare(of[a], of[b]);
    return (down ? -found : found) || a - b;
  });
  body.append(...order.map((i) => rows[i]));
}

function headingButtons(table) {
  const body = table.tBodies[0];
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, column) => {
    const first = !keys([...body.rows], column).numeric;
    const sort = button("", () => {
      const now = head.getAttribute("aria-sort");
      const down = now ? now === "ascending" : !first;
      heads.forEach((other) => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      sortRows(body, column, down);
    }, { class: "sort" });
    sort.append(...head.childNodes);
    head.append(sort);
  });
}

function filterBox(table, name) {
  const body = table.tBodies[0];
  const said = make("output", {});
  const field = make("input", { type: "search", autocomplete: "off", size: "14" });
  field.addEventListener("input", () => {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    let left = 0;
    for (const row of body.rows) {
      const text = [...row.cells].map((cell) => cell.textContent.toLowerCase()).join(" ");
      row.hidden = !words.every((word) => text.includes(word));
      left += row.hidden ? 0 : 1;
    }
    said.textContent = words.length ? `${thousands(left)} of ${thousands(body.rows.length)} rows` : "";
  });
  return [make("label", {}, "Filter ", make("span", { class: "unseen" }, `${name} `), field), said];
}

/** Give a table its tools; rows that continue the one above are left in their order. */
function enliven(table, name, tools) {
  const body = table.tBodies[0];
  if (!table.tHead || !body || body.rows.length < SORTED_FROM) return;
  const continued = [...body.rows].some((row) => row.cells.length && !row.cells[0].textContent.trim());
  if (!continued) headingButtons(table);
  if (body.rows.length >= FILTERED_FROM) tools.append(...filterBox(table, name));
  if (body.rows.length < SAVED_FROM) return;
  tools.append(button("Save as CSV", () => {
    const rows = [...table.tHead.rows, ...[...body.rows].filter((row) => !row.hidden)];
    saveRows(rows.map((row) => [...row.cells].map((cell) => cell.textContent.trim())), name);
  }, { class: "quiet" }));
}
