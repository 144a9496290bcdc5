import { expect, test } from "vitest";
import type { FieldDef, ObjectDef, RecordData } from "../../api/types";
import { differing } from "./data";

const field = (name: string, more: Partial<FieldDef> = {}) =>
  ({ name, type: "text", labels: {}, ...more }) as FieldDef;

test("only what differs and may be chosen is asked about", () => {
  const object = {
    fields: [
      field("name"),
      field("country"),
      field("emails", { multi: true }),
      field("spend", { type: "roll_up" }),
      field("pinyin", { by: ["engine"] }),
      field("created_at"),
      field("note"),
    ],
  } as ObjectDef;
  const records = [
    {
      id: "a",
      version: 1,
      name: "A",
      country: "CN",
      emails: ["a"],
      spend: 1,
      pinyin: "a",
      created_at: "x",
      note: "",
    },
    {
      id: "b",
      version: 1,
      name: "B",
      country: "CN",
      emails: ["b"],
      spend: 2,
      pinyin: "b",
      created_at: "y",
      note: null,
    },
  ] as unknown as RecordData[];
  expect(differing(object, records).map((one) => one.name)).toEqual(["name", "emails"]);
});
