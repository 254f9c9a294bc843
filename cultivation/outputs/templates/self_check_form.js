"use strict";
/* What is typed into a field, as the rules understand it: {value, problem}. A value that must be there and is not
   is Rules.OPEN; `problem` names a sentence, with what fills it in. */
const Form = (function () {
  const E = Exact, FIGURES = 15, LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY";
  const BLANKS = { unknown: null, zero: E.whole(0), no: false };
  const plain = (text) => text.normalize("NFKC").replace(/[\u200b\ufeff]/g, "").trim();
  const wrong = (problem, values) => ({ value: Rules.OPEN, problem, values: values || {} });
  const right = (value, text) => ({ value, text });

  function number(field, text) {
    const figure = text.replace(/[, \u00a0]/g, "").replace(/^\+/, "").replace("−", "-");
    if (!/^-?(\d+\.?\d*|\.\d+)$/.test(figure)) return wrong("not_a_number");
    const digits = figure.replace(/[-.]/g, "").replace(/^0+/, "");
    if (digits.replace(/0+$/, "").length > FIGURES || digits.length > 30) return wrong("too_many_digits");
    const value = E.read(figure);
    if (field.type === "integer" && !E.isWhole(value)) return wrong("not_whole");
    if (field.lowest !== null && E.compare(value, E.read(field.lowest)) < 0) return wrong("too_low", { bound: field.lowest });
    if (field.highest !== null && E.compare(value, E.read(field.highest)) > 0) return wrong("too_high", { bound: field.highest });
    return right(field.percent ? E.divide(value, E.whole(100)) : value, written(figure));
  }
  /* Write a figure as a workbook holds it: "08." is 8, ".5" is 0.5. */
  const written = (figure) => figure.replace(/^(-?)0*(?=\d)/, "$1").replace(/^(-?)\./, "$10.").replace(/\.$/, "");

  function date(_field, text) {
    const found = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text), time = found ? Date.parse(text) : NaN;
    if (Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== text || text < "1900-01-01" || text > "2100-12-31") return wrong("not_a_date");
    return right(text, text);
  }
  function code(_field, text) {
    const letters = text.toUpperCase().replace(/[\s-]/g, "");
    if (letters.length !== 18) return wrong("wrong_length");
    const places = [...letters].map((letter) => LETTERS.indexOf(letter));
    if (places.includes(-1) || !/^.{2}\d{6}/.test(letters)) return wrong("wrong_character");
    let sum = 0, weight = 1;
    for (const place of places.slice(0, 17)) { sum += place * weight; weight = weight * 3 % 31; }
    return (31 - sum % 31) % 31 === places[17] ? right(letters, letters) : wrong("wrong_check_digit");
  }
  const words = (_field, text) => (text.length > 2000 ? wrong("too_long") : right(text, text));
  const READERS = {
    number, integer: number, date, code, identifier: words, text: words,
    yes_no: (_field, text) => right(text === "yes", text), choice: (_field, text) => right(text, text),
  };
  function read(field, typed) {
    const text = field.type === "text" || field.type === "identifier" ? typed.trim() : plain(typed);
    if (text) return READERS[field.type](field, text);
    if (field.blank === "refuse") return { value: Rules.OPEN, missing: true };
    return { value: BLANKS[field.blank], text: "" };
  }
  /* Read all fields at once; what the office alone has is open. */
  function readAll(form, typed, cutoff) {
    const filed = new Map(), read_ = new Map();
    for (const key of form.office) filed.set(key, Rules.OPEN);
    for (const field of form.fields) {
      const found = read(field, typed[field.key] || "");
      read_.set(field.key, found);
      filed.set(field.key, found.value);
    }
    const day = date(null, cutoff);
    filed.set("cutoff", day.value);
    return { filed, read: read_, cutoff: day };
  }
  return { read, readAll };
})();
