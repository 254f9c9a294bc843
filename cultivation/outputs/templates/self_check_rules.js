"use strict";
/* A rule set, as data, applied to one application. What the page cannot know is OPEN, what is undefined is null;
   points are then a range from the least to the most that they may come to. */
const Rules = (function () {
  const E = Exact, OPEN = Symbol("open"), ZERO = E.whole(0);
  const known = new Map();
  const number = (text) => { if (!known.has(text)) known.set(text, E.read(text)); return known.get(text); };

  // Formulas.
  const compare = (a, b) => (typeof a === "object" ? E.compare(a, b) : a < b ? -1 : a > b ? 1 : 0);
  const COMPARISONS = { "==": (c) => c === 0, "!=": (c) => c !== 0, "<": (c) => c < 0, "<=": (c) => c <= 0, ">": (c) => c > 0, ">=": (c) => c >= 0 };
  const days = (from, to) => Math.round((Date.parse(to) - Date.parse(from)) / 86400000);
  const years = (from, to) => Number(to.slice(0, 4)) - Number(from.slice(0, 4)) - (to.slice(5) < from.slice(5) ? 1 : 0);
  const STRICT = {
    "+": E.add, "-": E.subtract, "*": E.multiply, "/": E.divide,
    negative: (a) => E.subtract(ZERO, a), not: (a) => !a,
    min: (...all) => all.reduce(E.smaller), max: (...all) => all.reduce(E.larger),
    mean: (...all) => E.divide(all.reduce(E.add), E.whole(all.length)),
    abs: (a) => E.larger(a, E.subtract(ZERO, a)), floor: (a) => E.whole(E.floor(a)),
    round_half_up: (a, step) => (step.n > 0n ? E.multiply(E.whole(E.steps(a, step)), step) : null),
    count: (...all) => E.whole(all.filter(Boolean).length),
    full_years: (from, to) => E.whole(years(from, to)), days: (from, to) => E.whole(days(from, to)),
  };
  const LENIENT = {
    number: (_values, text) => number(text), constant: (_values, value) => value,
    name: (values, key) => (values.has(key) ? values.get(key) : null),
    and: (values, ...parts) => either(values, parts, false), or: (values, ...parts) => either(values, parts, true),
    known: (values, part) => { const value = run(part, values); return value === OPEN ? OPEN : value !== null; },
    first_known: (values, ...parts) => { for (const part of parts) { const value = run(part, values); if (value !== null) return value; } return null; },
    when: (values, condition, then, otherwise) => { const holds = run(condition, values); return typeof holds === "boolean" ? run(holds ? then : otherwise, values) : holds; },
    compare: (values, signs, ...parts) => strict(values, parts, (...all) => signs.every((sign, at) => COMPARISONS[sign](compare(all[at], all[at + 1])))),
  };
  function either(values, parts, decisive) {
    const results = parts.map((part) => run(part, values));
    if (results.includes(decisive)) return decisive;
    return results.includes(OPEN) ? OPEN : results.includes(null) ? null : !decisive;
  }
  function strict(values, parts, apply) {
    const results = parts.map((part) => run(part, values));
    return results.includes(null) ? null : results.includes(OPEN) ? OPEN : apply(...results);
  }
  function run([what, ...parts], values) {
    return what in LENIENT ? LENIENT[what](values, ...parts) : strict(values, parts, STRICT[what]);
  }

  // Value functions. An outcome has the least and the most points, null for none; `open`: a person or the others decide.
  const told = (points) => ({ low: points, high: points, undefined: false, open: false });
  const UNDEFINED = { low: null, high: null, undefined: true, open: false };
  const within = (low, high) => ({ low, high, undefined: false, open: true });
  const anything = (least, most) => ({ low: E.smaller(number(least), ZERO), high: E.larger(number(most), ZERO), undefined: true, open: true });
  const endsBefore = (band, value) => band.end !== null && (band.closed ? E.compare(value, number(band.end)) > 0 : E.compare(value, number(band.end)) >= 0);
  const bandOf = (bands, value) => bands.find((band) => !endsBefore(band, value));
  const choice = (value) => (value === true ? "yes" : value === false ? "no" : value);
  function along(posts, value, share) {
    const line = posts.map(([at, points]) => [number(at), number(points)]);
    if (E.compare(value, line[0][0]) <= 0) return line[0][1];
    for (let at = 1; at < line.length; at++) {
      const [[start, low], [end, high]] = [line[at - 1], line[at]], order = E.compare(value, end);
      if (order < 0) return E.add(low, E.multiply(E.subtract(high, low), share(value, start, end)));
      if (order === 0) return high;
    }
    return line[line.length - 1][1];
  }
  const straight = (value, start, end) => E.divide(E.subtract(value, start), E.subtract(end, start));
  const POINTS = {
    bands: (f, value) => number(bandOf(f.bands, value).points),
    goalposts: (f, value) => along(f.points, value, straight),
    log_goalposts: (f, value) => along(f.points, value, E.logarithmShare),
    count: (f, value) => {
      const points = E.larger(E.multiply(value, number(f.each)), ZERO);
      return f.at_most === null ? points : E.smaller(points, number(f.at_most));
    },
    efficacy: (f, value, [start, end]) => {
      const [low, high] = f.points.map(number), [least, most] = f.bounds.map(number);
      const points = E.add(low, E.multiply(E.subtract(high, low), straight(value, start, end)));
      return E.smaller(E.larger(points, least), most);
    },
    choice: (f, value) => number(f.options[choice(value)]),
    table: (f, value, row) => number((f.table[row] || {})[choice(value)] || f.otherwise),
  };
  const RANGES = { judged: (f) => f.between, judged_bands: (f, value) => bandOf(f.bands, value).between, judged_choice: (f, value) => f.options[choice(value)] };

  function simple(f, indicator, values) {
    const value = indicator ? values.get(indicator) : null;
    if (f.method in RANGES) return judged(f, value, values.get(f.mark));
    if (value === null) return UNDEFINED;
    const row = f.method === "table" ? values.get(f.by) : f.method === "efficacy" ? ends(f, values) : null;
    if (value === OPEN || row === OPEN) return anything(f.least, f.most);
    if (f.method === "efficacy" && row === null) return UNDEFINED;
    return told(POINTS[f.method](f, value, row));
  }
  function ends(f, values) {
    const both = f.ends.map((end, at) => (f.named[at] ? values.get(end) : number(end)));
    if (both.includes(null)) return null;
    if (both.includes(OPEN)) return OPEN;
    return E.compare(...both) === 0 ? null : both;
  }
  function judged(f, value, mark) {
    if (f.method !== "judged" && value === null) return UNDEFINED;
    if (f.method !== "judged" && value === OPEN) return anything(f.least, f.most);
    const [low, high] = RANGES[f.method](f, value).map(number);
    if (E.compare(low, high) === 0) return told(low);
    const given = mark !== null && mark !== OPEN && E.compare(low, mark) <= 0 && E.compare(mark, high) <= 0;
    return given && (f.between_steps || E.isWhole(E.divide(mark, number(f.step)))) ? told(mark) : within(low, high);
  }
  function alternative(each, criterion, values) {
    return simple(each.function, each.indicator || criterion.indicator, values);
  }
  const COMPOSED = {
    best_of: (f, criterion, values) => {
      const all = f.alternatives.map((each) => alternative(each, criterion, values)).filter((each) => each.high !== null);
      if (!all.length) return UNDEFINED;
      const sure = all.filter((each) => !each.undefined), counted = sure.length ? sure : all;
      return { low: counted.map((each) => each.low).reduce(sure.length ? E.larger : E.smaller), high: all.map((each) => each.high).reduce(E.larger), undefined: !sure.length, open: all.some((each) => each.open) };
    },
    chosen: (f, criterion, values) => {
      const by = values.get(f.by);
      return by === OPEN ? anything(f.least, f.most) : !by ? UNDEFINED : alternative(f.alternatives[by], criterion, values);
    },
    cases: (f, criterion, values) => {
      for (const each of f.alternatives) {
        const holds = each.when === null ? true : run(each.when, values);
        if (holds === null) return UNDEFINED;
        if (holds === OPEN) return anything(f.least, f.most);
        if (holds) return alternative(each, criterion, values);
      }
    },
  };
  function outcome(criterion, values) {
    const f = criterion.function, made = f.method in COMPOSED ? COMPOSED[f.method](f, criterion, values) : simple(f, criterion.indicator, values);
    if (!made.undefined || !["median", "mean"].includes(criterion.when_undefined)) return made;
    return { ...anything(f.least, f.most), undefined: false };
  }

  // From criteria to the total; `end` is "low" or "high".
  const clamp = (units, low, high) => (units < low ? low : units > high ? high : units);
  const big = (text) => BigInt(text);
  function geometric(shares, weights, most) {
    const degree = weights.reduce((sum, each) => sum + each, 0n);
    const product = shares.reduce((sum, share, at) => E.multiply(sum, power(E.larger(share, ZERO), weights[at])), E.whole(1));
    const target = E.multiply(power(E.multiply(E.whole(2), most), degree), product);
    return (E.floorRoot(E.floor(target), degree) + 1n) / 2n;
  }
  const power = (a, degree) => E.ratio(a.n ** degree, a.d ** degree);
  function combined(units, g, precision) {
    const shares = units.map((each, at) => E.divide(E.multiply(E.whole(each), precision), number(g.maxima[at])));
    return geometric(shares, g.weights.map(big), number(g.most)) * big(g.step);
  }
  function dimensionUnits(dimension, points, precision, end) {
    const units = dimension.criteria.map((each) => points[each.key][end]);
    if (dimension.geometric) return combined(units, dimension.geometric, precision);
    const sum = units.reduce((all, each) => all + each, 0n), lowest = big(dimension.lowest);
    return dimension.highest === null ? (sum < lowest ? lowest : sum) : clamp(sum, lowest, big(dimension.highest));
  }
  function totalUnits(program, dimensions, precision, end) {
    const total = program.total, units = program.dimensions.map((each) => dimensions[each.key][end]);
    let sum = total.geometric ? combined(units, total.geometric, precision) : units.reduce((all, each) => all + each, 0n);
    if (!total.geometric && total.round_to) sum = E.steps(E.multiply(E.whole(sum), precision), number(total.round_to.step)) * big(total.round_to.units);
    if (total.at_least !== null && sum < big(total.at_least)) sum = big(total.at_least);
    if (total.at_most !== null && sum > big(total.at_most)) sum = big(total.at_most);
    return sum;
  }

  // Conditions: true holds, false does not, OPEN cannot be told here.
  const both = (low, high, holds) => { const sure = holds(low), can = holds(high); return sure === can ? sure : OPEN; };
  function reached(program, points, dimensions, total, precision) {
    const found = [], mark = program.pass, value = (units) => E.multiply(E.whole(units), precision);
    if (mark.above !== null) found.push(["total", both(total.low, total.high, (units) => E.compare(value(units), number(mark.above)) > 0)]);
    else if (mark.at_least !== null) found.push(["total", both(total.low, total.high, (units) => E.compare(value(units), number(mark.at_least)) >= 0)]);
    for (const each of program.dimensions) {
      const own = dimensions[each.key];
      if (each.at_least !== null) found.push(["minimum:" + each.key, both(own.low, own.high, (units) => units >= big(each.at_least))]);
      for (const criterion of each.criteria) {
        const got = points[criterion.key];
        if (criterion.not_zero) found.push(["zero:" + criterion.key, both(got.low, got.high, (units) => units > 0n)]);
      }
    }
    return found;
  }
  function conditions(program, values, points, dimensions, total, precision) {
    const found = program.gates.map((each) => { const holds = run(each.test, values); return [each.key, holds === OPEN ? OPEN : holds === true]; });
    for (const each of program.vetoes) { const holds = run(each.test, values); found.push([each.key, holds === OPEN ? OPEN : holds !== true]); }
    for (const each of program.dimensions) for (const criterion of each.criteria) {
      const got = points[criterion.key];
      if (criterion.when_undefined === "ineligible" && got.undefined) found.push([criterion.key, got.open ? OPEN : false]);
    }
    const direct = program.direct.map((each) => run(each.test, values));
    if (!direct.includes(true)) for (const [key, holds] of reached(program, points, dimensions, total, precision)) found.push([key, !holds && direct.includes(OPEN) ? OPEN : holds]);
    return { found, direct: program.direct.filter((_each, at) => direct[at] === true).map((each) => each.key) };
  }

  /* Assess an application: `filed` maps fields to ratios, texts, ISO dates, truths, null or OPEN. */
  function assess(program, filed) {
    const precision = number(program.precision), values = new Map(filed), points = {}, dimensions = {};
    for (const each of program.indicators) values.set(each.key, each.formula === null ? OPEN : run(each.formula, values));
    for (const dimension of program.dimensions) {
      for (const criterion of dimension.criteria) {
        const got = outcome(criterion, values), units = (end) => (got[end] === null ? 0n : E.steps(got[end], precision));
        points[criterion.key] = { low: units("low"), high: units("high"), undefined: got.undefined, open: got.open };
      }
      dimensions[dimension.key] = { low: dimensionUnits(dimension, points, precision, "low"), high: dimensionUnits(dimension, points, precision, "high") };
    }
    const total = { low: totalUnits(program, dimensions, precision, "low"), high: totalUnits(program, dimensions, precision, "high") };
    const { found, direct } = conditions(program, values, points, dimensions, total, precision);
    const doubts = program.doubts.filter((each) => run(each.test, values) === true).map((each) => each.key);
    return { values, points, dimensions, total, conditions: found, direct, doubts };
  }
  return { OPEN, assess, run };
})();
