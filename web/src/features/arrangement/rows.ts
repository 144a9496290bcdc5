import { factsOf } from "../../api/definition";
import type { Labels, ObjectDef } from "../../api/types";
import { sectionsOf } from "../records/arrangement/shown";
import { type Arrangement, always, isAlways, type PageSection, type Shown } from "./data";

/** A tab, a heading or a field, one below the other as they are arranged: what follows a heading stands under it. */
export type Row =
  | { kind: "tab"; name: string; labels: Labels }
  | { kind: "section"; name: string; labels: Labels; columns: number; shown: Shown }
  | { kind: "field"; name: string };

export const keyOf = (row: Row) => `${row.kind}.${row.name}`;

const fieldRow = (name: string): Row => ({ kind: "field", name });

function asDefined(object: ObjectDef): Row[] {
  const facts = factsOf(object);
  const first = facts.find((field) => field.section !== "system")?.section ?? "";
  const placed = facts.map((field) => (field.section === "system" ? { ...field, section: first } : field));
  return sectionsOf(placed).flatMap(([name, list]): Row[] => [
    { kind: "section", name, labels: {}, columns: 1, shown: always },
    ...list.map((field) => fieldRow(field.name)),
  ]);
}

/** What pages show now; each field comes with the section that it stands in. */
export function rowsOf(object: ObjectDef, stored: Arrangement): Row[] {
  if (stored.sections.length === 0) return asDefined(object);
  const facts = factsOf(object);
  const on = (tab: string) =>
    stored.sections
      .filter((section) => section.tab === tab)
      .flatMap(({ name, labels, columns, when, roles }): Row[] => [
        { kind: "section", name, labels, columns, shown: { when, roles } },
        ...facts.filter((field) => field.section === name).map((field) => fieldRow(field.name)),
      ]);
  return [...on(""), ...stored.tabs.flatMap((tab): Row[] => [{ kind: "tab", ...tab }, ...on(tab.name)])];
}

/** Rows as they are stored. Fields out of sight keep their section; sections and tabs without fields are left out. */
export function arrangementOf(
  rows: Row[],
  fields: Record<string, Shown>,
  object: ObjectDef,
  stored: Arrangement,
): Arrangement {
  const seen = new Set(factsOf(object).map((field) => field.name));
  const unseen = (name: string) =>
    stored.sections.find((one) => one.name === name)?.fields.filter((field) => !seen.has(field)) ?? [];
  const sections: PageSection[] = [];
  let tab = "";
  for (const row of rows) {
    if (row.kind === "tab") tab = row.name;
    else if (row.kind === "field") sections.at(-1)?.fields.push(row.name);
    else {
      const { name, labels, columns, shown } = row;
      sections.push({ name, labels, columns, tab, fields: [], ...shown });
    }
  }
  const full = sections
    .map((section) => ({ ...section, fields: [...section.fields, ...unseen(section.name)] }))
    .filter((section) => section.fields.length > 0);
  const used = new Set(full.map((section) => section.tab));
  return {
    version: stored.version,
    tabs: rows.flatMap((row) =>
      row.kind === "tab" && used.has(row.name) ? { name: row.name, labels: row.labels } : [],
    ),
    sections: full,
    fields: Object.fromEntries(Object.entries(fields).filter(([, shown]) => !isAlways(shown))),
  };
}

/** Where the block of a row ends: a heading goes with its fields, a tab with its sections. */
function end(rows: Row[], at: number): number {
  const kind = rows[at]?.kind;
  if (kind === "field") return at + 1;
  const next = rows.findIndex(
    (row, i) => i > at && (kind === "tab" ? row.kind === "tab" : row.kind !== "field"),
  );
  return next < 0 ? rows.length : next;
}

/** A heading comes first, and a field never right below a tab. */
const makesSense = (rows: Row[]) =>
  rows[0]?.kind === "section" &&
  rows.every((row, at) => row.kind !== "field" || rows[at - 1]?.kind !== "tab");

/** Rows with a block before another place; the same rows when it cannot stand there. */
function put(rows: Row[], from: number, to: number): Row[] {
  const until = end(rows, from);
  const kind = rows[from]?.kind;
  const there = rows[to]?.kind;
  if (to < 0 || to > rows.length || (to >= from && to <= until)) return rows;
  if (kind === "section" && there === "field") return rows;
  if (kind === "tab" && there && there !== "tab") return rows;
  const block = rows.slice(from, until);
  const next =
    to < from
      ? [...rows.slice(0, to), ...block, ...rows.slice(to, from), ...rows.slice(until)]
      : [...rows.slice(0, from), ...rows.slice(until, to), ...block, ...rows.slice(to)];
  return makesSense(next) ? next : rows;
}

/** One step up or down, to the next place where it can stand; the same rows when there is none. */
export function stepped(rows: Row[], at: number, way: "up" | "down"): Row[] {
  const step = way === "up" ? -1 : 1;
  for (let to = way === "up" ? at - 1 : end(rows, at) + 1; to >= 0 && to <= rows.length; to += step) {
    const next = put(rows, at, to);
    if (next !== rows) return next;
  }
  return rows;
}

/** Rows with the one that is drawn where another one is. */
export function drawn(rows: Row[], from: number, over: number): Row[] {
  const kind = rows[from]?.kind;
  let at = over;
  if (kind === "section") while (rows[at]?.kind === "field") at -= 1;
  if (kind === "tab") while (at >= 0 && rows[at]?.kind !== "tab") at -= 1;
  if (at < 0 || at === from) return rows;
  if (rows[at]?.kind !== kind) return put(rows, from, at + 1);
  return put(rows, from, at < from ? at : end(rows, at));
}

/** Without a heading or tab: what stood under it stands under the one before. The same rows when there is none. */
export function without(rows: Row[], row: Row): Row[] {
  const rest = rows.filter((one) => one !== row);
  return makesSense(rest) ? rest : rows;
}

/** A name for a section or tab more. */
export function freshName(rows: Row[]): string {
  for (let number = 1; ; number++) {
    const name = `own_${number}`;
    if (!rows.some((row) => row.kind !== "field" && row.name === name)) return name;
  }
}
