/* What all pages share: data handed over by scripts, the map, links, sorting, files. */
"use strict";
var atlas = (function () {
  var held = {}, waiting = {};
  var root = document.querySelector("link[rel=stylesheet]").getAttribute("href").replace("atlas.css", "");

  function put(name, value) {
    held[name] = value;
    (waiting[name] || []).forEach(function (then) { then(value); });
    delete waiting[name];
  }
  /* Hand a piece of data to a function, loading its script if it is not here yet. */
  function need(name, then, failed) {
    if (name in held) { then(held[name]); return; }
    if (waiting[name]) { waiting[name].push(then); return; }
    waiting[name] = [then];
    var script = document.createElement("script");
    script.src = root + "data/" + name + ".js";
    script.onerror = function () { delete waiting[name]; if (failed) { failed(name); } };
    document.head.appendChild(script);
  }
  function all(names, then, failed) {
    var left = names.length;
    if (!left) { then(); }
    names.forEach(function (name) {
      need(name, function () { left -= 1; if (!left) { then(); } }, failed);
    });
  }
  function el(name, attributes, children) {
    var drawing = /^(svg|g|path|circle|text|title)$/.test(name) || (attributes && attributes.svg);
    var node = drawing ? document.createElementNS("http://www.w3.org/2000/svg", name) : document.createElement(name);
    Object.keys(attributes || {}).forEach(function (key) { if (key !== "svg") { node.setAttribute(key, attributes[key]); } });
    (Array.isArray(children) ? children : [children]).forEach(function (child) {
      if (child !== undefined && child !== null) { node.append(child); }
    });
    return node;
  }
  function nameOf(code) {
    var at = held.names.codes.indexOf(code);
    return at < 0 ? code.replace(/_/g, " ") : held.names.names[at];
  }
  var MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
  /* 2025-02-04 as 4 Feb 2025. */
  function day(iso) { return +iso.slice(8) + " " + MONTHS[iso.slice(5, 7) - 1] + " " + iso.slice(0, 4); }
  /* 4 Feb 2025, or 4 Feb, as a number in order of time; nothing for other texts. */
  function time(text) {
    var found = /^(\d+) ([A-Z][a-z][a-z])(?: (\d{4}))?$/.exec(text), month = found ? MONTHS.indexOf(found[2]) : -1;
    return month < 0 ? NaN : (found[3] || 0) * 400 + month * 32 + +found[1];
  }
  var VOTES = { 1: "Yes", 2: "abstained", 3: "No", 8: "no vote cast", 9: "not a member", 0: "not recorded" };

  /* Draw the world; look says class and words of each state, or nothing. */
  function draw(box, alt, look) {
    var map = held.map;
    var svg = el("svg", { viewBox: "0 0 " + map.wide + " " + map.high, role: "group", "aria-label": alt });
    function place(code, shape) {
      var seen = code && look(code);
      shape.setAttribute("class", seen ? seen[0] : "");
      if (!seen) { svg.append(shape); return; }
      shape.append(el("title", {}, nameOf(code) + ": " + seen[1]));
      svg.append(el("a", { svg: true, href: root + "state/" + code + ".html", tabindex: -1, "aria-label": nameOf(code) + ": " + seen[1] }, shape));
    }
    Object.keys(map.paths).forEach(function (code) { place(code, el("path", { d: map.paths[code] })); });
    Object.keys(map.dots).forEach(function (code) {
      if (look(code)) { place(code, el("circle", { cx: map.dots[code][0], cy: map.dots[code][1], r: map.dot })); }
    });
    box.append(svg);
  }
  function key(box, entries) {
    box.append(el("ul", { "class": "key" }, entries.map(function (entry) {
      return el("li", {}, [el("span", { "class": "chip " + entry[0] }), entry[1]]);
    })));
  }
  function maps() {
    document.querySelectorAll(".map").forEach(function (box) {
      var codes = held.names.codes, votes = box.dataset.v, agree = box.dataset.agree;
      function of(text) { return function (code) { return text[codes.indexOf(code)]; }; }
      if (votes) {
        var vote = of(votes);
        draw(box, "Map of the votes; the lists below have them in words.", function (code) {
          var v = vote(code);
          return "1238".indexOf(v) >= 0 ? ["v" + v, VOTES[v]] : null;
        });
        key(box, [["v1", "Yes"], ["v2", "abstained"], ["v3", "No"], ["v8", "no vote cast"]]);
        offer(box, "This roll call as CSV", "roll-call.csv", function () {
          return [["state", "name", "vote"]].concat(codes.map(function (code, k) {
            return [code, held.names.names[k], VOTES[votes[k]]];
          }).filter(function (row) { return row[2] !== VOTES[9]; }));
        });
      } else if (agree) {
        var tenth = of(agree);
        draw(box, "Map of agreement; the tables have the numbers.", function (code) {
          if (code === box.dataset.own) { return ["own", "this state"]; }
          var letter = tenth(code);
          if (!letter || letter === ".") { return null; }
          var low = "abcdefghij".indexOf(letter) * 10;
          return ["g" + letter, low + " to " + (low + 10) + "%"];
        });
        key(box, [["own", nameOf(box.dataset.own)], ["ga", "0 to 10%"], ["gd", "30 to 40%"], ["gg", "60 to 70%"], ["gj", "90 to 100%"]]);
      } else {
        draw(box, "Map of states; the table below lists them.", function (code) {
          return codes.indexOf(code) >= 0 ? ["on", "its page"] : null;
        });
      }
    });
  }
  /* Turn names of states in lists into links. */
  function links() {
    var at = {};
    held.names.names.forEach(function (name, k) { at[name] = held.names.codes[k]; });
    document.querySelectorAll(".who").forEach(function (list) {
      if (list.classList.contains("yes")) {
        var votes = document.querySelector(".map").dataset.v;
        list.textContent = held.names.names.filter(function (_, k) { return votes[k] === "1"; }).sort(function (a, b) { return a.localeCompare(b); }).join(", ");
      }
      if (list.querySelector("a")) { return; }
      var names = list.textContent.split(", ");
      list.textContent = "";
      names.forEach(function (name, k) {
        list.append(k ? ", " : "", at[name] ? el("a", { href: root + "state/" + at[name] + ".html" }, name) : name);
      });
    });
  }
  function sorting() {
    document.querySelectorAll("table.sortable thead th").forEach(function (head, column) {
      var button = el("button", { type: "button" }, head.textContent);
      head.textContent = "";
      head.append(button);
      button.addEventListener("click", function () {
        var body = head.closest("table").tBodies[0], rows = Array.from(body.rows), at = head.cellIndex;
        var down = head.getAttribute("aria-sort") === "ascending";
        Array.from(head.parentNode.cells).forEach(function (cell) { cell.removeAttribute("aria-sort"); });
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        function value(row) {
          var text = row.cells[at].textContent, number = parseFloat(text.replace("\u2212", "-").replace(/,/g, ""));
          return isNaN(number) ? text : time(text) || number;
        }
        rows.sort(function (one, two) {
          var a = value(one), b = value(two);
          if (typeof a !== typeof b) { return typeof a === "number" ? -1 : 1; }
          var order = typeof a === "number" ? a - b : a.localeCompare(b);
          return down ? -order : order;
        });
        rows.forEach(function (row) { body.append(row); });
      });
    });
  }
  /* A button that writes rows as a file of commas. */
  function offer(box, words, name, rows) {
    var button = el("button", { type: "button" }, words);
    button.addEventListener("click", function () {
      var text = rows().map(function (row) {
        return row.map(function (cell) {
          var plain = String(cell);
          /* As `analysis.harmless.safe_cell`: what a table calculator would reckon is text. */
          if (/^ *[=+@\-\t\r]/.test(plain) && isNaN(+plain)) { plain = "'" + plain; }
          return /[",\n\r]/.test(plain) ? '"' + plain.replace(/"/g, '""') + '"' : plain;
        }).join(",");
      }).join("\n") + "\n";
      var address = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
      var anchor = el("a", { href: address, download: name });
      document.body.append(anchor);
      anchor.click();
      anchor.remove();
      URL.revokeObjectURL(address);
    });
    box.append(button);
  }
  function start() {
    sorting();
    var map = document.querySelector(".map");
    if (map) { all(["names", "map"], maps); }
    if (document.querySelector(".who")) { all(["names"], links); }
  }
  document.addEventListener("DOMContentLoaded", start);
  return { put: put, need: need, all: all, el: el, held: held, root: root, nameOf: nameOf, day: day, offer: offer, sorting: sorting, VOTES: VOTES };
})();
