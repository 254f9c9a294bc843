/* From finding to cell and back by keys: n next, p previous, Escape to the finding of the cell. */
"use strict";

const links = [...document.querySelectorAll("a.to-cell")];
document.querySelector(".by-keys")?.removeAttribute("hidden");

/* Which finding has the focus, itself or its cell; -1 where none has. */
function current() {
  const here = document.activeElement;
  const item = here?.closest("li[id^=finding-]") ?? document.querySelector(here?.id.startsWith("cell-") ? here.getAttribute("href") : "#none");
  return links.findIndex((each) => each.closest("li") === item);
}

/* Show the cell of a finding; one that is not on the page is fetched by its address. */
function show(link) {
  const cell = document.getElementById(`cell-${link.dataset.cell}`);
  if (!cell) return link.click();
  cell.focus({ preventScroll: true });
  cell.scrollIntoView({ block: "center", inline: "center" });
}

function back() {
  const link = links[current()];
  link?.focus();
  link?.scrollIntoView({ block: "nearest" });
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
  const step = { n: 1, p: -1 }[event.key];
  if (event.key === "Escape") back();
  else if (step && links.length) show(links[(current() + step + links.length) % links.length]);
});
links.forEach((link) =>
  link.addEventListener("click", (event) => {
    if (!document.getElementById(`cell-${link.dataset.cell}`)) return;
    event.preventDefault();
    show(link);
  }),
);
if (location.hash.startsWith("#cell-")) document.getElementById(location.hash.slice(1))?.focus();
