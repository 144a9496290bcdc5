import { theme } from "antd";
import { expect, it } from "vitest";
import { contrast, isColor, isReadable, readable } from "./accent";
import { type Mode, themeOf } from "./theme";

const parts = ["00", "2a", "7f", "c3", "ff"];
/** All over the cube of colours. */
const colors = parts.flatMap((r) => parts.flatMap((g) => parts.map((b) => `#${r}${g}${b}`)));
const enough = (one: string, other: string) =>
  expect(contrast(one, other), `${one} on ${other}`).toBeGreaterThanOrEqual(4.5);

it("colours are read and judged as by the server", () => {
  for (const wrong of ["", "#fff", "0f766e", "#0f766", "#0f766g", "#0f766e1"])
    expect(isColor(wrong)).toBe(false);
  expect(isColor("#0F766E")).toBe(true);
  expect(contrast("#000000", "#ffffff")).toBeCloseTo(21);
  expect([isReadable("#0f766e"), isReadable("#ffd400")]).toEqual([true, false]);
  expect(readable("#0f766e")).toBe("#0f766e");
  expect(readable("#ffd400")).toBe("#877000");
  expect(readable("#ff5a36")).toBe("#c6462a");
});

it.each(["light", "dark"] as const)("every colour can be read in %s, in its nearest shade", (mode) => {
  for (const color of colors) {
    const token = theme.getDesignToken(themeOf(mode, "comfortable", true, readable(color)));
    const grounds = [
      token.colorBgLayout,
      token.colorBgContainer,
      token.colorBgElevated,
      token.colorPrimaryBg,
    ];
    for (const text of [token.colorPrimary, token.colorLink])
      for (const ground of grounds) enough(text, ground);
    for (const ground of [token.colorPrimary, token.colorPrimaryHover])
      enough(token.colorTextLightSolid, ground);
  }
});

it("a hue stays what it is", () => {
  const primary = (mode: Mode, accent: string) =>
    theme.getDesignToken(themeOf(mode, "comfortable", true, accent)).colorPrimary;
  expect(primary("light", "#1d4ed8")).toBe("#1d4ed8");
  expect(primary("dark", "#1d4ed8")).toBe("#90a3da");
  expect(primary("dark", "#000000")).toMatch(/^#(..)\1\1$/);
});
