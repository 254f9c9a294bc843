"use strict";
(function () {
  const data = JSON.parse(document.getElementById("firms").textContent);
  const say = JSON.parse(document.getElementById("texts").textContent);
  const firms = data.firms, texts = data.texts;
  const byId = new Map(firms.map((firm, place) => [firm.i, place]));
  const fill = (sentence, values) => sentence.replace(/\{(\w+)\}/g, (_all, key) => values[key]);
  const points = (units) => (units * data.precision).toFixed(data.places);
  const signed = (number, places) => (number > 0 ? "+" : number < 0 ? "−" : "") + Math.abs(number).toFixed(places);
  const percent = (share) => (share * 100).toFixed(1) + " %";
  const folded = (text) => text.normalize("NFKC").toLowerCase();
  const change = (firm) => firm.r && firm.b ? firm.b - firm.r : null;

  function make(tag, css, text) {
    const made = document.createElement(tag);
    if (css) made.className = css;
    if (text !== undefined && text !== null) made.textContent = text;
    return made;
  }
  function picture(parts, most) {
    const space = "http://www.w3.org/2000/svg", svg = document.createElementNS(space, "svg");
    svg.setAttribute("class", "bar"); svg.setAttribute("viewBox", "0 0 100 10");
    svg.setAttribute("preserveAspectRatio", "none"); svg.setAttribute("aria-hidden", "true");
    let at = 0;
    for (const [css, number] of parts) {
      const rect = document.createElementNS(space, "rect"), width = most ? 100 * number / most : 0;
      rect.setAttribute("x", at); rect.setAttribute("y", 0); rect.setAttribute("height", 10);
      rect.setAttribute("width", Math.max(0, width)); rect.setAttribute("class", css);
      svg.append(rect); at += width;
    }
    return svg;
  }
  const pill = (firm) => make("span", "pill " + (firm.a || "none"), firm.a ? data.outcomes[firm.a] : say.draft);

  // The table of all.
  const moved = (firm) => {
    const places = change(firm);
    const cell = make("td", "number soft");
    if (places === null) { if (firm.r && data.before) cell.textContent = say.newly; return cell; }
    cell.className = "number " + (places > 0 ? "enter-text" : places < 0 ? "exit-text" : "soft");
    cell.textContent = places === 0 ? "=" : (places > 0 ? "▲" : "▼") + Math.abs(places);
    return cell;
  };
  const columns = [
    { title: say.place, css: "number", sort: (firm) => firm.r || Infinity, cell: (firm) => make("td", "number", firm.r || "–") },
    { title: say.change, css: "number", down: true, sort: (firm) => { const c = change(firm); return c === null ? -Infinity : c; }, cell: moved },
    { title: say.enterprise, css: "who", sort: (firm) => firm.n, cell: (firm) => {
      const cell = make("th", "who"), button = make("button", "name", firm.n);
      cell.scope = "row"; button.type = "button"; button.title = firm.i; cell.append(button);
      if (firm.f) { const mark = make("span", "flag", "⚑"); mark.title = say.flags; mark.setAttribute("aria-label", say.flags); mark.setAttribute("role", "img"); cell.append(" ", mark); }
      return cell;
    } },
    ...data.dimensions.map((dimension, at) => ({
      title: dimension.label, css: "number dimension", down: true, sort: (firm) => firm.d ? firm.d[at] : -Infinity,
      cell: (firm) => make("td", "number dimension", firm.d ? points(firm.d[at]) : "–"),
    })),
    { title: say.total, css: "number", down: true, sort: (firm) => firm.t === undefined ? -Infinity : firm.t, cell: (firm) => make("td", "number total", firm.t === undefined ? "–" : points(firm.t)) },
    { title: say.outcome, css: "", sort: (firm) => Object.keys(data.outcomes).indexOf(firm.a), cell: (firm) => { const cell = make("td"); cell.append(pill(firm)); return cell; } },
  ];
  if (firms.some((firm) => firm.s !== undefined)) columns.push({
    title: say.share, css: "number", down: true, sort: (firm) => firm.s === undefined ? -1 : firm.s,
    cell: (firm) => make("td", "number", firm.s === undefined ? "" : percent(firm.s)),
  });
  columns.push({ title: say.reason, css: "reason", sort: (firm) => firm.w || "", cell: (firm) => make("td", "reason", firm.w || "") });

  const table = document.getElementById("table"), body = table.tBodies[0];
  const rows = firms.map((firm, place) => {
    const row = make("tr");
    row.dataset.place = place;
    if (firm.t !== undefined && firm.r && data.cut[0] === firm.t && (firm.a === "enter" || firm.a === "stay")) row.className = "cut";
    for (const column of columns) row.append(column.cell(firm));
    return row;
  });
  const found = firms.map((firm) => folded(firm.n + " " + firm.i));
  let order = firms.map((_firm, place) => place), shown = order, sorted = { column: 0, down: false };

  const heads = make("tr");
  columns.forEach((column, at) => {
    const head = make("th", column.css), button = make("button", "sort", column.title);
    head.scope = "col"; button.type = "button"; button.title = fill(say.sort, { column: column.title });
    button.addEventListener("click", () => sortBy(at));
    head.append(button); heads.append(head);
  });
  table.tHead.append(heads);

  function sortBy(at) {
    const down = sorted.column === at ? !sorted.down : Boolean(columns[at].down);
    sorted = { column: at, down };
    const key = columns[at].sort, keys = firms.map(key), language = document.documentElement.lang;
    const compare = (one, other) => typeof keys[one] === "string"
      ? keys[one].localeCompare(keys[other], language)
      : keys[one] < keys[other] ? -1 : keys[one] > keys[other] ? 1 : 0;
    order = firms.map((_firm, place) => place).sort((one, other) => (down ? -1 : 1) * compare(one, other) || one - other);
    show();
  }

  // Filters.
  const form = document.getElementById("filters"), find = document.getElementById("find");
  const wanted = [];
  function choose(label, options, fits) {
    const holder = make("label", "", label + " "), select = make("select");
    select.append(new Option(say.all, ""));
    for (const [value, text] of options) select.append(new Option(text, value));
    select.addEventListener("change", show);
    holder.append(select); form.append(holder);
    wanted.push((firm) => select.value === "" || fits(firm, select.value));
  }
  const actions = Object.entries(data.outcomes).filter(([action]) => firms.some((firm) => firm.a === action));
  if (actions.length > 1) choose(say.outcome, actions, (firm, value) => firm.a === value);
  data.choices.forEach((label, at) => {
    const options = [...new Set(firms.filter((firm) => firm.k).map((firm) => firm.k[at]))].filter((number) => texts[number]);
    if (options.length > 1) choose(label, options.map((number) => [number, texts[number]]), (firm, value) => firm.k && firm.k[at] === Number(value));
  });
  if (firms.some((firm) => firm.f)) {
    const holder = make("label", "check"), box = make("input");
    box.type = "checkbox"; box.addEventListener("change", show);
    holder.append(box, " " + say.flags); form.append(holder);
    wanted.push((firm) => !box.checked || Boolean(firm.f));
  }
  find.addEventListener("input", show);
  form.addEventListener("submit", (event) => event.preventDefault());

  function show() {
    const words = folded(find.value.trim()).split(/\s+/).filter(Boolean);
    shown = order.filter((place) => words.every((word) => found[place].includes(word)) && wanted.every((fits) => fits(firms[place])));
    const plain = sorted.column === 0 && !sorted.down;
    table.classList.toggle("by-place", plain && shown.length === firms.length);
    body.replaceChildren(...shown.map((place) => rows[place]));
    document.getElementById("shown").textContent = fill(say.shown, { shown: shown.length, all: firms.length });
    document.getElementById("nobody").hidden = shown.length > 0;
    [...heads.children].forEach((head, at) => {
      if (at === sorted.column) head.setAttribute("aria-sort", sorted.down ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
    });
  }
  body.addEventListener("click", (event) => {
    const row = event.target.closest("tr");
    if (row) open(Number(row.dataset.place));
  });

  // One firm.
  const dialog = document.getElementById("dialog"), content = document.getElementById("d-content");
  let current = -1, opener = null;
  function list(title, items, css) {
    if (!items.length) return;
    content.append(make("h3", "", title));
    const made = make("ul", css);
    for (const item of items) made.append(make("li", "", item));
    content.append(made);
  }
  function sentences(firm) {
    const said = [];
    if (firm.r) said.push(fill(say.total_line, { total: points(firm.t), maximum: data.maximum, rank: firm.r }));
    else if (firm.t !== undefined) said.push(say.not_ranked);
    else said.push(say.no_application);
    if (firm.h !== undefined) said.push(fill(say.tie, { key: texts[firm.h] }));
    if (firm.r && data.cut[0] !== null) {
      const gap = firm.t - data.cut[0];
      if (gap) said.push(fill(gap > 0 ? say.above : say.below, { points: points(Math.abs(gap)) }));
    }
    if (firm.y) said.push(fill(say.before_line, { year: data.before, total: firm.y[0], rank: firm.b || "–" }));
    if (firm.z) {
      const places = firm.z.map((each) => each[1]), all = places.reduce((sum, each) => sum + each, 0);
      const [own, rules, others] = places.map((each) => signed(each, 1));
      said.push(fill(say.split_line, { places: signed(all, 0), own, rules, others }));
    }
    if (firm.s !== undefined) said.push(fill(say.share_line, { share: percent(firm.s), low: firm.p[0], high: firm.p[2] }));
    if (firm.o) said.push(fill(say.override, { reason: firm.o }));
    return said;
  }
  function headed(titles) {
    const made = make("table", "list"), row = make("tr");
    for (const [title, css] of titles) { const head = make("th", css, title); head.scope = "col"; if (css.includes("screen-only")) head.replaceChildren(make("span", "unseen", title)); row.append(head); }
    made.createTHead().append(row); made.append(make("tbody"));
    return made;
  }
  function scrolling(made, title) {
    const holder = make("div", "scroll");
    holder.tabIndex = 0; holder.setAttribute("role", "group"); holder.setAttribute("aria-label", title);
    holder.append(made);
    return holder;
  }
  function contributions(firm) {
    const before = firm.y ? firm.y[1] : [], titles = [[say.criterion, ""], [say.value, "number"], [say.points, "number"], [say.bar, "narrow screen-only"], [say.maximum, "number"], [say.lost, "number lost"]];
    if (firm.y) titles.push([fill(say.since, { year: data.before }), "number"]);
    const made = headed(titles), tbody = made.tBodies[0];
    let dimension = -1;
    data.criteria.forEach((criterion, at) => {
      if (criterion.dimension !== dimension) {
        dimension = criterion.dimension;
        const row = make("tr", "group"), head = make("th", "", data.dimensions[dimension].label), sum = make("td", "number", points(firm.d[dimension]));
        head.scope = "rowgroup"; head.colSpan = 2;
        row.append(head, sum, make("td", "narrow screen-only"), make("td", "number", data.dimensions[dimension].maximum), make("td", "lost"));
        if (firm.y) row.append(make("td"));
        tbody.append(row);
      }
      const row = make("tr"), got = firm.c[at] * data.precision, name = make("th", "", criterion.label);
      name.scope = "row";
      const picture_cell = make("td", "narrow screen-only");
      picture_cell.append(picture([["stay", Math.max(0, got)], ["back", Math.max(0, criterion.maximum - Math.max(0, got))]], criterion.maximum));
      row.append(name, make("td", "number", firm.v[at]), make("td", "number", points(firm.c[at])), picture_cell,
        make("td", "number soft", criterion.maximum.toFixed(data.places)), make("td", "number lost", (criterion.maximum - got).toFixed(data.places)));
      if (firm.y) {
        const moved = before[at] === null || before[at] === undefined ? null : got - before[at];
        const still = moved !== null && Math.abs(moved) < data.precision / 2;
        row.append(make("td", "number " + (still || moved === null ? "soft" : moved > 0 ? "enter-text" : "exit-text"), moved === null ? "–" : still ? "=" : signed(moved, data.places)));
      }
      tbody.append(row);
    });
    content.append(make("h3", "", say.contributions), scrolling(made, say.contributions));
  }
  function sources(firm) {
    const made = headed([[say.field, ""], [say.value, "number"], [say.sheet, ""], [say.cell, ""], [say.remark, ""]]);
    for (const [field, value, sheet, cell, remark] of firm.x) {
      const row = make("tr"), name = make("th", "", data.fields[field]);
      name.scope = "row";
      row.append(name, make("td", "number", value), make("td", "soft", texts[sheet]), make("td", "soft", cell), make("td", "soft", remark || ""));
      made.tBodies[0].append(row);
    }
    content.append(make("h3", "", say.sources), make("p", "soft", fill(say.file, { file: texts[firm.l] })), scrolling(made, say.sources));
  }
  function open(place) {
    const firm = firms[place];
    current = place;
    content.replaceChildren();
    const title = make("h2", "", firm.n);
    title.id = "d-name";
    title.tabIndex = -1;
    const under = make("p", "under"), about = (firm.k || []).map((number) => texts[number]).filter(Boolean);
    under.append(pill(firm), " ", make("span", "soft", [firm.i, ...about].join(" · ")));
    content.append(title, under);
    if (firm.w) content.append(make("p", "why", firm.w));
    const lines = make("ul", "lines");
    for (const sentence of sentences(firm)) lines.append(make("li", "", sentence));
    content.append(lines);
    list(say.grounds, (firm.g || []).map((number) => texts[number]), "grounds");
    list(say.flags, firm.f || [], "grounds");
    list(say.remarks, (firm.u || []).map((number) => texts[number]), "");
    if (firm.c) contributions(firm);
    if (firm.x) sources(firm);
    const at = shown.indexOf(place);
    document.getElementById("d-before").disabled = at <= 0;
    document.getElementById("d-next").disabled = at < 0 || at >= shown.length - 1;
    if (!dialog.open) {
      opener = document.activeElement;
      dialog.showModal();
      document.body.classList.add("firm-open");
    }
    dialog.scrollTop = 0;
    title.focus();
    const address = "#firm=" + encodeURIComponent(firm.i);
    if (location.hash !== address) history.replaceState(null, "", address);
  }
  const step = (by) => { const at = shown.indexOf(current) + by; if (at >= 0 && at < shown.length) open(shown[at]); };
  document.getElementById("d-before").addEventListener("click", () => step(-1));
  document.getElementById("d-next").addEventListener("click", () => step(1));
  document.getElementById("d-close").addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  dialog.addEventListener("keydown", (event) => {
    if (event.key === "ArrowLeft") step(-1);
    if (event.key === "ArrowRight") step(1);
  });
  dialog.addEventListener("close", () => {
    document.body.classList.remove("firm-open");
    history.replaceState(null, "", location.pathname + location.search);
    if (opener && document.contains(opener)) opener.focus();
  });
  function follow() {
    const named = /^#firm=(.+)$/.exec(location.hash);
    if (!named) return;
    let key = named[1];
    try { key = decodeURIComponent(key); } catch (_error) { return; }
    if (byId.has(key)) open(byId.get(key));
  }
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a.firm");
    if (!link) return;
    event.preventDefault();
    const key = decodeURIComponent(link.getAttribute("href").slice("#firm=".length));
    if (byId.has(key)) open(byId.get(key));
  });
  window.addEventListener("hashchange", follow);

  // Light, dark, print.
  const root = document.documentElement, theme = document.getElementById("theme");
  const prefers = window.matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => root.dataset.theme ? root.dataset.theme === "dark" : prefers.matches;
  function label() {
    theme.textContent = isDark() ? say.light : say.dark;
    theme.setAttribute("aria-pressed", String(isDark()));
  }
  theme.addEventListener("click", () => { root.dataset.theme = isDark() ? "light" : "dark"; label(); });
  prefers.addEventListener("change", label);
  for (const id of ["print", "d-print"]) document.getElementById(id).addEventListener("click", () => window.print());

  label();
  show();
  follow();
})();
