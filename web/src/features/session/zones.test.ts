import { expect, it } from "vitest";
import { allZones, plainZone, sameClock, zoneWords } from "./zones";

const winter = new Date("2026-01-15T08:00:00Z");

it("offers this computer's zone first, and each once", () => {
  const zones = allZones("America/New_York");
  expect(zones[0]).toBe("America/New_York");
  expect(zones.filter((zone) => zone === "America/New_York")).toHaveLength(1);
  expect(zones).toContain("Europe/London");
});

it("says zones as people do", () => {
  expect(zoneWords("America/New_York", "en", winter)).toBe("Eastern Time, GMT-5");
  expect(zoneWords("America/New_York", "zh-CN", winter)).toContain("北美东部");
  expect(plainZone("America/New_York")).toContain("new york");
});

it("tells clocks apart that differ in summer only", () => {
  expect(sameClock("Asia/Shanghai", "Asia/Taipei", winter)).toBe(true);
  expect(sameClock("Europe/London", "Africa/Abidjan", winter)).toBe(false);
  expect(sameClock("America/New_York", "Asia/Shanghai", winter)).toBe(false);
});
