import { expect, it } from "vitest";
import type { FieldDef, RecordData } from "../../../../api/types";
import type { Column } from "../columns";
import { isSame, planPaste } from "./paste";
import type { Around } from "./text";

const around = {
  language: "en",
  zone: "UTC",
  currency: "EUR",
  option: (_, value) => value,
  yes: "Yes",
  no: "No",
} as Around;
const column = (name: string, type: FieldDef["type"]) =>
  ({ field: { name, type, labels: {}, access: "write" }, width: 100, numeric: false }) as unknown as Column;
const table = {
  rows: ["a", "b", "c"].map((id) => ({ id, name: id, size: 1 }) as unknown as RecordData),
  columns: [column("name", "text"), column("size", "integer"), column("made", "formula")],
  closed: (field: FieldDef) => (field.type === "formula" ? ("computed" as const) : undefined),
  around,
  most: 1_000,
};
const at = (top: number, left: number, bottom = top, right = left) => ({ top, left, bottom, right });
const read = (plan: ReturnType<typeof planPaste>) =>
  plan.cells.map(({ row, field, reading }) => [row.id, field.name, reading]);

it("puts a block where the cursor is, and says what had no place", () => {
  const plan = planPaste([["x", "5"], ["y", "many"], ["z"]], at(1, 0), table);
  expect(read(plan)).toEqual([
    ["b", "name", { value: "x" }],
    ["b", "size", { value: 5 }],
    ["c", "name", { value: "y" }],
    ["c", "size", { wrong: "number" }],
  ]);
  expect([plan.cutRows, plan.cutCols]).toEqual([1, 0]);
  expect(planPaste([["1", "2", "3", "4"]], at(0, 1), table).cutCols).toBe(2);
});

it("fills a block with one text, but for cells that are closed", () => {
  expect(read(planPaste([["7"]], at(0, 1, 1, 2), table))).toEqual([
    ["a", "size", { value: 7 }],
    ["a", "made", { closed: "computed" }],
    ["b", "size", { value: 7 }],
    ["b", "made", { closed: "computed" }],
  ]);
});

it("takes no more rows than are changed at once", () => {
  expect(planPaste([["1"], ["2"], ["3"]], at(0, 1), { ...table, most: 2 })).toMatchObject({ cutRows: 1 });
});

it("knows what changes nothing", () => {
  expect(isSame(undefined, null)).toBe(true);
  expect(isSame({ amount: "1", currency: "EUR" }, { amount: "1", currency: "EUR" })).toBe(true);
  expect(isSame(0, null)).toBe(false);
});
