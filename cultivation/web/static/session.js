/* Says two minutes before that the session ends, and lets a person stay; who is typing stays by it. */
"use strict";

const ANNOUNCED = 120; // seconds before the end
const AT_MOST_EVERY = 60; // seconds, that typing is told
const place = document.querySelector("[data-ends]");
let timer = 0;
let told = performance.now();

/* Ask how many seconds the session lasts: a form makes it last anew, a question does not. */
async function ask(stays) {
  const token = document.querySelector("input[name=token]")?.value ?? "";
  const form = stays ? { method: "POST", body: new URLSearchParams({ token }) } : {};
  const answer = await fetch("/own/stay", { credentials: "same-origin", redirect: "manual", ...form });
  return answer.ok ? (await answer.json()).lasts : 0;
}

function say(node) {
  place.querySelectorAll(":scope > :not(template)").forEach((each) => each.remove());
  if (node) place.append(node);
}

function after(seconds, call) {
  clearTimeout(timer);
  timer = setTimeout(call, seconds * 1000);
}

/* Look again: somebody may have gone on in another window, or have stayed too long. */
async function look(stays = false) {
  const seconds = await ask(stays).catch(() => 0);
  if (seconds > ANNOUNCED) {
    say(null);
    return after(seconds - ANNOUNCED, () => look());
  }
  say(place.querySelector(seconds > 0 ? "template.soon" : "template.over").content.cloneNode(true));
  place.querySelector("button")?.addEventListener("click", stay);
  if (seconds > 0) after(seconds + 1, () => look());
}

function stay() {
  told = performance.now();
  look(true);
}

if (place) {
  after(Math.max(Number(place.dataset.ends) - ANNOUNCED, 0), () => look());
  document.addEventListener("input", () => {
    if (performance.now() - told > AT_MOST_EVERY * 1000) stay();
  });
}
