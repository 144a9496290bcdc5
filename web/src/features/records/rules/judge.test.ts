import { expect, test } from "vitest";
import type { FieldDef, FieldType, ObjectDef } from "../../../api/types";
import { asked, conditionOf, judge } from "./judge";

const field = (name: string, type: FieldType, multi = false): FieldDef => ({
  name,
  type,
  multi,
  labels: {},
  access: "write",
});
const object = {
  name: "customer",
  fields: [
    field("name", "text"),
    field("kind", "select"),
    field("tags", "select", true),
    field("age", "integer"),
    field("born", "date"),
    field("seen_at", "datetime"),
    field("active", "boolean"),
    field("spend", "roll_up"),
  ],
} as unknown as ObjectDef;
const values = { name: "Wang", kind: "person", tags: ["vip"], age: 30, born: "1990-01-16", active: true };

function found(condition: string, record: Record<string, unknown> = values) {
  const node = conditionOf(condition);
  return node && judge(object, node, record);
}

test("what can be told of a record is", () => {
  expect(found("kind:person")).toBe(true);
  expect(found("kind:company|person tags:vip")).toBe(true);
  expect(found("not tags:gold")).toBe(true);
  expect(found("age>=30 age<31")).toBe(true);
  expect(found("age>30")).toBe(false);
  expect(found("born<1990-01-17")).toBe(true);
  expect(found("active:false")).toBe(false);
  expect(found("name:Wang")).toBe(true);
  expect(found("name:empty or age:30")).toBe(true);
});

test("a test of an empty field is false, except empty", () => {
  for (const nothing of [undefined, null, "", [], [null, ""]]) {
    expect(found("tags:empty", { tags: nothing })).toBe(true);
    expect(found("tags:vip", { tags: nothing })).toBe(false);
    expect(found("not tags:vip", { tags: nothing })).toBe(true);
    expect(found("age<5", { age: nothing })).toBe(false);
  }
});

test("what the server alone knows stays open", () => {
  expect(found("name:wang")).toBeUndefined();
  expect(found("name~an")).toBeUndefined();
  expect(found("seen_at:last(7d)", { seen_at: "2026-01-01T00:00:00Z" })).toBeUndefined();
  expect(found("spend>5", { spend: 9 })).toBeUndefined();
  expect(found("company.name:A")).toBeUndefined();
  expect(found("name:wang kind:company")).toBe(false);
  expect(found("name:wang or kind:person")).toBe(true);
  expect(conditionOf("name:")).toBeUndefined();
});

test("fields that a condition asks for", () => {
  expect(asked(conditionOf("kind:person (tags:vip or not addresses.division:33) kind:empty")!)).toEqual([
    "kind",
    "tags",
    "addresses",
  ]);
});
