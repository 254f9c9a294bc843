/* Arrow keys and Page Up/Down lead from case to case, as a remote control sends them. */
"use strict";

document.addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey || /^(input|select|textarea)$/i.test(event.target.tagName)) return;
  const back = ["ArrowLeft", "PageUp"].includes(event.key);
  const on = ["ArrowRight", "PageDown"].includes(event.key);
  const link = document.querySelector(back ? "a[rel=prev]" : on ? "a[rel=next]" : "a.none");
  if (!link) return;
  event.preventDefault();
  link.click();
});
