// PageDown, PageUp and a presenter's arrows go from screen to screen.
"use strict";
document.addEventListener("keydown", (event) => {
  const step = { PageDown: 1, ArrowRight: 1, PageUp: -1, ArrowLeft: -1 }[event.key];
  if (!step || event.altKey || event.ctrlKey || event.metaKey) return;
  const screens = [...document.querySelectorAll(".screenful")];
  const here = screens.findIndex((each) => each.getBoundingClientRect().bottom > innerHeight * 0.1);
  const inside = screens[here].getBoundingClientRect();
  const taller = step > 0 ? inside.bottom > innerHeight + 5 : inside.top < -5;
  event.preventDefault();
  if (taller) scrollBy(0, step * innerHeight * 0.85);
  else screens[Math.min(Math.max(here + step, 0), screens.length - 1)].scrollIntoView();
});
