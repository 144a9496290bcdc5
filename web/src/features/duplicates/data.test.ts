import { expect, it } from "vitest";
import type { ObjectDef, RecordData } from "../../api/types";
import { fullest, type Group, lines, progress, readDuplicatesSearch, type Scan } from "./data";

const field = (name: string) => ({ name, type: "text" as const, labels: {}, access: "write" as const });
const object: ObjectDef = {
  name: "customer",
  labels: {},
  plural: {},
  department: "customers",
  title: "name",
  may: [],
  fields: [field("occupation"), field("name"), field("city"), field("note")],
};
const record = (id: string, values: object) => ({ id, version: 1, ...values }) as unknown as RecordData;
const group = {
  id: "g",
  state: "open",
  chance: 0.9,
  records: [
    record("b", { name: "Ann", occupation: "Baker", city: "Rome" }),
    record("a", { name: "Anne", occupation: "Smith", city: "Rome" }),
  ],
  reasons: [{ a: "a", b: "b", chance: 0.9, fields: { name: ["near", 3], city: ["same", 2] } }],
  decided_at: null,
  decided_by: null,
  survivor: null,
  merges: [],
} as Group;

it("shows what was compared first, then what differs", () => {
  expect(lines(object, group).map((one) => [one.field.name, one.level])).toEqual([
    ["name", "near"],
    ["city", "same"],
    ["occupation", undefined],
  ]);
});

it("keeps the record with most values, of several the oldest", () => {
  expect(fullest(group.records)).toBe("a");
  expect(fullest([record("a", { name: "x" }), record("b", { name: "x", city: "y" })])).toBe("b");
});

it("reads the address", () => {
  expect(readDuplicatesSearch({ state: "apart", least: "99" })).toEqual({ state: "apart", least: 99 });
  expect(readDuplicatesSearch({ state: "what", least: 5 })).toEqual({});
});

it("tells how far a search is", () => {
  const scan = { total: 10, done: 5, compared: 0 } as Scan;
  expect(progress(scan)).toBe(10);
  expect(progress({ ...scan, done: 10, compared: 1000 })).toBe(100);
  expect(progress({ ...scan, total: 0, done: 0 })).toBe(0);
});
