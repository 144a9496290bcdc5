import { expect, it } from "vitest";
import type { FieldDef, ObjectDef } from "../../../api/types";
import { cardFields, fieldsFor, kindsOf, readLayout, sumField, writeLayout } from "./layout";

const field = (name: string, type: FieldDef["type"], more: Partial<FieldDef> = {}) =>
  ({ name, type, labels: {}, access: "write", ...more }) as FieldDef;
const deal = {
  name: "x_deal",
  title: "name",
  fields: [
    field("name", "text"),
    field("source", "select"),
    field("x_stage", "select"),
    field("tags", "select", { multi: true }),
    field("closed_on", "formula", { result: "date" }),
    field("due", "datetime"),
    field("parent", "reference", { object: "x_deal" }),
    field("previous", "reference", { object: "x_deal", unique: true }),
    field("customer", "reference", { object: "customer" }),
    field("amount", "money"),
    field("photo", "file"),
    field("seats", "integer"),
  ],
} as unknown as ObjectDef;
const plain = { name: "note", title: "name", fields: [field("name", "text")] } as unknown as ObjectDef;

it("offers what the fields of an object allow", () => {
  expect(kindsOf(deal)).toEqual(["table", "board", "calendar", "tree", "gallery"]);
  expect(fieldsFor(deal, "map")).toEqual([]);
  expect(kindsOf({ ...plain, fields: [field("place", "geo_point")] })).toEqual(["table", "map", "gallery"]);
  expect(kindsOf(plain)).toEqual(["table", "gallery"]);
  expect(fieldsFor(deal, "board").map(({ name }) => name)).toEqual(["x_stage", "source"]);
  expect(fieldsFor(deal, "calendar").map(({ name }) => name)).toEqual(["due", "closed_on"]);
  expect(fieldsFor(deal, "tree").map(({ name }) => name)).toEqual(["parent"]);
  expect(fieldsFor(deal, "gallery").map(({ name }) => name)).toEqual(["photo"]);
});

it.each([
  "board:source",
  "board:x_stage|cards:amount,customer|limits:new.5,a%2Cb.2",
  "board:source|sum:amount",
  "board:source|sum:",
  "calendar:due|cards:amount|span:week",
  "gallery:",
  "gallery:photo|cards:amount",
])("reads back %s", (text) => {
  expect(writeLayout(readLayout(deal, text))).toBe(text);
});

it("takes the likeliest field where none or an unknown one is named, and a table where nothing fits", () => {
  expect(readLayout(deal, "board:gone").by?.name).toBe("x_stage");
  expect(readLayout(deal, "board").by?.name).toBe("x_stage");
  expect(readLayout(plain, "board:stage").kind).toBe("table");
  expect(readLayout(deal, "pie").kind).toBe("table");
  expect(writeLayout(readLayout(deal, undefined))).toBeUndefined();
  expect(readLayout(deal, "board:x_stage|limits:new.x,old.0").limits).toEqual({});
});

it("puts the chosen fields on cards, or the first of the list", () => {
  const standard = ["name", "x_stage", "amount", "customer"];
  const names = (text: string) => cardFields(deal, readLayout(deal, text), standard).map(({ name }) => name);
  expect(names("board:x_stage")).toEqual(["amount", "customer"]);
  expect(names("board:x_stage|cards:due,gone")).toEqual(["due"]);
});

it("adds columns up by the chosen field, by amounts without being asked", () => {
  const by = (text: string) => sumField(deal, readLayout(deal, text))?.name;
  expect(by("board:x_stage")).toBe("amount");
  expect(by("board:x_stage|sum:seats")).toBe("seats");
  expect(by("board:x_stage|sum:")).toBeUndefined();
  expect(by("board:x_stage|sum:gone")).toBeUndefined();
});
