import { expect, test } from "vitest";
import type { FieldDef, Meta, ObjectDef, RecordData } from "../../../../api/types";
import { hasTies, neighbourOf, referencesOf } from "./ties";

const field = (name: string, type: string, object?: string, more = {}) =>
  ({ name, type, object, labels: {}, access: "write", ...more }) as unknown as FieldDef;
const define = (name: string, title: string, fields: FieldDef[], hidden = false) =>
  ({ name, title, fields, hidden }) as unknown as ObjectDef;

const company = field("company", "reference", "customer");
const customer = define("customer", "name", [
  field("name", "text"),
  company,
  field("friends", "reference", "customer", { multi: true }),
  field("secret", "reference", "customer", { hidden: true }),
  field("trace", "reference", "trace"),
]);
const relation = define("relation", "kind", [
  field("kind", "select"),
  field("from", "reference", "customer"),
  field("to", "reference", "customer"),
]);
const meta = {
  objects: [customer, relation, define("trace", "id", [], true), define("tag", "name", [])],
} as unknown as Meta;
const record = (values: object) => ({ id: "1", ...values }) as unknown as RecordData;

test("a record refers to what its open reference fields hold", () => {
  const found = referencesOf(
    meta,
    customer,
    record({ company: "2", friends: ["3", "4"], secret: "5", trace: "6" }),
  );
  expect(found.map(({ field, ids }) => [field.name, ids])).toEqual([
    ["company", ["2"]],
    ["friends", ["3", "4"]],
  ]);
});

test("a record with a name stands for itself, one that ties two for its other end", () => {
  expect(neighbourOf({ object: customer, via: company }, record({ name: "Li", company: "9" }))).toEqual({
    key: "1",
    object: "customer",
    id: "1",
    title: "Li",
  });
  const via = relation.fields[1]!;
  expect(
    neighbourOf({ object: relation, via }, record({ kind: "friend", from: "9", to: "7" }), { 7: "Wu" }),
  ).toEqual({
    key: "1",
    object: "customer",
    id: "7",
    title: "Wu",
  });
});

test("what refers to nothing and is referred to by nothing has no ties", () => {
  expect(meta.objects.map((object) => hasTies(meta, object))).toEqual([true, true, true, false]);
});
