import { expect, it } from "vitest";
import { firstZone } from "./place";

it("takes one's own zone, then the company's, then none", () => {
  expect(firstZone("America/New_York", "Asia/Shanghai")).toBe("America/New_York");
  expect(firstZone(null, "Asia/Shanghai")).toBe("Asia/Shanghai");
  expect(firstZone("", undefined)).toBe("UTC");
});

it("passes over a zone that the browser does not know", () => {
  expect(firstZone("Mars/Olympus_Mons", "Asia/Shanghai")).toBe("Asia/Shanghai");
});
