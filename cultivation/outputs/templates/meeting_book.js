// PageDown, PageUp and a presenter's arrows go from screen to screen.
"use strict";
document.addEventListener("keydown", (event) => {
  const step = { PageDown: 1, ArrowRight: 1, PageUp: -1, ArrowLeft: -1 }[event.key];
  if (!step || event.altKey || event.ctrlKey || event.metaKey) return;
  const screens = [...document.querySelectorAll(".screenful")];
  const here = screens.findIndex((each) => each.getBoundingClientRect().bottom > 5);
  const inside = screens[here].getBoundingClientRect();
  const taller = step > 0 ? inside.bottom > innerHeight + 5 : inside.top < -5;
  event.preventDefault();
  if (taller) scrollBy({ top: step * innerHeight * 0.9 });
  else screens[Math.min(Math.max(here + step, 0), screens.length - 1)].scrollIntoView();
});
