import { describe, expect, it } from "vitest";
import { readWindow, writeWindow } from "./windows";

describe("windows of time", () => {
  it.each(["last(45d)", "next(2w)", "last(3m)", "last(1q)", "next(10y)"])("reads and writes %s", (text) => {
    const window = readWindow(text);
    expect(window).toBeDefined();
    expect(writeWindow(window!)).toBe(text);
  });

  it("shows the last day of a range, and writes the day after it", () => {
    expect(readWindow("2024-02-01..2024-03-01")).toEqual({
      way: "range",
      from: "2024-02-01",
      to: "2024-02-29",
    });
    expect(writeWindow({ way: "range", from: "2024-02-01", to: "2024-02-29" })).toBe(
      "2024-02-01..2024-03-01",
    );
    expect(writeWindow({ way: "range", to: "2023-12-31" })).toBe("..2024-01-01");
    expect(readWindow("2024-01-01..")).toEqual({ way: "range", from: "2024-01-01", to: undefined });
    expect(writeWindow({ way: "range" })).toBe("");
  });

  it.each(["this(month)", "last(3h)", "2024-01-01T08:00:00Z..", "", undefined])("leaves %s alone", (text) => {
    expect(readWindow(text)).toBeUndefined();
  });
});
