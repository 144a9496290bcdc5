import { expect, test } from "vitest";
import type { FieldDef, ObjectDef, RecordData } from "../../../../api/types";
import type { Change } from "../change";
import { asItWas, compareInstants, neighbours } from "./past";

const field = (name: string, more: Partial<FieldDef> = {}): FieldDef =>
  ({ name, type: "text", labels: {}, access: "write", ...more }) as FieldDef;

const object = {
  name: "customer",
  title: "name",
  fields: [
    field("name"),
    field("city"),
    field("budget", { type: "money" }),
    field("phone", { access: "masked" }),
    field("spend", { type: "roll_up" }),
    field("pinyin", { hidden: true }),
    field("secret"),
    field("owner"),
    field("updated_at", { type: "datetime" }),
  ],
} as unknown as ObjectDef;

/** `secret` is closed to the asker in this record: the server leaves it out. */
const record = {
  id: "1",
  created_at: "2026-01-01T08:00:00Z",
  updated_at: "2026-03-01T08:00:00Z",
  deleted_at: null,
  name: "Li Na",
  city: "Wuhan",
  budget: { currency: "CNY", amount: "5.00" },
  phone: "138****",
  spend: "1",
  pinyin: "li na",
  owner: null,
} as unknown as RecordData;

const change = (at: string, kind: string, changes: Record<string, [unknown, unknown]> = {}): Change => ({
  at,
  kind,
  by_kind: "person",
  changes: Object.entries(changes).map(([name, [before, after]]) => ({ field: name, before, after })),
});

const changes = [
  change("2026-03-01T08:00:00Z", "update", { city: ["Beijing", "Wuhan"] }),
  change("2026-02-01T08:00:00.5Z", "update", { name: ["Li", "Li Na"], city: [null, "Beijing"] }),
  change("2026-02-01T08:00:00.25Z", "update", { budget: [null, { amount: "5.00", currency: "CNY" }] }),
  change("2026-01-01T08:00:00Z", "create"),
];

test("what happened after the instant is taken back, newest first", () => {
  const then = asItWas(object, record, changes, "2026-01-15T00:00:00Z");
  expect(then.state).toBe("there");
  expect(then.values).toEqual({ name: "Li", city: null, budget: null, owner: null });
  expect(then.changed).toEqual(new Set(["name", "city", "budget"]));
});

test("a change at the instant itself stands, to the microsecond", () => {
  const then = asItWas(object, record, changes, "2026-02-01T08:00:00.25Z");
  expect(then.values).toMatchObject({ name: "Li", budget: { amount: "5.00" } });
  expect(then.changed).toEqual(new Set(["name", "city"]));
  expect(asItWas(object, record, changes, "2026-03-01T08:00:00Z").changed.size).toBe(0);
});

test("a value that came back is no difference, whatever the order of its parts", () => {
  const back = [
    change("2026-03-02T00:00:00Z", "update", { budget: [{ amount: "5.00", currency: "CNY" }, null] }),
  ];
  expect(asItWas(object, record, back, "2026-03-01T00:00:00Z").changed.size).toBe(0);
});

test("before it was made there was nothing", () => {
  expect(asItWas(object, record, changes, "2025-12-31T00:00:00Z").state).toBe("not_yet");
  expect(asItWas(object, record, changes, "2026-01-01T08:00:00Z").state).toBe("there");
});

test("between its deletion and its return it was deleted", () => {
  const story = [
    change("2026-02-20T00:00:00Z", "restore"),
    change("2026-02-10T00:00:00Z", "delete", { city: ["Beijing", null] }),
    ...changes.slice(1),
  ];
  const state = (at: string) => asItWas(object, record, story, at).state;
  expect(["2026-02-05", "2026-02-15", "2026-02-25"].map((day) => state(`${day}T00:00:00Z`))).toEqual([
    "there",
    "deleted",
    "there",
  ]);
  const gone = { ...record, deleted_at: "2026-02-10T00:00:00Z" };
  expect(asItWas(object, gone, story.slice(1), "2026-02-15T00:00:00Z").state).toBe("deleted");
  expect(asItWas(object, gone, story.slice(1), "2026-02-05T00:00:00Z").state).toBe("there");
});

test("what is hidden stays hidden, and what is computed or masked is unknown", () => {
  const told = [
    change("2026-04-01T00:00:00Z", "update", {
      pinyin: ["li", "li na"],
      secret: ["x", "y"],
      spend: ["0", "1"],
    }),
  ];
  const then = asItWas(object, record, told, "2026-01-15T00:00:00Z");
  expect(Object.keys(then.values)).toEqual(["name", "city", "budget", "owner"]);
  expect(then.changed.size).toBe(0);
  expect(then.unknown).toEqual(new Set(["phone", "spend"]));
});

test("the changes next to an instant are told, those of one instant as one", () => {
  const twice = [changes[0]!, changes[0]!, ...changes.slice(1)];
  const at = "2026-02-01T08:00:00.50Z";
  expect(compareInstants(at, "2026-02-01T08:00:00.5Z")).toBe(0);
  expect(neighbours(twice, at)).toEqual({
    earlier: "2026-02-01T08:00:00.25Z",
    later: "2026-03-01T08:00:00Z",
  });
  expect(neighbours(twice, "2026-01-01T08:00:00Z").earlier).toBeUndefined();
  expect(neighbours(twice, "2026-03-02T08:00:00Z").later).toBeUndefined();
});
