"use strict";
/* Checks that a line is under the published root: SHA-256 (FIPS 180-4) and the inclusion proof of RFC 9162, 2.1.3.2. */
const Proof = (function () {
  const primes = []; for (let n = 2; primes.length < 64; n++) if (primes.every((each) => n % each)) primes.push(n);
  const fraction = (number) => ((number - Math.floor(number)) * 4294967296) | 0;
  const ROUNDS = primes.map((each) => fraction(Math.cbrt(each))), START = primes.slice(0, 8).map((each) => fraction(Math.sqrt(each)));
  const turn = (word, by) => (word >>> by) | (word << (32 - by));

  function sha256(bytes) {
    const length = bytes.length, blocks = new Uint8Array(((length + 8 >> 6) + 1) * 64), view = new DataView(blocks.buffer);
    blocks.set(bytes); blocks[length] = 128;
    view.setUint32(blocks.length - 8, Math.floor(length / 536870912)); view.setUint32(blocks.length - 4, length << 3);
    const state = START.slice(), words = new Int32Array(64);
    for (let at = 0; at < blocks.length; at += 64) {
      for (let i = 0; i < 64; i++) words[i] = i < 16 ? view.getInt32(at + 4 * i)
        : words[i - 16] + (turn(words[i - 15], 7) ^ turn(words[i - 15], 18) ^ (words[i - 15] >>> 3)) + words[i - 7] + (turn(words[i - 2], 17) ^ turn(words[i - 2], 19) ^ (words[i - 2] >>> 10));
      let [a, b, c, d, e, f, g, h] = state;
      for (let i = 0; i < 64; i++) {
        const one = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + ROUNDS[i] + words[i]) | 0;
        const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
        h = g; g = f; f = e; e = (d + one) | 0; d = c; c = b; b = a; a = (one + two) | 0;
      }
      [a, b, c, d, e, f, g, h].forEach((word, i) => { state[i] = (state[i] + word) | 0; });
    }
    const made = new DataView(new ArrayBuffer(32));
    state.forEach((word, i) => made.setInt32(4 * i, word));
    return new Uint8Array(made.buffer);
  }
  const joined = (...parts) => Uint8Array.from(parts.flatMap((part) => [...part]));
  const hex = (bytes) => [...bytes].map((each) => each.toString(16).padStart(2, "0")).join("");
  const bytes = (text) => Uint8Array.from(text.match(/../g), (each) => parseInt(each, 16));
  const leaf = (text) => sha256(joined([0], new TextEncoder().encode(text)));
  const node = (left, right) => sha256(joined([1], left, right));

  /* Climb from the leaf to the root; null where the path has not the length that place and size ask for. */
  function climbed(text, place, size, path) {
    if (!Number.isInteger(place) || place < 0 || place >= size || !path.every((each) => /^[0-9a-f]{64}$/.test(each))) return null;
    let own = place, last = size - 1, made = leaf(text);
    for (const each of path.map(bytes)) {
      if (last === 0) return null;
      if (own % 2 || own === last) {
        made = node(each, made);
        while (own && own % 2 === 0) { own = own / 2; last = Math.floor(last / 2); }
      } else made = node(made, each);
      own = Math.floor(own / 2); last = Math.floor(last / 2);
    }
    return last === 0 ? hex(made) : null;
  }
  const SEAL = /cultivation-seal-1 (\d{1,4}) (\d{1,9}) (\d{1,9}) ([0-9a-f]{64})/;
  function seal(text) {
    const found = SEAL.exec(text.replace(/\s+/g, " "));
    return found && { text: found[0], year: Number(found[1]), lines: Number(found[2]), members: Number(found[3]), root: found[4] };
  }
  const parsed = (text) => { try { return JSON.parse(text); } catch (_error) { return null; } };

  /* Check a proof; `published` is what was copied from the announcement, empty where nothing was yet. */
  function check(proof, published) {
    const own = seal(proof.seal), line = parsed(proof.line);
    if (!own || own.text !== proof.seal || !line) return { form: false, path: false, place: false, published: false };
    const form = line.format === "cultivation-line-1" && line.year === own.year && own.members <= own.lines;
    const member = line.action === "enter" || line.action === "stay";
    const known = published.trim() ? seal(published.toLowerCase()) : null;
    return {
      form, path: climbed(proof.line, proof.place, own.lines, proof.path) === own.root,
      place: member === proof.place < own.members,
      published: published.trim() ? Boolean(known) && known.text === own.text : null,
    };
  }
  return { check, leaf: (text) => hex(leaf(text)), seal, sha256: (text) => hex(sha256(new TextEncoder().encode(text))) };
})();
