import { expect, it } from "vitest";
import { addressed, meant } from "./data";

const id = "01900000-0000-7000-8000-000000000001";
const part = (text: string) => [{ text, found: true }];
const hit = (id: string, title: string, ...fields: string[]) => ({
  id,
  title: part(title),
  fields: fields.map((text) => ({ field: "number", parts: part(text) })),
});
const group = (object: string, ...hits: ReturnType<typeof hit>[]) => ({ object, hits, more: false });

it("an address of a record is that record", () => {
  expect(addressed(`https://crm.example/records/order/${id}`)).toEqual({ object: "order", id });
  expect(addressed("https://crm.example/records/order")).toBeUndefined();
  expect(addressed("536365")).toBeUndefined();
});

it("a number is the record that bears it whole", () => {
  const groups = [
    group("customer", hit("1", "Li Wei", "A-5363651")),
    group("order", hit("2", "A5363650"), hit("3", "A 536365")),
  ];
  expect(meant({ groups }, "a-536365")).toEqual({ object: "order", id: "3" });
});

it("what could be one of several is nobody", () => {
  expect(meant({ groups: [group("order", hit("2", "77"), hit("3", "77"))] }, "77")).toBeUndefined();
  expect(meant({ groups: [] }, "77")).toBeUndefined();
  expect(meant({ groups: [group("order", hit("2", "177"))] }, "77")).toEqual({ object: "order", id: "2" });
  expect(meant({ groups: [{ ...group("order", hit("2", "177")), more: true }] }, "77")).toBeUndefined();
});
