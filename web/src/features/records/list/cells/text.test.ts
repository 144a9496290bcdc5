import { beforeAll, describe, expect, it } from "vitest";
import type { FieldDef, FieldType } from "../../../../api/types";
import { phoneRules } from "../../field/phone";
import { type Around, cellText, readCell } from "./text";

beforeAll(() => phoneRules());

const around: Around = {
  language: "zh-CN",
  zone: "Asia/Shanghai",
  currency: "CNY",
  country: "CN",
  option: (field, value) => field.options?.find((one) => one.value === value)?.labels["zh-CN"] ?? value,
  yes: "是",
  no: "否",
};
const field = (type: FieldType, more: Partial<FieldDef> = {}) =>
  ({ name: "f", type, labels: {}, access: "write", ...more }) as FieldDef;
const stage = field("select", {
  options: [
    { value: "lead", labels: { "zh-CN": "线索", en: "Lead" } },
    { value: "won", labels: { "zh-CN": "成交", en: "Won" } },
  ],
});

describe("what is pasted", () => {
  it.each([
    [field("integer"), "1,234", 1234],
    [field("integer"), "１２", 12],
    [field("decimal", { scale: 2 }), " -1 234.50 ", "-1234.50"],
    [field("money"), "¥1,234.5", { amount: "1234.5", currency: "CNY" }],
    [field("money"), "12 EUR", { amount: "12", currency: "EUR" }],
    [field("money"), "€ 3", { amount: "3", currency: "EUR" }],
    [field("boolean"), "是", true],
    [field("boolean"), "FALSE", false],
    [field("date"), "2024年2月1日", "2024-02-01"],
    [field("date"), "2024/2/29", "2024-02-29"],
    [field("date"), "13/2/2024", "2024-02-13"],
    [field("date"), "Feb 3, 2024", "2024-02-03"],
    [field("datetime"), "2024-02-01 08:30", "2024-02-01T00:30:00.000Z"],
    [field("datetime"), "2024-02-01T08:30:00+01:00", "2024-02-01T07:30:00.000Z"],
    [stage, "Lead", "lead"],
    [stage, "成交", "won"],
    [field("phone"), "138 0013 8000", "+8613800138000"],
    [field("text"), " two words ", "two words"],
    [field("text"), "  ", null],
    [field("text", { name: "country" }), "英国", "GB"],
    [field("text", { name: "country" }), "France", "FR"],
    [field("email", { multi: true }), "a@b.cn；c@d.cn,", ["a@b.cn", "c@d.cn"]],
  ])("%o takes %s", (of, text, value) => {
    expect(readCell(of, text, null, around)).toEqual({ value });
  });

  it.each([
    [field("integer"), "12.5", "number"],
    [field("money"), "about 12", "number"],
    [field("date"), "1/2/2024", "day"],
    [field("date"), "2023-02-29", "day"],
    [field("datetime"), "2024-02-01 25:00", "day"],
    [field("boolean"), "perhaps", "yes_no"],
    [stage, "Lost", "option"],
    [field("text", { name: "country" }), "Atlantis", "option"],
    [field("address"), "Main Street 1", "kind"],
  ])("%o refuses %s", (of, text, wrong) => {
    expect(readCell(of, text, null, around)).toEqual({ wrong });
  });

  it("keeps the currency that was there, and leaves names of records to the server", () => {
    expect(readCell(field("money"), "5", { amount: "1", currency: "USD" }, around)).toEqual({
      value: { amount: "5", currency: "USD" },
    });
    expect(readCell(field("reference", { object: "customer" }), "Acme", null, around)).toEqual({
      link: "Acme",
    });
  });
});

it("writes what reads back as the same", () => {
  const values: [FieldDef, unknown][] = [
    [field("money"), { amount: "12.30", currency: "CNY" }],
    [field("money"), { amount: "12.30", currency: "EUR" }],
    [field("boolean"), false],
    [field("datetime"), "2024-02-01T00:30:00.000Z"],
    [field("datetime"), "2024-02-01T00:30:05.000Z"],
    [field("date"), "2024-02-01"],
    [stage, "won"],
    [field("integer"), 42],
    [field("text", { name: "country" }), "CN"],
    [field("phone", { multi: true }), ["+8613800138000", "+442079460000"]],
  ];
  for (const [of, value] of values)
    expect(readCell(of, cellText(of, value, around), null, around), of.type).toEqual({ value });
});

it("names records by their titles", () => {
  expect(cellText(field("reference"), "r1", around, { r1: "Acme" })).toBe("Acme");
  expect(cellText(field("text"), null, around)).toBe("");
});
