"use strict";
(function () {
  const data = (name) => JSON.parse(document.getElementById("d-" + name).textContent);
  const proof = data("proof"), words = data("words"), say = data("texts"), byId = (id) => document.getElementById(id);
  const fill = (sentence, values) => sentence.replace(/\{(\w+)\}/g, (_all, key) => values[key]);
  function make(tag, css, text) { const made = document.createElement(tag); if (css) made.className = css; made.textContent = text; return made; }
  function row(body, label, text, code) {
    const made = document.createElement("tr"), head = make("th", "", label), cell = make("td", "", text);
    head.scope = "row";
    if (code) cell.append(" ", make("code", "soft", code));
    made.append(head, cell); body.append(made);
  }
  // Whatever is shown comes from the line that is hashed; words stand beside the codes that they explain.
  const line = JSON.parse(proof.line), facts = byId("facts").tBodies[0];
  for (const [key, label] of Object.entries(say.rows)) {
    const value = line[key];
    if (key === "not_met") for (const each of value) row(facts, label, words.not_met[each] || "", each);
    else if (words[key]) row(facts, label, words[key][value] || "", value);
    else if (value !== null && value !== "") row(facts, label, String(value));
    else if (key === "place" || key === "total") row(facts, label, say.none);
  }
  const points = byId("points").tBodies[0];
  for (const [key, value] of Object.entries(line.points)) row(points, words.points[key] || key, value, "");
  byId("points").hidden = !points.rows.length;
  byId("line").textContent = proof.line;
  byId("seal").textContent = proof.seal;
  byId("path").replaceChildren(...proof.path.map((each) => make("li", "", each)));
  byId("place").textContent = String(proof.place);

  function check() {
    const found = Proof.check(proof, byId("published").value), seal = Proof.seal(proof.seal) || {};
    byId("checks").replaceChildren(...Object.entries(say.checks).map(([key, [right, wrong]]) => {
      const holds = found[key];
      return make("li", holds === null ? "open" : holds ? "holds" : "fails", holds === null ? say.not_yet : fill(holds ? right : wrong, seal));
    }));
    const all = Object.values(found), verdict = byId("verdict");
    const state = all.includes(false) ? "broken" : all.includes(null) ? "holds" : "proved";
    verdict.className = "verdict " + state;
    verdict.textContent = say[state];
  }
  byId("published").addEventListener("input", check);
  byId("print").addEventListener("click", () => window.print());
  check();
})();
