// Elements made one way: text is always text, never markup.

const SVG = "http://www.w3.org/2000/svg";

/** Make an element with attributes and children; a text among them becomes a text node. */
function make(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/** The same of a drawing. */
function draw(tag, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/** A button that does one thing. */
function button(text, act, attributes = {}) {
  const made = make("button", { type: "button", ...attributes }, text);
  made.addEventListener("click", act);
  return made;
}

/** A choice among options, each with a value and words. */
function choice(label, options, act) {
  const select = make("select", {}, ...options.map(([value, words]) => make("option", { value }, words)));
  select.addEventListener("change", () => act(select));
  return make("label", {}, `${label} `, select);
}

/** A number with commas between thousands, whatever the reader's own country writes. */
function thousands(number) {
  return String(number).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** Let a reader save rows as a file; a cell that a spreadsheet would run is kept a text. */
function saveRows(rows, name) {
  const cell = (text) => {
    const safe = /^[=+@\t\r]|^-(?![\d.])/.test(text) ? `'${text}` : text;
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  const text = rows.map((row) => row.map((c) => cell(String(c))).join(",")).join("\r\n");
  const address = URL.createObjectURL(new Blob(["\ufeff", text, "\r\n"], { type: "text/csv" }));
  make("a", { href: address, download: `${name}.csv` }).click();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}

/** A box that is scrolled sideways says so, and takes the keyboard only while it can be. */
function watchScroll(box) {
  const cue = make("p", { class: "cue", "aria-hidden": "true", hidden: true }, "Scroll sideways for more →");
  box.before(cue);
  const look = () => {
    const more = box.scrollWidth > box.clientWidth + 1;
    cue.hidden = !more || box.scrollLeft + box.clientWidth >= box.scrollWidth - 1;
    const scrolls = more || box.scrollHeight > box.clientHeight + 1;
    if (scrolls) box.setAttribute("tabindex", "0");
    else box.removeAttribute("tabindex");
  };
  box.addEventListener("scroll", look, { passive: true });
  new ResizeObserver(look).observe(box);
  look();
}
