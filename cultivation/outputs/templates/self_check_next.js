"use strict";
/* What the next point costs: for each value alone, the smallest change that gains so many units (or sheds them, where
   fewer are better), breaks no
   condition and raises no new doubt. Numbers move in steps of their last digit; the value one step nearer gains less. */
const Next = (function () {
  const E = Exact, FARTHEST = E.whole(1000), ONE = E.whole(1);
  const failing = (made) => new Set(made.conditions.filter(([, holds]) => holds === false).map(([key]) => key));
  const inside = (all, found) => found.every((each) => all.has(each));

  function trial(program, filed) {
    const base = Rules.assess(program, filed), failed = failing(base), doubted = new Set(base.doubts), better = BigInt(program.total.better);
    function gain(key, value) {
      const made = Rules.assess(program, new Map(filed).set(key, value));
      const allowed = inside(failed, [...failing(made)]) && inside(doubted, made.doubts);
      return { allowed, units: better * (made.total.low - base.total.low), made };
    }
    return { base, gain };
  }
  function lastDigit(text) {
    const places = (text.split(".")[1] || "").replace(/0+$/, "").length;
    return E.ratio(1n, 10n ** BigInt(places));
  }
  /* Double the steps until enough is gained, then halve between. */
  function fewestSteps(room, gains) {
    let low = 0n, high = 1n;
    while (high < room && !gains(high)) { low = high; high *= 2n; }
    if (high > room) high = room;
    if (high <= low || !gains(high)) return null;
    while (high - low > 1n) { const middle = (low + high) / 2n; if (gains(middle)) high = middle; else low = middle; }
    return high;
  }
  function number(field, read, enough, value) {
    const typed = E.read(read.text || "0"), step = lastDigit(read.text || "0");
    const farthest = E.multiply(E.larger(E.larger(typed, E.subtract(E.whole(0), typed)), ONE), FARTHEST);
    const highest = field.highest === null ? farthest : E.read(field.highest), lowest = field.lowest === null ? E.subtract(E.whole(0), farthest) : E.read(field.lowest);
    const ways = [[1n, E.floor(E.divide(E.subtract(highest, typed), step))], [-1n, E.floor(E.divide(E.subtract(typed, lowest), step))]];
    const at = (sign, steps) => E.add(typed, E.multiply(step, E.whole(sign * steps)));
    let best = null;
    for (const [sign, room] of ways) {
      const steps = fewestSteps(room, (count) => enough(value(at(sign, count))));
      if (steps !== null && (best === null || steps < best.steps)) best = { steps, typed: at(sign, steps), change: E.multiply(step, E.whole(sign * steps)), places: Math.max(0, step.d.toString().length - 1) };
    }
    return best;
  }
  /* Return what a field can do, null where nothing gains so much. `read` is what stands in it. */
  function forField(field, read, tried, units) {
    const enough = (value) => { const found = tried.gain(field.key, value); return found.allowed && found.units >= units; };
    const scale = (typed) => (field.percent ? E.divide(typed, E.whole(100)) : typed);
    if (field.type === "number" || field.type === "integer") {
      if (read.value === Rules.OPEN || read.value === null) return null;
      const found = number(field, read, enough, scale);
      return found && { ...found, field, result: tried.gain(field.key, scale(found.typed)) };
    }
    const values = field.type === "yes_no" ? [true, false] : field.type === "choice" ? field.options.map(([key]) => key) : [];
    const options = values.filter((value) => value !== read.value && enough(value));
    return options.length ? { field, options: options.map((value) => ({ value, result: tried.gain(field.key, value) })) } : null;
  }
  return { forField, trial };
})();
