import { expect, it } from "vitest";
import { readRepeat, writeRepeat } from "./repeat";

it.each([
  "FREQ=DAILY",
  "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH;COUNT=10",
  "FREQ=MONTHLY;BYMONTHDAY=-1;UNTIL=20261231",
  "FREQ=YEARLY;INTERVAL=3",
])("%s is written as it was read", (text) => {
  const repeat = readRepeat(text);
  expect(repeat && writeRepeat(repeat)).toBe(text);
});

it("leaves out what does not fit", () => {
  const repeat = { every: "DAILY" as const, interval: 1, days: ["TU", "MO"], lastDay: true };
  expect(writeRepeat(repeat)).toBe("FREQ=DAILY");
  expect(writeRepeat({ ...repeat, every: "WEEKLY" })).toBe("FREQ=WEEKLY;BYDAY=MO,TU");
  expect(readRepeat("every day")).toBeUndefined();
});
