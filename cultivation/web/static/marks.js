/* Saves each mark as it is set, and keeps trying; digits set a mark, n leads to the next enterprise. */
const AFTER = 400; // milliseconds after the last change
const AGAIN = 5000; // milliseconds until it is tried again
const sheet = document.querySelector("form[data-marks]");
const unsaved = new Map(); // fieldset: since when
const waiting = new Map(); // fieldset: timer
const sending = new Set();

function fieldOf(fieldset, name) {
  return fieldset.querySelector(`[name="${name}.${fieldset.dataset.mark}"]`);
}

function say(fieldset, text, bad = false) {
  const place = fieldset.querySelector(".saved");
  place.textContent = text;
  place.classList.toggle("exit-text", bad);
}

function plan(fieldset, milliseconds) {
  clearTimeout(waiting.get(fieldset));
  waiting.set(fieldset, setTimeout(() => save(fieldset), milliseconds));
}

function changed(fieldset) {
  if (!unsaved.has(fieldset)) unsaved.set(fieldset, new Date().toLocaleTimeString("en-GB"));
  say(fieldset, sheet.dataset.saving);
  plan(fieldset, AFTER);
}

/* What a form without a script would send of this one mark. */
function fieldsOf(fieldset) {
  const fields = new URLSearchParams({ token: sheet.elements.token?.value ?? "", part: "1" });
  for (const each of fieldset.querySelectorAll("input, textarea")) {
    if (!["radio", "checkbox"].includes(each.type) || each.checked) fields.append(each.name, each.value);
  }
  return fields;
}

async function save(fieldset) {
  if (sending.has(fieldset)) return plan(fieldset, AFTER);
  sending.add(fieldset);
  const sent = fieldsOf(fieldset).toString();
  try {
    const answer = await fetch(sheet.action, { method: "POST", credentials: "same-origin", redirect: "manual", body: new URLSearchParams(sent) });
    if (answer.status === 403) return say(fieldset, sheet.dataset.lost, true);
    if (!answer.headers.get("content-type")?.startsWith("application/json")) return say(fieldset, sheet.dataset.closed, true);
    told(fieldset, await answer.json(), fieldsOf(fieldset).toString() === sent);
  } catch {
    say(fieldset, sheet.dataset.unsaved.replace("{time}", unsaved.get(fieldset) ?? ""), true);
    plan(fieldset, AGAIN);
  } finally {
    sending.delete(fieldset);
  }
}

function told(fieldset, answer, same) {
  const mark = answer.marks[fieldset.dataset.mark];
  fieldOf(fieldset, "seen").value = mark.seen;
  if (mark.stale || mark.problem) {
    if (mark.stale) show(fieldset, mark);
    unsaved.delete(fieldset);
    return say(fieldset, mark.stale || mark.problem, true);
  }
  fieldset.classList.toggle("open", mark.open);
  document.getElementById("open-marks").textContent = (answer.open ? sheet.dataset.open : sheet.dataset.all)
    .replace("{open}", answer.open).replace("{asked}", sheet.dataset.asked);
  if (!same) return changed(fieldset);
  unsaved.delete(fieldset);
  say(fieldset, mark.at ? sheet.dataset.saved.replace("{time}", mark.at) : "");
}

/* Another window saved: its mark is shown; the comment that was written here stays to be sent again. */
function show(fieldset, mark) {
  for (const each of fieldset.querySelectorAll("input[type=radio]")) each.checked = each.value === (mark.value || "open");
  const written = fieldset.querySelector("input[type=text]");
  const abstains = fieldset.querySelector("input[type=checkbox]");
  if (abstains) abstains.checked = mark.value === "abstain";
  if (written) written.value = mark.value === "abstain" ? "" : mark.value;
}

/* Digits that follow each other quickly are one number: 1 and 5 set 15 where there is one. */
let typed = "";
let typedAt = 0;
function digit(fieldset, key) {
  typed = performance.now() - typedAt < 800 ? typed + key : key;
  typedAt = performance.now();
  const radio = [...fieldset.querySelectorAll("input[type=radio]")].find((each) => each.value === typed);
  if (!radio) return;
  radio.checked = true;
  radio.focus();
  changed(fieldset);
}

function pressed(event) {
  const writes = event.target.matches("textarea, input[type=text]");
  if (writes || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "n") document.querySelector("a[data-next]")?.click();
  const fieldset = event.target.closest("fieldset[data-mark]");
  if (fieldset && /^[0-9.]$/.test(event.key)) {
    event.preventDefault();
    digit(fieldset, event.key);
  }
}

if (sheet) {
  sheet.addEventListener("input", (event) => changed(event.target.closest("fieldset")));
  document.addEventListener("keydown", pressed);
  addEventListener("beforeunload", (event) => unsaved.size && event.preventDefault());
  sheet.addEventListener("submit", () => unsaved.clear());
}
