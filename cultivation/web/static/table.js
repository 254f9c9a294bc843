/* The table of a proposal, of which only the rows in sight are elements: it filters and sorts 2,000 rows at
   once. Without it the server does the same, a hundred rows a page; the address says the same to both. */
"use strict";
(async function () {
  const table = document.querySelector("table[data-rows]"), form = document.querySelector("form.filters");
  const answer = table && await fetch(table.dataset.rows, { credentials: "same-origin" }).catch(() => null);
  if (!answer || !answer.ok || answer.redirected) return; // the page stays as the server made it
  const data = await answer.json(), body = table.tBodies[0], box = table.closest(".scroll");
  const heads = [...table.tHead.rows[0].cells], [before, after] = table.dataset.firm.split("CODE");
  const MORE = 12, MARGIN = 2; // rows beyond what is in sight; rows kept above and below one that is gone to
  const [ID, NAME, RANK, GAINED, GAINED_TEXT, UNITS, TOTAL, ACTION, SHARE, SHARE_TEXT, REASON, GREY, FLAGGED, OVERRIDE, DIMENSIONS, CHOICES] = Array(16).keys();
  const folded = (text) => text.normalize("NFKC").toLowerCase().replace(/\s+/g, "");
  const names = data.rows.map((row) => [folded(row[NAME]), folded(row[ID])]);
  const outcomes = Object.keys(data.outcomes);
  const KEYS = { // as in queries/proposal.py: null has no value and stands last, whatever the direction
    place: (row) => row[RANK], change: (row) => row[GAINED] === null ? null : -row[GAINED], name: (row) => row[NAME],
    total: (row) => row[UNITS] === null ? null : -row[UNITS], outcome: (row) => row[ACTION] ? outcomes.indexOf(row[ACTION]) : null,
    share: (row) => row[SHARE] === null ? null : -row[SHARE],
  };
  let wanted = new URLSearchParams(location.search), rows = [], drawn = [], high = 0;

  // Which rows, in what order.
  function chosen() {
    const find = folded(wanted.get("find") || ""), among = wanted.get("among") || "";
    const fits = (row, at) => (!find || names[at].some((text) => text.includes(find)))
      && (!among || row[ACTION] === among || (among === "pool" && ["enter", "stay"].includes(row[ACTION]))
        || (among === "grey" && row[GREY]) || (among === "flagged" && row[FLAGGED]) || (among === "override" && row[OVERRIDE]))
      && (!wanted.get("grey") || row[GREY]) && (!wanted.get("flagged") || row[FLAGGED])
      && data.choices.every((key, place) => !wanted.get("by_" + key) || row[CHOICES][place] === wanted.get("by_" + key));
    const order = wanted.get("order") || "place", way = wanted.get("backwards") ? -1 : 1, key = KEYS[order];
    const found = data.rows.filter(fits).map((row) => [key(row), row]);
    const known = found.filter(([value]) => value !== null).sort(([one], [other]) => one < other ? -way : one > other ? way : 0);
    const sorted = [...known, ...found.filter(([value]) => value === null)].map(([_value, row]) => row);
    return [sorted, order === "place" && way === 1 ? withCuts(sorted) : sorted];
  }
  function withCuts(sorted) {
    const waiting = [...data.cuts], all = [];
    sorted.forEach((row, at) => {
      while (waiting.length && (row[RANK] === null || row[RANK] > waiting[0][0])) {
        const [_rank, text] = waiting.shift();
        if (at) all.push(text);
      }
      all.push(row);
    });
    return all;
  }

  // Rows as elements.
  function make(tag, css, ...parts) {
    const made = document.createElement(tag);
    if (css) made.className = css;
    made.append(...parts);
    return made;
  }
  const clip = (...parts) => make("span", "clip", ...parts);
  function rowOf(row, at) {
    const made = make("tr", typeof row === "string" ? "line" : row[GREY] ? "grey" : "");
    made.setAttribute("aria-rowindex", at + 2);
    made.dataset.at = at;
    if (typeof row === "string") {
      const cell = make("td", "", row);
      cell.colSpan = heads.length;
      made.append(cell);
      return made;
    }
    const name = make("th", "who"), link = make("a", "firm", row[NAME]);
    name.scope = "row"; link.title = row[ID]; link.href = before + encodeURIComponent(row[ID]) + after; name.append(clip(link));
    const told = [data.reasons[row[REASON]]];
    if (row[FLAGGED]) told.unshift(make("span", "flag", "⚑ " + data.to_verify), " ");
    const outcome = row[ACTION] ? make("span", "pill " + row[ACTION], data.outcomes[row[ACTION]]) : make("span", "soft", data.scored);
    const points = heads.filter((head) => head.classList.contains("dimension")).map((_head, place) => make("td", "number dimension", row[DIMENSIONS][place] || ""));
    made.append(make("td", "number", row[RANK] === null ? "–" : String(row[RANK])), make("td", "number soft", row[GAINED_TEXT]), name, ...points,
      make("td", "number total", row[TOTAL] === null ? "–" : row[TOTAL]), make("td", "", outcome));
    if (heads.some((head) => head.querySelector("[data-order=share]"))) made.append(make("td", "number", row[SHARE_TEXT]));
    made.append(make("td", "reason", clip(...told)));
    return made;
  }
  function space(number) {
    const made = make("tr", "space");
    made.setAttribute("aria-hidden", "true");
    made.style.height = number * high + "px";
    return made;
  }
  function draw(anew) {
    const first = Math.max(0, Math.floor(box.scrollTop / high) - MORE);
    const last = Math.min(rows.length, Math.ceil((box.scrollTop + box.clientHeight) / high) + MORE);
    if (!anew && first === drawn[0] && last === drawn[1]) return;
    const focused = body.contains(document.activeElement) && document.activeElement.closest("tr").dataset.at;
    drawn = [first, last];
    body.replaceChildren(space(first), ...rows.slice(first, last).map((row, place) => rowOf(row, first + place)), space(rows.length - last));
    if (focused) (linkAt(focused) || box).focus({ preventScroll: true });
  }
  const linkAt = (at) => body.querySelector(`tr[data-at="${at}"] a`);
  function measure() { // one height for all rows, and widths that do not follow what is in sight
    table.classList.remove("fixed");
    for (const head of heads) head.style.width = "";
    const widths = heads.map((head) => head.getBoundingClientRect().width);
    table.classList.add("fixed");
    heads.forEach((head, at) => { head.style.width = widths[at] + "px"; });
    high = parseFloat(getComputedStyle(table).getPropertyValue("--row")) * parseFloat(getComputedStyle(document.documentElement).fontSize);
    draw(true);
  }

  // What is wanted: in the address, in the controls.
  const text = (params) => params.toString() ? "?" + params : "";
  function changed(changes) {
    const params = new URLSearchParams(wanted);
    for (const [name, value] of Object.entries({ ...changes, page: "" })) value ? params.set(name, value) : params.delete(name);
    return params;
  }
  function change(changes, how) {
    wanted = changed(changes);
    history[how](null, "", location.pathname + text(wanted));
    box.scrollTop = 0;
    show();
  }
  function ordered(key) {
    return { order: key, backwards: (wanted.get("order") || "place") === key && !wanted.get("backwards") ? "1" : "" };
  }
  function show() {
    const [found, all] = chosen(), order = wanted.get("order") || "place";
    rows = all;
    table.setAttribute("aria-rowcount", rows.length + 1);
    document.getElementById("nobody").hidden = found.length > 0;
    document.getElementById("shown").textContent = data.shown.replace("{shown}", found.length.toLocaleString("en")).replace("{all}", data.rows.length.toLocaleString("en"));
    for (const head of heads) {
      const link = head.querySelector("a.order"), key = link && link.dataset.order;
      if (!link) continue;
      link.href = text(changed(ordered(key))) || location.pathname;
      if (key === order) head.setAttribute("aria-sort", Boolean(wanted.get("backwards")) !== data.most_first.includes(key) ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
    }
    for (const link of document.querySelectorAll("[data-among]")) {
      link.href = text(changed({ among: link.dataset.among })) || location.pathname;
      if (link.dataset.among === (wanted.get("among") || "")) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
    for (const link of document.querySelectorAll("[data-path]")) link.href = link.dataset.path + text(wanted);
    draw(true);
  }
  function fillControls() {
    for (const each of form.elements) {
      if (each.type === "checkbox") each.checked = Boolean(wanted.get(each.name));
      else if (each.name && each.type !== "hidden") each.value = wanted.get(each.name) || "";
    }
  }

  form.addEventListener("input", (event) => change({ [event.target.name]: event.target.type === "checkbox" ? event.target.checked && "1" : event.target.value }, "replaceState"));
  form.addEventListener("submit", (event) => event.preventDefault());
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    if (link.dataset.order) change(ordered(link.dataset.order), "pushState");
    else if ("among" in link.dataset) change({ among: link.dataset.among }, "pushState");
    else if (link.classList.contains("language")) link.href = text(changed({ lang: new URL(link.href).searchParams.get("lang") }));
    else return;
    if (!link.classList.contains("language")) event.preventDefault();
  });
  body.addEventListener("click", (event) => {
    const link = event.target.closest("tr").querySelector("a");
    if (link && event.target !== link && !String(getSelection())) link.click();
  });
  body.addEventListener("keydown", (event) => {
    const at = Number(event.target.closest("tr").dataset.at), page = Math.floor(box.clientHeight / high) - MARGIN;
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + page, PageUp: at - page, Home: 0, End: rows.length - 1 }[event.key];
    if (to === undefined || event.ctrlKey || event.altKey) return;
    event.preventDefault();
    let next = Math.max(0, Math.min(rows.length - 1, to));
    if (typeof rows[next] === "string") next += to < at ? -1 : 1; // a cut line is no row to go to
    box.scrollTop = Math.max(Math.min(box.scrollTop, (next - MARGIN) * high), (next + 1 + MARGIN) * high - box.clientHeight + table.tHead.offsetHeight);
    draw(false);
    linkAt(next)?.focus({ preventScroll: true });
  });
  box.addEventListener("scroll", () => draw(false));
  addEventListener("resize", measure);
  addEventListener("popstate", () => { wanted = new URLSearchParams(location.search); fillControls(); show(); });
  addEventListener("pagehide", () => history.replaceState({ top: box.scrollTop }, ""));
  addEventListener("beforeprint", () => { box.classList.remove("window"); body.replaceChildren(...rows.map(rowOf)); });
  addEventListener("afterprint", () => { box.classList.add("window"); draw(true); });

  box.classList.add("window");
  document.querySelectorAll("nav.pages").forEach((pages) => { pages.hidden = true; });
  fillControls();
  measure();
  show();
  box.scrollTop = history.state?.top || 0;
  table.dataset.ready = "";
})();
