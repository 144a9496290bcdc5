import { expect, it } from "vitest";
import type { FieldDef, ObjectDef } from "../../../api/types";
import { whyClosed } from "./closed";

const object = { name: "thing" } as ObjectDef;
const field = (part: Partial<FieldDef>) =>
  ({ name: "x_note", type: "text", labels: {}, access: "write", ...part }) as FieldDef;
const open = { mayUpdate: true, deleted: false };

it("is open to who may change records and the field", () => {
  expect(whyClosed(object, field({}), open)).toBeUndefined();
  expect(whyClosed(object, field({ name: "owner", type: "user" }), open)).toBeUndefined();
  expect(whyClosed(object, field({ by: ["person", "import"] }), open)).toBeUndefined();
});

it.each([
  ["computed", field({ type: "formula" }), open],
  ["numbered", field({ type: "auto_number" }), open],
  ["kept", field({ name: "created_at", type: "datetime" }), open],
  ["deleted", field({}), { mayUpdate: true, deleted: true }],
  ["may_not", field({}), { mayUpdate: false, deleted: false }],
  ["masked", field({ access: "masked" }), open],
  ["read", field({ access: "read" }), open],
  ["operation", field({ by: ["operation"] }), open],
] as const)("says %s", (why, field, around) => {
  expect(whyClosed(object, field, around)).toBe(why);
});

it("leaves ledgers as they are", () => {
  expect(whyClosed({ ...object, append_only: true }, field({}), open)).toBe("append_only");
});
