"use strict";
/* The form of the template, filled in: its own parts, one sheet changed, packed without compression. */
const Workbook = (function () {
  const table = new Uint32Array(256).map((_zero, n) => { for (let k = 0; k < 8; k++) n = n & 1 ? 0xedb88320 ^ (n >>> 1) : n >>> 1; return n; });
  const checksum = (bytes) => { let sum = ~0; for (const byte of bytes) sum = table[(sum ^ byte) & 255] ^ (sum >>> 8); return ~sum >>> 0; };
  const FIRST_DAY = 33; // 1 January 1980, the earliest that a package can name
  const little = (...fields) => { const bytes = []; for (const [size, value] of fields) for (let at = 0; at < size; at++) bytes.push((value >>> (8 * at)) & 255); return Uint8Array.from(bytes); };

  function pack(files) {
    const pieces = [], directory = [], encoder = new TextEncoder();
    let at = 0;
    const put = (bytes) => { pieces.push(bytes); at += bytes.length; };
    for (const [name, text] of files) {
      const path = encoder.encode(name), content = encoder.encode(text), start = at;
      const shared = [[2, 20], [2, 0x800], [2, 0], [2, 0], [2, FIRST_DAY], [4, checksum(content)], [4, content.length], [4, content.length], [2, path.length], [2, 0]];
      put(little([4, 0x04034b50], ...shared)); put(path); put(content);
      directory.push(little([4, 0x02014b50], [2, 20], ...shared, [2, 0], [2, 0], [2, 0], [4, 0], [4, start]), path);
    }
    const start = at;
    directory.forEach(put);
    put(little([4, 0x06054b50], [2, 0], [2, 0], [2, files.length], [2, files.length], [4, at - start], [4, start], [2, 0]));
    return new Blob(pieces, { type: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" });
  }
  const escaped = (text) => text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "")
    .replace(/_x(?=[0-9A-Fa-f]{4}_)/g, "_x005F_x").replace(/&/g, "&amp;").replace(/\x3c/g, "&lt;").replace(/>/g, "&gt;");
  const serial = (day) => Math.round((Date.parse(day) - Date.UTC(1899, 11, 30)) / 86400000);

  /* Put a value into a cell of the column of answers: a number, or a text in the cell itself. */
  function fill(sheet, row, value) {
    const blank = new RegExp('<c r="B' + row + '" s="(\\d+)"/>');
    return sheet.replace(blank, (_all, style) => (value.number !== undefined
      ? '<c r="B' + row + '" s="' + style + '"><v>' + value.number + '\x3c/v>\x3c/c>'
      : '<c r="B' + row + '" s="' + style + '" t="inlineStr"><is><t xml:space="preserve">' + escaped(value.text) + '\x3c/t>\x3c/is>\x3c/c>'));
  }
  function cell(field, read, words) {
    if (field.type === "number" || field.type === "integer") return { number: read.text };
    if (field.type === "date") return read.text < "1900-03-01" ? { text: read.text } : { number: serial(read.text) };
    if (field.type === "yes_no") return { text: words[read.text] };
    if (field.type === "choice") return { text: field.options.find(([key]) => key === read.text)[1] };
    return { text: read.text };
  }
  /* Return the workbook: `answers` maps fields to what was read of them, `words` are those of yes and no. */
  function make(template, fields, answers, words) {
    let sheet = template.parts[template.sheet];
    fields.forEach((field, at) => {
      const read = answers.get(field.key);
      if (read.text) sheet = fill(sheet, template.first_row + at, cell(field, read, words));
    });
    return pack(Object.entries(template.parts).map(([name, text]) => [name, name === template.sheet ? sheet : text]));
  }
  return { make };
})();
