import { expect, it } from "vitest";
import { inTime, soon } from "./when";

const at = (text: string) =>
  Object.fromEntries(soon("Asia/Shanghai", new Date(text)).map((one) => [one.choice, one.at]));

it("counts days where the company is", () => {
  // Wednesday 25 November 2026, 14:20 in Shanghai
  expect(at("2026-11-25T06:20:00Z")).toEqual({
    later: "2026-11-25T09:00:00.000Z",
    tomorrow: "2026-11-26T01:00:00.000Z",
    nextWeek: "2026-11-30T01:00:00.000Z",
  });
});

it("knows Monday from the next one, and when the day is over", () => {
  // Monday 23 November, 19:00
  const { later, nextWeek } = at("2026-11-23T11:00:00Z");
  expect(later).toBeUndefined();
  expect(nextWeek).toBe("2026-11-30T01:00:00.000Z");
  // Sunday 22 November, 23:30
  expect(at("2026-11-22T15:30:00Z")).toEqual({
    tomorrow: "2026-11-23T01:00:00.000Z",
    nextWeek: "2026-11-23T01:00:00.000Z",
  });
});

it("sorts tasks by when they are due", () => {
  const tasks = ["2026-11-23T01:00:00Z", "2026-11-23T15:59:00Z", "2026-11-23T16:00:00Z", null].map(
    (due_at) => ({ due_at }),
  );
  const times = inTime(tasks, "Asia/Shanghai", new Date("2026-11-23T02:00:00Z"));
  expect(times).toEqual({ overdue: tasks.slice(0, 1), today: tasks.slice(1, 2), coming: tasks.slice(2) });
});
