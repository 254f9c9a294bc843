"use strict";
/* Exact numbers: ratios of whole numbers without limit, and logarithms as decimals of 50 digits have them. */
const Exact = (function () {
  const DIGITS = 50, SCALE = 10n ** 160n; // ln of 1 + 1e-49 has its 50 digits before the 100th place
  const absolute = (n) => (n < 0n ? -n : n);
  const gcd = (a, b) => { while (b) [a, b] = [b, a % b]; return a; };
  function ratio(n, d) {
    if (d < 0n) { n = -n; d = -d; }
    const common = gcd(absolute(n), d);
    return common > 1n ? { n: n / common, d: d / common } : { n, d };
  }
  const whole = (n) => ({ n: BigInt(n), d: 1n });
  /* Read "-12.50", "3/100" or "7". */
  function read(text) {
    const [over, under] = text.split("/"), [, sign, units, , places = ""] = /^([-+]?)(\d*)(\.(\d*))?$/.exec(over);
    const number = ratio(BigInt((units || "0") + places) * (sign === "-" ? -1n : 1n), 10n ** BigInt(places.length));
    return under === undefined ? number : ratio(number.n, number.d * BigInt(under));
  }
  const add = (a, b) => ratio(a.n * b.d + b.n * a.d, a.d * b.d);
  const subtract = (a, b) => ratio(a.n * b.d - b.n * a.d, a.d * b.d);
  const multiply = (a, b) => ratio(a.n * b.n, a.d * b.d);
  const divide = (a, b) => (b.n ? ratio(a.n * b.d, a.d * b.n) : null);
  const compare = (a, b) => { const left = a.n * b.d, right = b.n * a.d; return left < right ? -1 : left > right ? 1 : 0; };
  const smaller = (a, b) => (compare(a, b) <= 0 ? a : b), larger = (a, b) => (compare(a, b) >= 0 ? a : b);
  const floorDivide = (n, d) => { const q = n / d; return n % d < 0n ? q - 1n : q; };
  const floor = (a) => floorDivide(a.n, a.d);
  /* Round half up to whole steps, also below zero: -0.5 becomes 0. */
  const steps = (a, step) => floorDivide(2n * a.n * step.d + a.d * step.n, 2n * a.d * step.n);
  const isWhole = (a) => a.d === 1n;

  /* Round to 50 significant digits, half to even, as decimal arithmetic does. */
  function rounded(a) {
    if (!a.n) return a;
    const n = absolute(a.n);
    let places = DIGITS - (n.toString().length - a.d.toString().length);
    let over = scaled(n, a.d, places);
    if (over >= 10n ** BigInt(DIGITS)) over = scaled(n, a.d, --places);
    const signed = a.n < 0n ? -over : over;
    return places < 0 ? whole(signed * 10n ** BigInt(-places)) : ratio(signed, 10n ** BigInt(places));
  }
  function scaled(n, d, places) {
    if (places >= 0) n *= 10n ** BigInt(places); else d *= 10n ** BigInt(-places);
    const quotient = n / d, rest = 2n * (n % d);
    return quotient + (rest > d || (rest === d && quotient % 2n) ? 1n : 0n);
  }
  /* 2 artanh z = ln((1 + z) / (1 - z)), z over SCALE. */
  function logarithmOf(n, d) {
    const z = (n - d) * SCALE / (n + d), square = z * z / SCALE;
    let term = z, sum = 0n;
    for (let k = 1n; term; k += 2n) { sum += term / k; term = term * square / SCALE; }
    return 2n * sum;
  }
  const LN2 = logarithmOf(2n, 1n), known = new Map();
  function logarithm(a) {
    const value = rounded(a), key = value.n + "/" + value.d;
    if (known.has(key)) return known.get(key);
    let { n, d } = value, twos = 0n;
    while (3n * d < 2n * n) { d *= 2n; twos += 1n; }
    while (4n * n < 3n * d) { n *= 2n; twos -= 1n; }
    const found = rounded(ratio(twos * LN2 + logarithmOf(n, d), SCALE));
    if (known.size > 5000) known.clear();
    known.set(key, found);
    return found;
  }
  /* ln(value / start) / ln(end / start), each step with 50 digits. */
  const logarithmShare = (value, start, end) => rounded(divide(logarithm(divide(value, start)), logarithm(divide(end, start))));

  /* The largest whole number whose power is at most a whole number. */
  function floorRoot(value, degree) {
    let low = 0n, high = 1n << BigInt(Math.ceil(value.toString(2).length / Number(degree)) + 1);
    while (high - low > 1n) {
      const middle = (low + high) / 2n;
      if (middle ** degree <= value) low = middle; else high = middle;
    }
    return low;
  }
  /* Write a ratio with so many places; what does not end there is cut half up. */
  function show(a, places) {
    const units = steps(a, ratio(1n, 10n ** BigInt(places))), text = absolute(units).toString().padStart(places + 1, "0");
    const sign = units < 0n ? "−" : "";
    return sign + text.slice(0, text.length - places).replace(/\B(?=(\d{3})+$)/g, ",") + (places ? "." + text.slice(-places) : "");
  }
  return { add, compare, divide, floor, floorRoot, isWhole, larger, logarithmShare, multiply, ratio, read, show, smaller, steps, subtract, whole };
})();
