import { expect, it } from "vitest";
import { questionOf, readAuditSearch, startOf } from "./data";

it("days begin in one's zone, on days of changed clocks too", () => {
  expect(startOf("2026-01-15", "Asia/Shanghai")).toBe("2026-01-14T16:00:00.000Z");
  expect(startOf("2026-01-15", "UTC")).toBe("2026-01-15T00:00:00.000Z");
  expect(startOf("2026-03-29", "Europe/London")).toBe("2026-03-29T00:00:00.000Z");
  expect(startOf("2026-03-29", "Europe/London", 1)).toBe("2026-03-29T23:00:00.000Z");
  expect(startOf("2026-07-01", "America/New_York")).toBe("2026-07-01T04:00:00.000Z");
});

it("the last day counts as a whole, and nonsense in the address is nothing", () => {
  const search = readAuditSearch({ kind: "locked", from: "2026-01-15", to: "2026-01-15", person: 7 });
  expect(questionOf(search, "UTC")).toEqual({
    kind: "locked",
    person: undefined,
    from: "2026-01-15T00:00:00.000Z",
    until: "2026-01-16T00:00:00.000Z",
  });
  expect(readAuditSearch({ from: "yesterday", kind: "" })).toEqual({});
});
