import { expect, it } from "vitest";
import type { Arranged, FieldDef, ObjectDef } from "../../../api/types";
import { notShown } from "./shown";

const field = (name: string, type: FieldDef["type"], section = "") =>
  ({ name, type, section, access: "write" }) as FieldDef;
const fields = [
  field("kind", "select"),
  field("job", "text"),
  field("spend", "money"),
  field("vat", "text", "firm"),
  field("due", "datetime"),
  { ...field("total", "formula"), result: "money" } as FieldDef,
];
const with_ = (arrangement: Partial<Arranged>) =>
  ({
    fields,
    arrangement: { tabs: [], sections: [], when: {}, out: [], ...arrangement },
  }) as unknown as ObjectDef;
const hidden = (arrangement: Partial<Arranged>, values: Record<string, unknown>) => [
  ...notShown(with_(arrangement), values),
];
const firm = [{ name: "firm", labels: {}, tab: "", columns: 1, when: "kind:company" }];

it("hides what is not for a role and what a condition is known not to find", () => {
  expect(hidden({ out: ["job"] }, {})).toEqual(["job"]);
  expect(hidden({ sections: firm }, { kind: "person" })).toEqual(["vat"]);
  expect(hidden({ sections: firm }, { kind: "company" })).toEqual([]);
  expect(hidden({ sections: firm }, {})).toEqual(["vat"]);
  expect(hidden({ when: { vat: "kind:(" } }, {})).toEqual([]);
});

it("takes the nearest guess where the server alone knows exactly", () => {
  const vat = (when: string, values: Record<string, unknown>) =>
    hidden({ when: { vat: when } }, values).length === 1;
  expect(vat("job:cook", { job: " Cook" })).toBe(false);
  expect(vat("job:cook", { job: "Judge" })).toBe(true);
  expect(vat("not job:cook", { job: "Judge" })).toBe(false);
  expect(vat("job~oo", { job: "COOK" })).toBe(false);
  expect(vat("spend>=100", { spend: { amount: "99.50", currency: "CNY" } })).toBe(true);
  expect(vat("spend>=100", { spend: { amount: "100", currency: "CNY" } })).toBe(false);
  expect(vat("due<2026-02-01", { due: "2026-01-31T23:00:00Z" })).toBe(false);
  expect(vat("total>5", {})).toBe(false);
  expect(vat("total>5", { total: { amount: "4", currency: "CNY" } })).toBe(true);
});
