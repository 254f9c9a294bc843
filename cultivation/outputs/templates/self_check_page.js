"use strict";
(function () {
  const data = (name) => JSON.parse(document.getElementById("d-" + name).textContent);
  const program = data("program"), form = data("form"), template = data("template"), say = data("texts");
  const E = Exact, OPEN = Rules.OPEN, byId = (id) => document.getElementById(id);
  const fill = (sentence, values) => sentence.replace(/\{(\w+)\}/g, (_all, key) => values[key]);
  const labels = new Map(form.fields.map((field) => [field.key, field.label]).concat([["cutoff", say.cutoff]]));
  const fieldOf = new Map(form.fields.map((field) => [field.key, field]));
  const precision = E.read(program.precision);
  const points = (units) => E.show(E.multiply(E.whole(units), precision), form.places);
  const ENDLESS = 10n ** 11n; // units; more than any bound
  const range = (got) => {
    if (got.low === got.high) return points(got.low);
    const between = { low: points(got.low), high: points(got.high) };
    return fill(got.high >= ENDLESS ? say.or_more : say.range, between);
  };
  const names = (keys) => keys.map((key) => labels.get(key)).join(say.comma);

  function make(tag, css, text) {
    const made = document.createElement(tag);
    if (css) made.className = css;
    if (text !== undefined && text !== null) made.textContent = text;
    return made;
  }
  function details(title, lines) {
    const made = make("details"), shown = lines.filter(Boolean);
    made.append(make("summary", "", title), ...shown.map((line) => make("p", "", line)));
    return shown.length ? made : "";
  }
  const scopedRow = (label) => { const made = make("th", "", label); made.scope = "row"; return made; };

  // Values, as people read them.
  function places(number, most) { let n = 0; while (n < most && !E.isWhole(E.multiply(number, E.whole(10n ** BigInt(n))))) n++; return n; }
  function shown(name, value) {
    const about = form.names[name] || fieldOf.get(name) || {};
    if (value === OPEN || value === undefined) return "–";
    if (value === null) return say.not_known;
    if (typeof value === "boolean") return value ? say.yes : say.no;
    if (typeof value === "string") { const option = (about.options || []).find(([key]) => key === value); return option ? option[1] : value; }
    const number = about.percent ? E.multiply(value, E.whole(100)) : value;
    return E.show(number, places(number, 4)) + (about.percent ? " %" : about.unit ? " " + about.unit : "");
  }

  // The tables, made once.
  const rows = new Map();
  function criterionRow(criterion) {
    const row = make("tr"), name = scopedRow(criterion.label), note = make("span", "note"), value = make("td"), got = make("td", "number");
    name.append(note, details(say.how, [...criterion.how, fill(say.source, { source: criterion.source })]));
    row.append(name, value, got, make("td", "number", criterion.maximum));
    rows.set(criterion.key, { row, note, value, got });
    return row;
  }
  const sums = new Map(), pointsTable = byId("points");
  if (pointsTable) for (const dimension of form.dimensions) {
    const row = make("tr", "group"), head = scopedRow(dimension.label), sum = make("td", "number");
    head.colSpan = 2; head.scope = "rowgroup";
    row.append(head, sum, make("td", "number", dimension.maximum));
    sums.set(dimension.key, sum);
    pointsTable.tBodies[0].append(row, ...form.criteria.filter((each) => each.dimension === dimension.key).map(criterionRow));
  }
  const states = form.conditions.map((condition) => {
    const row = make("tr"), name = scopedRow(condition.label), note = make("span", "note"), state = make("td"), pill = make("span", "pill");
    state.append(pill);
    name.append(note, details(say.condition, [condition.how, condition.source && fill(say.source, { source: condition.source })]));
    row.append(name, make("td", "", condition.kind), state);
    byId("conditions").tBodies[0].append(row);
    return { note, pill };
  });

  // From what is typed to what it gives.
  const inputs = byId("form");
  const typed = () => Object.fromEntries(form.fields.map((field) => [field.key, inputs.elements[field.key].value]));
  const current = () => Form.readAll(form, typed(), inputs.elements.cutoff.value);
  const lacking = (state, keys) => keys.filter((key) => (key === "cutoff" ? state.cutoff : state.read.get(key)).value === OPEN);
  function whyOpen(state, about) {
    const fields = lacking(state, about.needs), said = [];
    if (fields.length) said.push(fill(say.fill_in, { fields: names(fields) }));
    if (about.office.length) said.push(fill(say.by_office, { reasons: about.office.join(say.clause) }));
    return said.join(say.sentence);
  }
  const stateOf = (holds) => (holds === true ? ["holds", say.holds] : holds === false ? ["fails", say.fails] : ["open", say.cannot_tell]);

  function showProblems(state) {
    const check = (key, read) => {
      const input = inputs.elements[key], wrong = Boolean(read.problem) && input.value !== "";
      byId("p-" + key).textContent = wrong ? fill(say[read.problem], read.values) : "";
      if (wrong) input.setAttribute("aria-invalid", "true"); else input.removeAttribute("aria-invalid");
    };
    form.fields.forEach((field) => check(field.key, state.read.get(field.key)));
    check("cutoff", state.cutoff);
  }
  function sorted(state) {
    const wrong = form.fields.filter((field) => state.read.get(field.key).problem).map((field) => field.key);
    const missing = form.fields.filter((field) => state.read.get(field.key).missing).map((field) => field.key);
    if (state.cutoff.problem) (inputs.elements.cutoff.value ? wrong : missing).unshift("cutoff");
    return { wrong, missing };
  }
  function sentences(state, made) {
    const { wrong, missing } = sorted(state), said = [];
    if (wrong.length) said.push(["wrong", fill(say.wrong, { count: wrong.length, fields: names(wrong) })]);
    if (missing.length) said.push(["", fill(say.missing, { count: missing.length, fields: names(missing) })]);
    if (!said.length) said.push(["", say.complete]);
    if (made.doubts.length) said.push(["doubt", fill(say.doubt, { doubts: made.doubts.map((key) => form.doubts[key]).join(say.comma) })]);
    return said;
  }
  function showPoints(state, made) {
    for (const criterion of form.criteria) {
      const got = made.points[criterion.key], { row, note, value, got: cell } = rows.get(criterion.key);
      cell.textContent = range(got);
      row.classList.toggle("open", got.open);
      note.textContent = got.open ? whyOpen(state, criterion) : got.undefined ? say.undefined : "";
      note.classList.toggle("undefined", !got.open && got.undefined);
      const lines = criterion.shows.map((name) => { const line = make("div"); if (criterion.shows.length > 1) line.append(make("span", "label", (form.names[name] || fieldOf.get(name) || { label: "" }).label + " ")); line.append(shown(name, made.values.get(name))); return line; });
      value.replaceChildren(...lines);
    }
    for (const [key, cell] of sums) cell.textContent = range(made.dimensions[key]);
    if (byId("total")) byId("total").textContent = range(made.total);
  }
  function showConditions(state, made) {
    const left = made.conditions.slice();
    form.conditions.forEach((condition, at) => {
      const place = left.findIndex(([key]) => key === condition.key), holds = place < 0 ? true : left.splice(place, 1)[0][1];
      const [css, text] = stateOf(holds), { note, pill } = states[at];
      pill.className = "pill " + css; pill.textContent = text;
      note.textContent = holds === OPEN ? whyOpen(state, condition) : "";
    });
    const all = made.conditions.map(([, holds]) => holds), verdict = all.includes(false) ? false : all.includes(OPEN) ? OPEN : true;
    const pill = byId("eligible"), direct = byId("direct");
    pill.className = "pill " + stateOf(verdict)[0];
    pill.textContent = verdict === true ? say.eligible : verdict === false ? say.not_eligible : say.open;
    if (direct) { direct.hidden = !made.direct.length; direct.textContent = fill(say.direct, { names: made.direct.map((key) => form.direct[key]).join(say.comma) }); }
  }
  function update() {
    const state = current(), made = Rules.assess(program, state.filed), said = sentences(state, made);
    showProblems(state);
    byId("lines").replaceChildren(...said.map(([css, text]) => make("li", css, text)));
    byId("missing-short").textContent = said[0][1];
    showPoints(state, made);
    showConditions(state, made);
    byId("saved").textContent = "";
    soon(state);
  }

  // The next point, field by field, so that typing stays quick.
  const target = byId("target"), nextTable = byId("next");
  let waiting = 0, turn = 0;
  function soon(state) {
    if (!nextTable) return;
    clearTimeout(waiting);
    turn += 1;
    nextTable.hidden = true;
    byId("next-state").textContent = say.searching;
    waiting = setTimeout(() => look(state, turn), 300);
  }
  function look(state, mine) {
    const tried = Next.trial(program, state.filed), units = BigInt(target.value);
    const used = new Set(form.criteria.flatMap((each) => each.needs)), queue = form.fields.filter((field) => used.has(field.key)), found = [];
    const step = () => {
      if (mine !== turn) return;
      const field = queue.shift();
      if (!field) return showNext(found, tried);
      const one = Next.forField(field, state.read.get(field.key), tried, units);
      if (one) found.push(one);
      setTimeout(step, 0);
    };
    step();
  }
  const relative = (each) => (each.options ? Infinity : Number(E.show(each.change, 6).replace(/[,−]/g, "")) / Math.max(1, Math.abs(Number(E.show(E.subtract(each.typed, each.change), 6).replace(/,/g, "").replace("−", "-")))));
  function gains(result, tried) {
    const changed = form.criteria.map((each) => [each.label, result.made.points[each.key].low - tried.base.points[each.key].low]).filter(([, units]) => units);
    return changed.map(([label, units]) => label + " " + (units > 0n ? "+" : "") + points(units)).join(say.comma);
  }
  function showNext(found, tried) {
    const lines = found.sort((one, other) => relative(one) - relative(other)).map((each) => {
      const row = make("tr"), change = make("td"), unit = each.field.unit ? " " + each.field.unit : "";
      if (each.options) for (const { value, result } of each.options) change.append(make("div", "", fill(say.instead, { choice: shown(each.field.key, value), points: points(result.units) })));
      else {
        const write = (number) => E.show(number, each.places), sign = each.change.n > 0n ? "+" : "";
        change.append(make("div", "", fill(say.from_to, { before: write(E.subtract(each.typed, each.change)), after: write(each.typed) + unit, change: sign + write(each.change) })), make("span", "gains", gains(each.result, tried)));
      }
      const best = each.options ? each.options.map(({ result }) => result.units).reduce((a, b) => (a > b ? a : b)) : each.result.units;
      row.append(scopedRow(each.field.label), change, make("td", "number", fill(say.gain, { points: points(best) })));
      return row;
    });
    const filled = form.fields.some((field) => inputs.elements[field.key].value !== "");
    nextTable.tBodies[0].replaceChildren(...lines);
    nextTable.hidden = !lines.length;
    byId("next-state").textContent = lines.length ? "" : filled ? say.nothing : say.first_fill;
  }
  if (target) {
    const one = E.divide(E.whole(1), precision), maximum = E.read(form.maximum), whole = E.isWhole(one) ? one.n : 1n;
    for (const units of [...new Set([1n, whole, 5n * whole])]) if (E.compare(E.multiply(E.whole(units), precision), maximum) <= 0) target.append(new Option(points(units), String(units)));
    target.value = E.compare(maximum, E.whole(10)) >= 0 ? String(whole) : "1";
    target.addEventListener("change", () => soon(current()));
  }

  // The workbook.
  byId("save").addEventListener("click", () => {
    const state = current(), { wrong, missing } = sorted(state), own = (keys) => keys.filter((key) => key !== "cutoff");
    const what = own(wrong).length ? fill(say.wrong, { count: own(wrong).length, fields: names(own(wrong)) }) : own(missing).length ? fill(say.missing, { count: own(missing).length, fields: names(own(missing)) }) : "";
    if (what) { byId("saved").textContent = fill(say.still, { what }); return; }
    const link = make("a"), words = { yes: say.yes, no: say.no };
    link.href = URL.createObjectURL(Workbook.make(template, form.fields, state.read, words));
    link.download = template.name + ".xlsx";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
    byId("saved").textContent = fill(say.saved, { file: link.download });
  });

  // Light, dark, print.
  const root = document.documentElement, theme = byId("theme"), prefers = window.matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : prefers.matches);
  const label = () => { theme.textContent = isDark() ? say.light : say.dark; theme.setAttribute("aria-pressed", String(isDark())); };
  theme.addEventListener("click", () => { root.dataset.theme = isDark() ? "light" : "dark"; label(); });
  prefers.addEventListener("change", label);
  byId("print").addEventListener("click", () => window.print());
  inputs.addEventListener("input", update);
  inputs.addEventListener("submit", (event) => event.preventDefault());
  label();
  update();
})();
