// What the page holds is brought to life where it stands; one piece that fails leaves the others.

function attempt(act) {
  try {
    act();
  } catch (error) {
    console.error(error);
  }
}

function pieces() {
  const held = document.getElementById("live-data");
  return held ? JSON.parse(held.textContent) : [];
}

function chartAt(figure, values) {
  const chart = new Chart(values);
  for (const drawn of figure.querySelectorAll(":scope > svg.drawn, :scope > .heading")) {
    drawn.setAttribute("hidden", "");
  }
  figure.prepend(chart.box);
  chart.render();
}

function callsAt(figure, values) {
  const calls = new Calls(values);
  calls.bind();
  figure.append(calls.index());
}

/** On a telephone a drawing that has no narrow one can be made large, and is then scrolled. */
function enlarging(drawn) {
  const number = drawn.closest("figure")?.querySelector("figcaption strong")?.textContent.replace(/\.$/, "");
  const box = make("div", { class: "scroll", role: "region", "aria-label": `${number || "The figure"}, enlarged` });
  const turn = button("Enlarge", () => {
    const large = box.classList.toggle("large");
    turn.setAttribute("aria-pressed", large);
    if (large) box.scrollTo(box.scrollWidth, 0); // the latest year first
  }, { "aria-pressed": "false" });
  drawn.before(make("div", { class: "tools live enlarge" }, turn), box);
  box.append(drawn);
}

document.documentElement.classList.add("scripted");
for (const { live, at, values } of pieces()) {
  const figure = document.getElementById(at);
  if (figure) attempt(() => (live === "chart" ? chartAt : callsAt)(figure, values));
}
for (const figure of document.querySelectorAll("figure.table")) {
  attempt(() => {
    const tools = make("div", { class: "tools live" });
    const table = figure.querySelector("table");
    enliven(table, figure.id, tools);
    if (tools.childNodes.length) figure.querySelector(".scroll").before(tools);
  });
}
for (const drawn of document.querySelectorAll("figure > svg.drawn:not(.wide, .narrow, [hidden])")) {
  attempt(() => enlarging(drawn));
}
document.querySelectorAll("figure .scroll").forEach((box) => attempt(() => watchScroll(box)));
