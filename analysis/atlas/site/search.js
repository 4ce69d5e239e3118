/* States and texts that hold every word asked for. */
"use strict";
(function () {
  var MOST = 200;
  function plain(text) { return text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase(); }
  document.addEventListener("DOMContentLoaded", function () {
    var asked = new URLSearchParams(location.search).get("q") || decodeURIComponent(location.hash.slice(1));
    var box = document.getElementById("found");
    document.querySelector("header input").value = asked;
    var words = plain(asked).split(/\s+/).filter(Boolean);
    if (!words.length) { box.append(atlas.el("p", {}, "Type a state, a symbol, a day, or words of a title above.")); return; }
    function has(text) { var low = plain(text); return words.every(function (word) { return low.indexOf(word) >= 0; }); }
    var names = atlas.held.names, states = [], texts = [], n = 0;
    names.codes.forEach(function (code, k) {
      if (has(names.names[k] + " " + code)) { states.push(atlas.el("li", {}, atlas.el("a", { href: "state/" + code + ".html" }, names.names[k]))); }
    });
    atlas.held.index.slice().reverse().forEach(function (row) {
      if (!has(row[1] + " " + atlas.day(row[1]) + " " + row[2] + " " + row[3])) { return; }
      n += 1;
      if (n <= MOST) {
        texts.push(atlas.el("li", { "class": "hit" }, [atlas.el("a", { href: "text/" + row[0] + ".html", dir: "auto" }, row[3]), atlas.el("span", { "class": "about" }, atlas.day(row[1]) + (row[2] ? ", " + row[2] : ""))]));
      }
    });
    if (states.length) { box.append(atlas.el("h2", {}, "States"), atlas.el("ul", {}, states)); }
    if (!states.length && !n) {
      box.append(atlas.el("p", { "class": "lead" }, "No state and no roll call has " + (words.length > 1 ? "all of these words." : "this word.")));
      box.append(atlas.el("p", {}, ["A search looks at names and codes of states, and at titles, symbols and days of roll calls, such as A/RES/80/1 or 24 Feb 2025. ", atlas.el("a", { href: "text/index.html" }, "All roll calls by year"), "."]));
      return;
    }
    if (!n) { return; }
    box.append(atlas.el("h2", {}, n === 1 ? "1 roll call" : n.toLocaleString("en") + " roll calls"));
    if (n > MOST) { box.append(atlas.el("p", { "class": "note" }, "The latest " + MOST + " are listed.")); }
    box.append(atlas.el("ul", {}, texts));
  });
})();
