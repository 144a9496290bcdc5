import { expect, it } from "vitest";
import type { FieldDef, ObjectDef } from "../../api/types";
import type { Preview, Suggestion } from "./data";
import { bestOf, changed, keyOf, mappingOf, meetingOf, nameOf, settable, templateOf } from "./reading";

const field = (name: string, more: Partial<FieldDef> = {}): FieldDef => ({
  name,
  type: "text",
  labels: {},
  access: "write",
  ...more,
});
const order: ObjectDef = {
  name: "order",
  labels: {},
  plural: {},
  department: "sales",
  title: "number",
  may: [],
  fields: [
    field("id"),
    field("number", { unique: true }),
    field("customer", { type: "reference", object: "customer" }),
    field("total", { type: "money" }),
    field("spend", { type: "roll_up" }),
    field("pinyin", { by: ["system"] }),
    field("note"),
  ],
};
const suggestion: Suggestion = {
  object: "order",
  columns: { 订单号: ["number", "name"], Client: ["customer", "word"] },
  extras: { customer: { find_by: "external_id" } },
  template: {
    name: "order",
    object: [
      {
        object: "order",
        fields: { number: "订单号", customer: { column: "Client", find_by: "external_id" } },
      },
    ],
  },
};
const preview = (columns: string[], known: string[]): Preview => ({
  kind: "text",
  columns,
  rows: [],
  refused: [],
  encodings: [],
  readings: [{ suggestion, known }],
});

it("takes the best way to read a file when it knows half of the columns", () => {
  expect(bestOf(preview(["a", "b"], ["a"]))).toMatchObject({ known: ["a"] });
  expect(bestOf(preview(["a", "b", "c"], ["a"]))).toBeUndefined();
  expect(bestOf(preview([], []))).toBeUndefined();
  expect(keyOf({ suggestion, known: [] })).toBe("object:order");
  expect(keyOf({ template: { name: "retail", object: [] }, known: [] })).toBe("template:retail");
});

it("changes a mapping so that a field is for one column", () => {
  const mapping = mappingOf(suggestion);
  expect(mapping).toEqual({ 订单号: "number", Client: "customer" });
  expect(changed(mapping, "x", "number")).toEqual({ Client: "customer", x: "number" });
  expect(changed(mapping, "Client", undefined)).toEqual({ 订单号: "number" });
});

it("finds records by a field that tells them apart, where one is mapped and wanted", () => {
  const mapping = mappingOf(suggestion);
  expect(meetingOf(mapping, order)).toEqual({ key: "number", mode: "upsert" });
  expect(meetingOf(mapping, order, { key: "number", mode: "update" })).toEqual({
    key: "number",
    mode: "update",
  });
  expect(meetingOf(mapping, order, { mode: "upsert" })).toEqual({ mode: "create" });
  expect(meetingOf({ x: "note" }, order, { key: "number", mode: "update" })).toEqual({ mode: "create" });
});

it("makes a template of a mapping", () => {
  const mapping = mappingOf(suggestion);
  expect(templateOf(suggestion, mapping, order, { key: "number", mode: "keep" }).object).toEqual([
    {
      object: "order",
      key: ["number"],
      mode: "keep",
      fields: { number: "订单号", customer: { column: "Client", find_by: "external_id" } },
    },
  ]);
  const other = { x: "customer", y: "note" };
  expect(templateOf(suggestion, other, order, { mode: "create" }).object).toEqual([
    {
      object: "order",
      key: [],
      mode: "create",
      fields: { customer: { column: "x", find_by: "external_id" }, note: "y" },
    },
  ]);
});

it("offers the fields that an import may set", () => {
  expect(settable(order).map((one) => one.name)).toEqual(["number", "customer", "total", "note"]);
});

it("names a template by what people call it", () => {
  expect(nameOf("Monthly orders (EU)", 1)).toBe("monthly_orders_eu");
  expect(nameOf("每月订单", 36)).toBe("template_10");
  expect(nameOf("2024", 35)).toBe("template_z");
});
