/* What makes pages quicker where scripts run; each of them works without. */
"use strict";

/* The slower parts of a page come as requests of their own and take the place of their links. */
async function fill(place) {
  const address = new URL(place.dataset.part, location.href);
  address.searchParams.set("part", "1");
  place.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(address, { credentials: "same-origin" });
    if (answer.ok && !answer.redirected) place.innerHTML = await answer.text(); // of our own templates, escaped
  } finally {
    place.removeAttribute("aria-busy");
  }
}

async function fillAll() {
  for (const place of document.querySelectorAll("[data-part]")) await fill(place).catch(() => undefined);
}

/* A job is asked for until it is done; then its page shows what was made. */
async function wait(place) {
  const answer = await fetch(place.dataset.wait, { credentials: "same-origin" });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const now = page.getElementById("job");
  if (!now) return location.reload();
  place.replaceChildren(...now.childNodes);
  if (now.dataset.wait) setTimeout(() => wait(place).catch(() => location.reload()), 1000);
}

/* A choice in a filter counts at once. */
function submitOnChoice(form) {
  for (const select of form.querySelectorAll("select")) select.addEventListener("change", () => form.requestSubmit());
}

fillAll();
document.querySelectorAll("[data-wait]").forEach((place) => setTimeout(() => wait(place).catch(() => location.reload()), 1000));
document.querySelectorAll("form.filters").forEach(submitOnChoice);
document.getElementById("cell")?.scrollIntoView({ block: "center", inline: "center" });
