import { describe, expect, it } from "vitest";
import {
  countryName,
  formatAmount,
  formatBytes,
  formatDate,
  formatDateTime,
  formatDay,
  formatDuration,
  formatMoney,
  formatRelative,
  formatShort,
  initialsOf,
  monthIn,
} from "./format";

describe("numbers and money", () => {
  it("keeps every digit of exact amounts", () => {
    expect(formatMoney({ amount: "9007199254740993.25", currency: "GBP" }, "en")).toBe(
      "£9,007,199,254,740,993.25",
    );
    expect(formatAmount({ amount: "4310.00", currency: "GBP" }, "en")).toBe("4,310.00");
    expect(formatMoney({ amount: "1200", currency: "JPY" }, "zh-CN")).toBe("¥1,200");
  });
  it("shortens by language", () => {
    expect(formatShort(123_000, "zh-CN")).toBe("12.3万");
    expect(formatShort(123_000, "en")).toBe("123K");
  });
  it("says sizes and durations", () => {
    expect(formatBytes(7_548_000, "en")).toBe("7.5 MB");
    expect(formatDuration(3753)).toBe("1:02:33");
    expect(formatDuration(7)).toBe("0:07");
  });
});

describe("time near now", () => {
  const now = Date.parse("2026-03-10T12:00:00Z");
  it.each([
    ["2026-03-10T11:55:00Z", "5分钟前"],
    ["2026-03-10T11:59:40Z", "刚刚"],
    ["2026-03-09T12:00:00Z", "昨天"],
    ["2026-01-02T12:00:00Z", "2026/1/2"],
  ])("%s is %s", (value, text) => {
    expect(formatRelative(value, "zh-CN", "Asia/Shanghai", now)).toBe(text);
  });
});

describe("one moment, by the clocks of two places", () => {
  const at = "2026-02-01T03:30:00Z";
  it.each([
    ["Asia/Shanghai", "2026/2/1 11:30", "2026/2/1", "2026-02"],
    ["America/New_York", "2026/1/31 22:30", "2026/1/31", "2026-01"],
  ])("in %s", (zone, time, day, month) => {
    expect(formatDateTime(at, "zh-CN", zone)).toBe(time);
    expect(formatDay(at, "zh-CN", zone)).toBe(day);
    expect(monthIn(at, zone)).toBe(month);
  });
  it("leaves a birthday where it is", () => {
    expect(formatDate("1990-05-04", "zh-CN")).toBe("1990/5/4");
  });
});

describe("initials", () => {
  it.each([
    ["王小明", "小明"],
    ["王伟", "伟"],
    ["Ada Lovelace", "AL"],
    ["欧阳  娜娜", "娜娜"],
    ["", "?"],
  ])("%s gives %s", (name, initials) => {
    expect(initialsOf(name)).toBe(initials);
  });
});

it("names countries and says times in one language", () => {
  expect(countryName("FR", "en")).toBe("France");
  expect(formatRelative("2026-01-01T00:00:00Z", "en", "UTC", Date.parse("2026-01-01T00:05:00Z"))).toBe(
    "5 minutes ago",
  );
});
