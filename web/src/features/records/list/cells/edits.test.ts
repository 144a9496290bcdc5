import { expect, it } from "vitest";
import { byRecord, type CellChange, type Edits, inverse, refusedOperation, withEdits } from "./edits";

const change = (id: string, field: string, before: unknown, after: unknown): CellChange => ({
  id,
  field,
  before,
  after,
});
const changes = [
  change("a", "name", "x", "y"),
  change("b", "name", null, "z"),
  change("a", "spend", 1, null),
];

it("puts edits in and takes them out, and leaves other records as they are", () => {
  const none: Edits = new Map();
  const saving = withEdits(none, changes, (index) => ({ value: changes[index]?.after }));
  expect(saving.get("a")).toEqual({ name: { value: "y" }, spend: { value: null } });
  const b = saving.get("b");
  const one = withEdits(saving, changes.slice(0, 1), () => undefined);
  expect(one.get("a")).toEqual({ spend: { value: null } });
  expect(one.get("b")).toBe(b);
  expect(withEdits(one, changes, () => undefined).size).toBe(0);
});

it("gathers changes by record", () => {
  expect(byRecord(changes)).toEqual([
    { id: "a", values: { name: "y", spend: null } },
    { id: "b", values: { name: "z" } },
  ]);
});

it("takes changes back in the other order", () => {
  expect(inverse(changes)[0]).toEqual(change("a", "spend", null, 1));
  expect(inverse(inverse(changes))).toEqual(changes);
});

it("finds the operation that was refused", () => {
  expect(refusedOperation("operations[12].values.emails")).toEqual({ index: 12, field: "emails" });
  expect(refusedOperation("operations[3]: The record was changed in the meantime.")).toEqual({
    index: 3,
    field: undefined,
  });
  expect(refusedOperation("name")).toBeUndefined();
});
