/* Sliders beside their numbers: each move is answered by the server, and stands in the address. */
"use strict";

const REST = 500; // milliseconds without a move, then it is said what came out
const form = document.getElementById("sliders");
const place = document.getElementById("tried");
let going = null;
let timer = 0;

/* Only what differs from the rules stands in the address. */
function address() {
  const query = new URLSearchParams();
  for (const each of form.elements) {
    if (each.name && each.value !== "" && Number(each.value) !== Number(each.dataset.own ?? NaN)) query.set(each.name, each.value);
  }
  const text = query.toString();
  return form.getAttribute("action") + (text ? `?${text}` : "");
}

async function show() {
  going?.abort();
  going = new AbortController();
  const there = address();
  const part = there + (there.includes("?") ? "&" : "?") + "part=1";
  const answer = await fetch(part, { credentials: "same-origin", signal: going.signal });
  if (!answer.ok || answer.redirected) return;
  place.innerHTML = await answer.text(); // of our own template, escaped
  history.replaceState(null, "", there);
  clearTimeout(timer);
  timer = setTimeout(() => {
    document.getElementById("said").textContent = place.querySelector("[data-say]")?.textContent ?? "";
  }, REST);
}

function begin() {
  for (const range of form.querySelectorAll("input[type=range]")) {
    const number = document.getElementById(range.dataset.for);
    range.hidden = false;
    range.addEventListener("input", () => {
      number.value = range.value;
      show().catch(() => undefined);
    });
    number.addEventListener("input", () => {
      range.value = number.value;
      if (number.checkValidity()) show().catch(() => undefined);
    });
  }
}

if (form) begin();
