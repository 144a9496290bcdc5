import { expect, it } from "vitest";
import type { FieldDef, ObjectDef } from "../../api/types";
import { type Arrangement, always } from "./data";
import { arrangementOf, drawn, freshName, keyOf, type Row, rowsOf, stepped, without } from "./rows";

const field = (name: string, section: string, hidden = false) =>
  ({ name, section, hidden, type: "text" }) as FieldDef;
const object = (...fields: FieldDef[]) => ({ name: "thing", title: "a", fields }) as unknown as ObjectDef;
const bare: Arrangement = { version: 4, tabs: [], sections: [], fields: {} };
const section = (name: string, tab: string, fields: string[]) => ({
  name,
  labels: {},
  tab,
  columns: 1,
  fields,
  ...always,
});
const short = (rows: Row[]) =>
  rows.map((row) => (row.kind === "field" ? row.name : `${row.kind[0]}:${row.name}`)).join(" ");

const things = object(
  field("a", "x"),
  field("b", "x"),
  field("c", "y"),
  field("owner", "system"),
  field("id", "system"),
);
const rows = rowsOf(things, bare);
const tabbed: Arrangement = {
  ...bare,
  tabs: [{ name: "t", labels: { en: "T" } }],
  sections: [section("x", "", ["a", "gone"]), section("y", "t", ["c"])],
};

it("begins as the fields are defined, the owner in the first section", () => {
  expect(short(rows)).toBe("s:x a b owner s:y c");
  const kept = arrangementOf(rows, { a: always, c: { when: "a:1", roles: [] } }, things, bare);
  expect(kept.sections.map(({ name, fields }) => [name, fields])).toEqual([
    ["x", ["a", "b", "owner"]],
    ["y", ["c"]],
  ]);
  expect(Object.keys(kept.fields)).toEqual(["c"]);
  expect(kept.version).toBe(4);
});

it("keeps the place of fields that are out of sight, and drops what is empty", () => {
  const of = object(field("a", "x"), field("c", "y"), field("gone", "x", true));
  const both = rowsOf(of, tabbed);
  expect(short(both)).toBe("s:x a t:t s:y c");
  expect(arrangementOf(both, {}, of, tabbed)).toEqual(tabbed);
  const empty: Row = { kind: "section", name: "own_1", labels: {}, columns: 2, shown: always };
  expect(arrangementOf([...both, { kind: "tab", name: "own_2", labels: {} }, empty], {}, of, tabbed)).toEqual(
    tabbed,
  );
});

it("moves fields, sections with their fields, and tabs, never to where they make no sense", () => {
  const at = (all: Row[], key: string) => all.findIndex((row) => keyOf(row) === key);
  const up = (all: Row[], key: string) => short(stepped(all, at(all, key), "up"));
  const down = (all: Row[], key: string) => short(stepped(all, at(all, key), "down"));
  expect(up(rows, "field.c")).toBe("s:x a b owner c s:y");
  expect(down(rows, "field.owner")).toBe("s:x a b s:y owner c");
  expect(up(rows, "field.a")).toBe(short(rows));
  expect(up(rows, "section.y")).toBe("s:y c s:x a b owner");
  expect(down(rows, "section.y")).toBe(short(rows));
  const all = rowsOf(object(field("a", "x"), field("c", "y")), tabbed);
  expect(up(all, "field.c")).toBe("s:x a c t:t s:y");
  expect(down(all, "field.a")).toBe("s:x t:t s:y a c");
  expect(up(all, "section.y")).toBe("s:x a s:y c t:t");
  expect(up(all, "tab.t")).toBe(short(all));
  expect(short(drawn(all, 1, 4))).toBe("s:x t:t s:y c a");
  expect(short(drawn(all, 4, 0))).toBe("s:x c a t:t s:y");
  expect(short(drawn(all, 3, 1))).toBe("s:y c s:x a t:t");
  expect(drawn(all, 2, 1)).toBe(all);
});

it("takes headings and tabs away, and gives new ones a name", () => {
  const all = rowsOf(object(field("a", "x"), field("c", "y")), tabbed);
  expect(without(all, all[0] as Row)).toBe(all);
  expect(without(all, all[3] as Row)).toBe(all);
  expect(short(without(all, all[2] as Row))).toBe("s:x a s:y c");
  expect(short(without(rows, rows[4] as Row))).toBe("s:x a b owner c");
  expect(freshName([...all, { kind: "tab", name: "own_1", labels: {} }])).toBe("own_2");
});
