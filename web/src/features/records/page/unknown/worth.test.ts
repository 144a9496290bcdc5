import { expect, test } from "vitest";
import type { FieldDef, RecordData } from "../../../../api/types";
import { worthAsking } from "./worth";

const field = (name: string, type = "text") =>
  ({ name, type, labels: {}, access: "write" }) as unknown as FieldDef;
const fields = [
  field("name"),
  field("gender"),
  field("birthday", "date"),
  field("active", "boolean"),
  field("fax"),
  field("closed"),
];
const record = {
  id: "1",
  name: "Li",
  gender: null,
  birthday: null,
  active: null,
  fax: "",
} as unknown as RecordData;
const names = (shares?: [string, number][]) =>
  worthAsking(fields, record, shares && new Map(shares)).map((one) => one.field.name);

test("what is empty is asked for, most often known first; what the record does not show is not", () => {
  expect(
    names([
      ["gender", 0.2],
      ["birthday", 0.9],
      ["closed", 1],
    ]),
  ).toEqual(["birthday", "gender", "fax"]);
});

test("without figures the order is that of the definition", () => {
  expect(names()).toEqual(["gender", "birthday", "fax"]);
});

test("nothing is asked for when all is known", () => {
  expect(worthAsking([fields[0]!], record)).toEqual([]);
});
