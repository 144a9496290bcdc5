// A list of 5,000 dirty customers whose truth is known: the people of FEBRL sets 1 and 4 with the numbers of the phones data in
// their national forms, written the way that lists of several shops are written. The same in every run.
import { readFileSync } from "node:fs";

const data = (path) => readFileSync(new URL(`../crates/${path}`, import.meta.url), "utf8");
const table = (text, separator) => text.trim().split("\n").slice(1).map((line) => line.split(separator));

export const COLUMNS = ["客户编号", "姓名", "国家", "手机", "出生日期", "地址", "社保号"];

/** Numbers of places that are no countries of their own: the list names countries. */
const places = new Set(["AC", "TA", "XK"]);

/** What stands where a number should. */
const noNumbers = ["无", "见备注", "n/a", "ask his wife"];

/** Valid numbers with all ways in which they are written. */
function phones() {
  const rows = table(data("model/tests/data/phone_numbers.csv"), ",").filter(([region]) => !places.has(region));
  const valid = new Map();
  for (const [region, input, , e164, , , , ok] of rows)
    if (ok === "1") valid.set(e164, { region, e164, ways: [...(valid.get(e164)?.ways ?? []), input] });
  return [...valid.values()];
}

/** People of a file: `set-number` says who is meant. */
function people(file, set) {
  const read = ([id, given, family, number, street, area, suburb, postcode, state, born, social]) => {
    const [, person, kind, copy] = id.split("-");
    const where = [[number, street].filter(Boolean).join(" "), area, suburb, [state.toUpperCase(), postcode].filter(Boolean).join(" ")];
    return { id: `${set}-${person}-${kind}${copy ?? ""}`, person: `${set}-${person}`, given, family, where: where.filter(Boolean).join(", "), born, social };
  };
  return table(data(`matching/tests/data/${file}.csv`), ", ").map((row) => read(row.map((cell) => cell.trim())));
}

const capital = (word) => word.replace(/(^|[ '-])([a-z])/g, (_, before, letter) => before + letter.toUpperCase());
const wide = (text) => text.replace(/[!-~]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0));
const names = [
  ({ given, family }) => `${capital(given)} ${capital(family)}`.trim(),
  ({ given, family }) => `${given}  ${family} `,
  ({ given, family }) => (given && family ? `${family.toUpperCase()}, ${capital(given)}` : capital(given + family)),
  ({ given, family }) => wide(`${capital(given)} ${capital(family)}`.trim()).replaceAll(" ", "　"),
];
const months = "January February March April May June July August September October November December".split(" ");
const days = [
  (y, m, d) => `${y}-${m}-${d}`,
  (y, m, d) => `${y}/${+m}/${+d}`,
  (y, m, d) => `${y}年${+m}月${+d}日`,
  (y, m, d) => `${y}${m}${d}`,
  (y, m, d) => `${+d} ${months[m - 1] ?? m} ${y}`,
];
const isDay = (y, m, d) => new Date(Date.UTC(y, m - 1, d)).getUTCMonth() === m - 1 && +d > 0;

/** Country of a region, in one of three ways of writing it. */
function country(region, way) {
  const locale = ["zh-CN", "en"][way % 3];
  const name = locale ? new Intl.DisplayNames([locale], { type: "region" }).of(region) : region;
  return /[\u0080-\u024f]/.test(name) ? region : name;
}

/** The rows; each with who is meant, and what is wrong with it: `phone`, `day`, `name`, or nothing. */
export function dirtyRows() {
  const linked = people("dataset4b", "b").map((one) => ({ ...one, person: one.person.replace("b-", "a-") }));
  const list = people("dataset4a", "a").slice(0, 2250);
  const known = new Set(list.slice(0, 1750).map(({ person }) => person));
  const rows = [...people("dataset1", "s"), ...list, ...linked.filter(({ person }) => known.has(person))];
  const valid = phones();
  const order = [...new Set(rows.map(({ person }) => person))];
  const place = new Map(order.map((person, index) => [person, index]));
  const mixed = rows.map((row, index) => ({ row, key: (index * 2_654_435_761) % 4_294_967_296 })).sort((a, b) => a.key - b.key);
  return mixed.map(({ row }, index) => dirty(row, index, place.get(row.person), valid));
}

function dirty(row, index, who, valid) {
  const phone = who % 4 < 1 ? valid[who >> 2] : undefined;
  const noPhone = index % 97 === 5 ? noNumbers[index % noNumbers.length] : undefined;
  const [y, m, d] = [row.born.slice(0, 4), row.born.slice(4, 6), row.born.slice(6)];
  const badDay = row.born !== "" && !isDay(y, m, d);
  const region = phone?.region ?? "AU";
  const cells = [
    row.id,
    names[index % names.length](row),
    country(region, index),
    noPhone ?? phone?.ways[index % phone.ways.length] ?? ["", " ", "　"][index % 3],
    row.born ? days[index % days.length](y, m, d) : "",
    row.where,
    row.social,
  ];
  return { ...row, cells, wrong: [noPhone && "phone", badDay && "day"].filter(Boolean), number: phone?.e164 };
}

/** A text in GB 18030, as spreadsheets of Chinese desks write it. */
export function gb18030(text) {
  const decoder = new TextDecoder("gb18030");
  const codes = new Map();
  for (let lead = 0x81; lead <= 0xfe; lead++)
    for (let trail = 0x40; trail <= 0xfe; trail++) {
      const letter = decoder.decode(Uint8Array.of(lead, trail));
      if ([...letter].length === 1 && !codes.has(letter)) codes.set(letter, [lead, trail]);
    }
  const bytes = [];
  for (const letter of text) {
    const code = letter.codePointAt(0);
    if (code < 0x80) bytes.push(code);
    else if (codes.has(letter)) bytes.push(...codes.get(letter));
    else throw new Error(`${letter} is not in GB 18030's two bytes`);
  }
  return Buffer.from(bytes);
}

const quoted = (cell) => (/[",\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);

export function csv(rows) {
  return [COLUMNS, ...rows.map(({ cells }) => cells)].map((cells) => cells.map(quoted).join(",")).join("\r\n");
}
