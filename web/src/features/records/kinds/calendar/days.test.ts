import { expect, it } from "vitest";
import type { FieldDef } from "../../../../api/types";
import { write } from "../../filter/syntax";
import { addMonths, between, dayOf, onDay, readAt, timeOf, weekOf, weeksOf } from "./days";

const day = { name: "due", type: "date" } as FieldDef;
const time = { name: "due_at", type: "formula", result: "datetime" } as unknown as FieldDef;

it("has the weeks of a month, from Monday or Sunday", () => {
  expect(weeksOf("2026-11-23", 1).map(([first]) => first)).toEqual([
    "2026-10-26",
    "2026-11-02",
    "2026-11-09",
    "2026-11-16",
    "2026-11-23",
    "2026-11-30",
  ]);
  expect(weeksOf("2026-02-01", 0)).toHaveLength(4);
  expect(weekOf("2026-03-01", 1)[0]).toBe("2026-02-23");
  expect(addMonths("2026-01-31", 1)).toBe("2026-02-01");
  expect(addMonths("2026-01-31", -1)).toBe("2025-12-01");
});

it("reads the day or month of an address and nothing else", () => {
  expect(readAt("2026-11")).toBe("2026-11-01");
  expect(readAt("2026-11-23")).toBe("2026-11-23");
  expect(readAt("2026-02-31")).toBeUndefined();
  expect(readAt("31.2,121.5,4")).toBeUndefined();
  expect(readAt(undefined)).toBeUndefined();
});

it("asks for days with both ends inside", () => {
  expect(write(between(day, "2026-10-26", "2026-11-30"))).toBe("due:2026-10-26..2026-12-01");
});

it("moves instants by days of one's zone, at the same time", () => {
  const late = "2026-03-28T23:30:00Z";
  expect(dayOf(late, time, "Asia/Shanghai")).toBe("2026-03-29");
  expect(timeOf(late, time, "Asia/Shanghai")).toBe("07:30");
  // The clocks go forward in between.
  expect(onDay(late, "2026-03-30", time, "Europe/London")).toBe("2026-03-30T22:30:00.000Z");
  expect(onDay(undefined, "2026-11-23", time, "Asia/Shanghai")).toBe("2026-11-23T01:00:00.000Z");
  expect(onDay("2026-01-01", "2026-11-23", day, "Asia/Shanghai")).toBe("2026-11-23");
  expect(dayOf("2026-11-23", day, "America/New_York")).toBe("2026-11-23");
});
