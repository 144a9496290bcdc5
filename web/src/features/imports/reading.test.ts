import { gzipSync } from "node:zlib";
import { expect, it } from "vitest";
import type { ObjectDef } from "../../api/types";
import { bestFit, fitting, headerOf } from "./reading";

const text = 'Name;"E-mail; work";tags\nAda;ada@example.com;vip\n';
const field = (name: string, zh: string) => ({ name, type: "text" as const, labels: { "zh-CN": zh } });
const object = (name: string, fields: ObjectDef["fields"]): ObjectDef => ({
  name,
  labels: {},
  plural: {},
  department: "customers",
  title: "name",
  fields,
});
const customer = object("customer", [field("name", "姓名"), field("country", "国家"), field("tags", "标签")]);
const product = object("product", [field("name", "名称"), field("sku", "货号")]);
const retail = {
  name: "retail",
  object: [{ when: "CustomerID", fields: { number: "InvoiceNo", kind: { column: "InvoiceNo" }, shop: {} } }],
};

it("reads the header of a plain and of a packed file", async () => {
  const header = ["Name", "E-mail; work", "tags"];
  expect(await headerOf(new File([`\uFEFF${text}`], "a.csv"))).toEqual(header);
  const long = text + "x;y;z\n".repeat(200_000);
  expect(await headerOf(new File([new Uint8Array(gzipSync(long))], "a.csv.gz"))).toEqual(header);
  expect(await headerOf(new File([], "a.csv"))).toEqual([]);
});

it("finds the object whose fields the columns are named after, in any language", () => {
  const best = (header: string[]) => bestFit(header, fitting(header, [retail], [customer, product]))?.reading;
  expect(best(["姓名", "国家", "other"])).toEqual({ object: "customer" });
  expect(best([" SKU", "Name"])).toEqual({ object: "product" });
  expect(best(["InvoiceNo", "CustomerID"])).toEqual({ template: "retail" });
  expect(best(["a", "b", "name"])).toBeUndefined();
  expect(best([])).toBeUndefined();
});
