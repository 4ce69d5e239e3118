/* Two states or blocs by year and issue; the address after # carries the choice. */
"use strict";
(function () {
  var el = atlas.el, LISTED = 150, OPEN = 15, form, box;
  /* A year that is not over is not the one that is told: it has at least this share of the most. */
  var SHARE = 0.25, LATELY = 10;

  function isBloc(name) { return name in atlas.held.blocs; }
  /* Members of a side: code, first and last day ("" where it has none). */
  function members(name) { return isBloc(name) ? atlas.held.blocs[name] : [[name, "", ""]]; }
  function during(member, day) { return day >= member[1] && (!member[2] || day <= member[2]); }
  function cast(vote) { return vote === "1" || vote === "2" || vote === "3"; }

  /* By year from votes, the mean over pairs of members: agreement, 1 - |a - b| / 2, on all roll calls;
     and the share of whole texts on which the two votes were the same. */
  function fromVotes(a, b, issue) {
    var calls = atlas.held.calls, index = atlas.held.index, bit = calls.codes.indexOf(issue);
    var held = [];
    calls.at.forEach(function (at, k) {
      if (bit < 0 || (calls.issues[k] >> bit) & 1) { held.push([k, index[at][1], index[at][1].slice(0, 4)]); }
    });
    var sums = {}, met = {}, texts = {};
    members(a).forEach(function (one) {
      members(b).forEach(function (two) {
        var x = atlas.held["votes/" + one[0]], y = atlas.held["votes/" + two[0]];
        if (one[0] === two[0] || !x || !y) { return; }
        held.forEach(function (call) {
          var p = x[call[0]], q = y[call[0]];
          if (!cast(p) || !cast(q) || !during(one, call[1]) || !during(two, call[1])) { return; }
          var pair = one[0] + two[0], year = sums[call[2]] || (sums[call[2]] = {});
          var cell = year[pair] || (year[pair] = [0, 0, 0, 0]);
          cell[0] += Math.abs(p - q); cell[1] += 1;
          (met[call[2]] || (met[call[2]] = new Set())).add(call[0]);
          if (calls.whole[call[0]] === "1") {
            cell[2] += p === q ? 1 : 0; cell[3] += 1;
            (texts[call[2]] || (texts[call[2]] = new Set())).add(call[0]);
          }
        });
      });
    });
    return Object.keys(sums).sort().map(function (year) {
      var cells = Object.values(sums[year]), value = 0, same = 0, pairs = 0;
      cells.forEach(function (c) { value += 1 - c[0] / (2 * c[1]); if (c[3]) { same += c[2] / c[3]; pairs += 1; } });
      return { year: +year, n: met[year].size, value: value / cells.length, texts: texts[year] ? texts[year].size : 0, same: pairs ? same / pairs : NaN };
    });
  }
  /* Agreement by year as shipped: members are those of 1 July. */
  function fromPairs(a, b) {
    var sums = {};
    members(a).forEach(function (one) {
      var data = atlas.held["pairs/" + one[0]];
      if (!data) { return; }
      members(b).forEach(function (two) {
        var row = data["with"][two[0]] || [];
        for (var k = 0; k < row.length; k += 3) {
          var year = data.years[row[k]], day = year + "-07-01";
          if (!during(one, day) || !during(two, day)) { continue; }
          var cell = sums[year] || (sums[year] = [0, 0, 0]);
          cell[0] += row[k + 1] / 1000; cell[1] += 1; cell[2] = Math.max(cell[2], row[k + 2]);
        }
      });
    });
    return Object.keys(sums).sort().map(function (year) {
      return { year: +year, n: sums[year][2], value: sums[year][0] / sums[year][1], texts: null, same: NaN };
    });
  }
  /* Ideal points by year: a state's own with its interval, a bloc's mean of members on 1 July. */
  function points(side) {
    var sums = {}, alone = !isBloc(side);
    members(side).forEach(function (member) {
      var own = atlas.held.points[member[0]];
      if (!own) { return; }
      own[1].forEach(function (mean, k) {
        var year = own[0] + k;
        if (mean === null || (!alone && !during(member, year + "-07-01"))) { return; }
        var cell = sums[year] || (sums[year] = [0, 0, own[2][k], own[3][k]]);
        cell[0] += mean; cell[1] += 1;
      });
    });
    return Object.keys(sums).sort().map(function (year) {
      var c = sums[year];
      return { year: +year, value: c[0] / c[1] / 100, low: alone ? c[2] / 100 : null, high: alone ? c[3] / 100 : null };
    });
  }

  var WIDE = 480, HIGH = 270, LEFT = 42, TOP = 10, BOTTOM = 24;
  function chart(lines, ends, percent, alt) {
    var rows = [].concat.apply([], lines.map(function (line) { return line.rows; }));
    if (!rows.length) { return el("p", {}, "No year has a value."); }
    var years = rows.map(function (r) { return r.year; });
    var first = Math.min.apply(null, years), last = Math.max.apply(null, years);
    var low = ends ? ends[0] : Math.min.apply(null, rows.map(function (r) { return r.low === null ? r.value : r.low; }));
    var high = ends ? ends[1] : Math.max.apply(null, rows.map(function (r) { return r.high === null ? r.value : r.high; }));
    if (high - low < 1e-9) { low -= 1; high += 1; }
    var longest = Math.max.apply(null, lines.map(function (line) { return line.name.length; }));
    var right = WIDE - 12 - 9.5 * longest;
    function x(year) { return (LEFT + (year - first) / Math.max(last - first, 1) * (right - LEFT)).toFixed(1); }
    function y(value) { return TOP + (high - value) / (high - low) * (HIGH - TOP - BOTTOM); }
    var svg = el("svg", { viewBox: "0 0 " + WIDE + " " + HIGH, role: "img", "aria-label": alt, "class": "chart" });
    var step = [0.05, 0.1, 0.2, 0.25, 0.5, 1, 2, 5].find(function (s) { return (high - low) / s <= 5.5; }) || 10;
    for (var t = Math.ceil(low / step - 1e-9) * step; t <= high + 1e-9; t += step) {
      svg.append(el("path", { d: "M" + LEFT + " " + y(t).toFixed(1) + "H" + right.toFixed(1), "class": "grid" }));
      svg.append(el("text", { x: LEFT - 5, y: (y(t) + 4).toFixed(1), "class": "end" }, percent ? Math.round(100 * t) + "%" : String(+t.toFixed(2)).replace("-", "\u2212")));
    }
    var jump = [1, 2, 5, 10, 20].find(function (s) { return (last - first) / s <= 6; });
    for (var year = first; year <= last; year += 1) {
      if (year % jump === 0) { svg.append(el("text", { x: x(year), y: HIGH - 6, "class": "mid" }, String(year))); }
    }
    lines.forEach(function (line) {
      var runs = [];
      line.rows.forEach(function (row) {
        var run = runs[runs.length - 1];
        if (run && run[run.length - 1].year === row.year - 1) { run.push(row); } else { runs.push([row]); }
      });
      runs.forEach(function (run) {
        var at = run.map(function (r) { return x(r.year) + " " + y(r.value).toFixed(1); });
        if (run[0].low !== null && run[0].low !== undefined) {
          var there = run.map(function (r) { return x(r.year) + " " + y(r.high).toFixed(1); });
          var back = run.slice().reverse().map(function (r) { return x(r.year) + " " + y(r.low).toFixed(1); });
          svg.append(el("path", { d: "M" + there.concat(back).join("L") + "Z", "class": "band " + line.look }));
        }
        if (at.length === 1) {
          svg.append(el("circle", { cx: at[0].split(" ")[0], cy: at[0].split(" ")[1], r: 2.5, "class": "dot " + line.look }));
        } else { svg.append(el("path", { d: "M" + at.join("L"), "class": "line " + line.look })); }
      });
    });
    var labels = lines.filter(function (line) { return line.rows.length && line.name; }).map(function (line) {
      return [y(line.rows[line.rows.length - 1].value) + 4, line];
    }).sort(function (one, two) { return one[0] - two[0]; });
    labels.forEach(function (label, k) {
      if (k) { label[0] = Math.max(label[0], labels[k - 1][0] + 14); }
      svg.append(el("text", { x: (right + 6).toFixed(1), y: label[0].toFixed(1), "class": "label " + label[1].look }, label[1].name));
    });
    return svg;
  }

  function figure(title, note, drawn) {
    return el("figure", {}, [el("figcaption", {}, [el("strong", {}, title), " " + note]), drawn]);
  }
  function percent(value) { return isNaN(value) ? "\u2013" : Math.round(100 * value) + "%"; }
  function table(head, rows, caption) {
    var nums = rows.length && rows[0].every(function (cell) { return typeof cell !== "object"; });
    function cells(row, name) { 
      return row.map(function (cell, k) {
        var head = name === "th" || !k, plain = typeof cell !== "object";
        return el(head ? "th" : "td", head ? { scope: k || name === "th" ? "col" : "row" } : plain ? { "class": "n" } : {}, cell);
      });
    }
    return el("div", { "class": "scroll", tabindex: 0, role: "region", "aria-label": caption }, el("table", nums ? { "class": "nums" } : {}, [
      el("caption", {}, caption), el("thead", {}, el("tr", {}, cells(head, "th"))),
      el("tbody", {}, rows.map(function (row) { return el("tr", {}, cells(row, "td")); }))]));
  }
  /* Roll calls on which two states cast other votes, the latest first. */
  function differing(choice) {
    var calls = atlas.held.calls, index = atlas.held.index, bit = calls.codes.indexOf(choice.issue);
    var x = atlas.held["votes/" + choice.a], y = atlas.held["votes/" + choice.b], out = [];
    if (isBloc(choice.a) || isBloc(choice.b) || !x || !y) { return out; }
    for (var k = calls.at.length - 1; k >= 0; k -= 1) {
      var row = index[calls.at[k]], year = +row[1].slice(0, 4);
      var on = bit < 0 || (calls.issues[k] >> bit) & 1;
      if (on && year >= choice.from && year <= choice.to && cast(x[k]) && cast(y[k]) && x[k] !== y[k]) { out.push([row, x[k], y[k]]); }
    }
    return out;
  }

  function read() {
    var given = new URLSearchParams(location.hash.slice(1)), choice = {};
    function known(name) { return isBloc(name) || atlas.held.names.codes.indexOf(name) >= 0; }
    choice.a = known(given.get("a")) ? given.get("a") : "USA";
    choice.b = known(given.get("b")) ? given.get("b") : choice.a === "RUS" ? "USA" : "RUS";
    choice.issue = atlas.held.calls.codes.indexOf(given.get("issue")) >= 0 ? given.get("issue") : "";
    choice.from = parseInt(given.get("from"), 10) || 1946;
    choice.to = parseInt(given.get("to"), 10) || 2199;
    return choice;
  }
  function write() {
    var parts = ["a", "b", "issue", "from", "to"].map(function (key) { return [key, form.elements[key].value]; });
    location.hash = new URLSearchParams(parts.filter(function (p) { return p[1]; })).toString();
  }
  function show() {
    var choice = read(), given = new URLSearchParams(location.hash.slice(1));
    ["a", "b", "issue"].forEach(function (key) { form.elements[key].value = choice[key]; });
    ["from", "to"].forEach(function (key) { form.elements[key].value = given.get(key) || ""; });
    var shipped = !atlas.held.calls.own && !choice.issue, kind = shipped ? "pairs/" : "votes/", wanted = {};
    members(choice.a).concat(members(choice.b)).forEach(function (m) {
      if (atlas.held.names.codes.indexOf(m[0]) >= 0) { wanted[kind + m[0]] = true; }
    });
    var absent = 0, names = Object.keys(wanted).filter(function (name) { return !(name in atlas.held); });
    /* A state that is in one kind of data alone is passed over. */
    var left = names.length;
    function done() { if (left <= 0) { fill(choice, shipped); } }
    names.forEach(function (name) {
      function next() { left -= 1; done(); }
      atlas.need(name, next, function () { absent += 1; atlas.held[name] = ""; next(); });
    });
    done();
  }
  function fill(choice, shipped) {
    var one = atlas.nameOf(choice.a), two = atlas.nameOf(choice.b), calls = atlas.held.calls;
    var issue = choice.issue ? calls.words[calls.codes.indexOf(choice.issue)] : "";
    function given(key) { return form.elements[key].value; }
    function inside(row) { return row.year >= choice.from && row.year <= choice.to; }
    var rows = (shipped ? fromPairs(choice.a, choice.b) : fromVotes(choice.a, choice.b, choice.issue)).filter(inside);
    var title = choice.a === choice.b && isBloc(choice.a) ? "Agreement within " + one : "Agreement of " + one + " and " + two;
    box.textContent = "";
    if (choice.a === choice.b && !isBloc(choice.a)) { box.append(el("p", { "class": "lead" }, "Choose two states, or a bloc.")); return; }
    if (!rows.length) {
      box.append(el("p", { "class": "lead" }, "The record has no year in which " + one + " and " + two + " both voted" + (issue ? " on " + issue : "") + (given("from") || given("to") ? " (" + (given("from") || "the beginning") + " to " + (given("to") || "now") + ")" : "") + "."));
      return;
    }
    var most = Math.max.apply(null, rows.slice(-LATELY).map(function (r) { return r.n; }));
    var told = rows.filter(function (r, k) { return k < rows.length - LATELY || r.n >= SHARE * most; });
    var last = told[told.length - 1], before = told.length > 10 ? told[told.length - 11] : told[0];
    box.append(el("p", { "class": "lead" }, title + (issue ? " on " + issue : "") + ": " + percent(last.value) + " in " + last.year + " (" + last.n.toLocaleString("en") + (last.n === 1 ? " roll call)" : " roll calls)") + (before.year < last.year ? ", " + percent(before.value) + " in " + before.year : "") + "."));
    var drawn = rows.map(function (r) { return { year: r.year, value: r.value, low: null, high: null }; });
    box.append(el("div", { "class": "pair" }, [
      figure(title, (issue ? "On " + issue + ". " : "All roll calls of the Assembly. ") + "100%: always the same vote; 0%: always opposed.", chart([{ name: "", rows: drawn, look: "c4" }], [0, 1], true, title + " by year; the table has the numbers.")),
      figure("Ideal points", (issue ? "From votes on all issues. " : "") + "Higher is nearer to the United States of most years. Bands: 90% intervals; a bloc's is the mean of its members, without one. Where the line does not describe a state, its page says so.", chart([
        { name: one.length > 16 ? choice.a.replace(/_/g, " ") : one, rows: points(choice.a).filter(inside), look: "c1" },
        { name: two.length > 16 ? choice.b.replace(/_/g, " ") : two, rows: choice.a === choice.b ? [] : points(choice.b).filter(inside), look: "c4" }], null, false, "Ideal points of the two by year."))]));
    var pages = [choice.a, choice.b].filter(function (s) { return !isBloc(s); });
    if (pages.length) {
      box.append(el("p", {}, ["Pages: "].concat(pages.map(function (s, k) { return el("span", {}, [k ? ", " : "", el("a", { href: "state/" + s + ".html" }, atlas.nameOf(s))]); }))));
    }
    var listed = differing(choice);
    if (listed.length) {
      box.append(el("h2", {}, "Where they voted differently"));
      box.append(el("p", {}, listed.length.toLocaleString("en") + (listed.length === 1 ? " roll call" : " roll calls") + (listed.length > LISTED ? "; the latest " + LISTED + " are listed." : ".")));
      var lines = listed.slice(0, LISTED).map(function (item) {
        return [atlas.day(item[0][1]), el("a", { href: "text/" + item[0][0] + ".html", dir: "auto" }, item[0][3]), el("span", {}, atlas.VOTES[item[1]]), el("span", {}, atlas.VOTES[item[2]])];
      }), head = ["date", "text", one, two];
      box.append(table(head, lines.slice(0, OPEN), "Roll calls on which they cast different votes"));
      if (lines.length > OPEN) {
        box.append(el("details", {}, [el("summary", {}, (lines.length - OPEN) + " more"), table(head, lines.slice(OPEN), "Different votes, continued")]));
      }
    }
    box.append(el("h2", {}, "By year"));
    atlas.offer(box, "These years as CSV", "agreement-" + choice.a + "-" + choice.b + ".csv", function () {
      return [["year", "roll_calls", "agreement", "whole_texts", "same_vote"]].concat(rows.map(function (r) {
        return [r.year, r.n, r.value.toFixed(4), r.texts === null ? "" : r.texts, isNaN(r.same) ? "" : r.same.toFixed(4)];
      }));
    });
    box.append(table(["year", "roll calls", "agreement", "whole texts", "same vote"], rows.slice().reverse().map(function (r) {
      return [String(r.year), r.n.toLocaleString("en"), percent(r.value), r.texts === null ? "\u2013" : r.texts.toLocaleString("en"), percent(r.same)];
    }), "Agreement by year"));
    document.title = one + " and " + two + " \u00b7 Compare";
    box.dataset.rows = JSON.stringify(rows.map(function (r) { return [r.year, r.n, r.value, r.texts, r.same]; }));
  }
  document.addEventListener("DOMContentLoaded", function () {
    form = document.getElementById("choice");
    box = document.getElementById("compared");
    var calls = atlas.held.calls;
    calls.codes.forEach(function (code, k) { form.elements.issue.append(el("option", { value: code }, calls.words[k])); });
    form.addEventListener("change", write);
    form.addEventListener("submit", function (event) { event.preventDefault(); write(); });
    window.addEventListener("hashchange", show);
    show();
  });
})();
