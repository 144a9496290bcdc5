import { expect, test } from "vitest";
import { nameOf, objectNameOf, valueText } from "./data";

const leaf = (path: string, after: unknown) => ({ path, before: null, after });

test("things are called as their labels say, else by their key", () => {
  const field = {
    section: "fields" as const,
    key: "x_boat.x_size",
    leaves: [leaf("labels.en", "Size"), leaf("labels.zh-CN", "尺寸")],
  };
  expect(nameOf(field, "zh-CN", undefined)).toBe("尺寸");
  expect(nameOf(field, "en", "Length")).toBe("Length");
  expect(nameOf({ ...field, leaves: [] }, "en", undefined)).toBe("x_size");
  const role = { section: "roles" as const, key: "cook", leaves: [leaf("name", "厨师")] };
  expect(nameOf(role, "en", undefined)).toBe("厨师");
  expect(nameOf({ section: "views", key: "order/A/B", leaves: [] }, "en", undefined)).toBe("A/B");
});

test("it is known to which object a thing belongs", () => {
  expect(objectNameOf({ section: "fields", key: "customer.x_a" })).toBe("customer");
  expect(objectNameOf({ section: "rules", key: "order/Large" })).toBe("order");
  expect(objectNameOf({ section: "matching", key: "customer" })).toBe("customer");
  expect(objectNameOf({ section: "roles", key: "cook" })).toBeUndefined();
});

test("values are one line", () => {
  expect(valueText(null)).toBeUndefined();
  expect(valueText(["a", "b"])).toBe("a, b");
  expect(valueText({ a: 1 })).toBe('{"a":1}');
  expect(valueText(false)).toBe("false");
});
