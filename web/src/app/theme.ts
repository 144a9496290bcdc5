import { type ThemeConfig, theme } from "antd";
import { onDark, onLight } from "./accent";

export type Mode = "light" | "dark";
export type Density = "comfortable" | "compact";

const fontFamily =
  '"Inter Variable", Inter, "PingFang SC", "Noto Sans SC", "Noto Sans CJK SC", "Noto Sans TC", "Microsoft YaHei", sans-serif';

/** Height of a list row in pixels. */
export const rowHeight: Record<Density, number> = { comfortable: 36, compact: 28 };

/** The program's own colour, of companies without one. */
export const ownAccent = "#0F766E";

const light = {
  colorPrimary: ownAccent,
  colorPrimaryHover: "#0B655E",
  colorPrimaryBg: "#E5F4F1",
  colorPrimaryBgHover: "#D3ECE7",
  colorPrimaryBorder: "#99D5CB",
  colorLink: "#0F766E",
  colorLinkHover: "#0B655E",
  colorInfo: "#2563EB",
  colorSuccess: "#15803D",
  colorWarning: "#B45309",
  colorError: "#DC2626",
  colorTextBase: "#18211F",
  colorBgLayout: "#F6F8F7",
  colorBorder: "#D5DDDA",
  colorBorderSecondary: "#E6EBE9",
  colorTextSecondary: "#52605C",
  colorTextTertiary: "#616F6A",
  colorTextPlaceholder: "#616F6A",
  colorTextLightSolid: "#FFFFFF",
};

const dark = {
  colorPrimary: "#2DD4BF",
  colorPrimaryHover: "#5EEAD4",
  colorPrimaryBg: "#12302C",
  colorPrimaryBgHover: "#17403A",
  colorPrimaryBorder: "#1F5A52",
  colorLink: "#2DD4BF",
  colorLinkHover: "#5EEAD4",
  colorInfo: "#60A5FA",
  colorSuccess: "#4ADE80",
  colorWarning: "#FBBF24",
  colorError: "#F87171",
  colorTextBase: "#E6EDEB",
  colorBgBase: "#101615",
  colorBgLayout: "#0B100F",
  colorBgContainer: "#121918",
  colorBgElevated: "#1A2322",
  colorBorder: "#2C3836",
  colorBorderSecondary: "#212B29",
  colorTextSecondary: "#A3B1AD",
  colorTextTertiary: "#83918D",
  colorTextPlaceholder: "#83918D",
  colorTextLightSolid: "#04211D",
};

/**
 * The one look of the app; every colour, size and radius that a token can say is said here. Nothing moves when `calm`; `accent` is the
 * company's colour, empty for the program's own.
 */
export function themeOf(mode: Mode, density: Density, calm: boolean, accent: string): ThemeConfig {
  const algorithm = [mode === "dark" ? theme.darkAlgorithm : theme.defaultAlgorithm];
  if (density === "compact") algorithm.push(theme.compactAlgorithm);
  const own = accent ? (mode === "dark" ? onDark(accent) : onLight(accent)) : {};
  return {
    algorithm,
    zeroRuntime: true,
    token: {
      ...(mode === "dark" ? dark : light),
      ...own,
      fontFamily,
      fontSize: density === "compact" ? 13 : 14,
      borderRadius: 6,
      wireframe: false,
      motion: !calm,
      motionDurationMid: "0.14s",
      motionDurationSlow: "0.18s",
      controlOutlineWidth: 3,
      boxShadow: "0 8px 28px rgba(8, 24, 21, 0.14)",
      boxShadowSecondary: "0 8px 28px rgba(8, 24, 21, 0.14)",
    },
    components: {
      Button: { primaryShadow: "none", defaultShadow: "none", dangerShadow: "none", fontWeight: 500 },
      Form: { itemMarginBottom: density === "compact" ? 12 : 16, verticalLabelPadding: "0 0 4px" },
      Tabs: { horizontalMargin: "0 0 12px 0", titleFontSize: density === "compact" ? 13 : 14 },
      Modal: { titleFontSize: 16 },
    },
  };
}

/** Colours of select options and tags by the names that definitions use. */
const named: Record<string, { light: [string, string]; dark: [string, string] }> = {
  teal: { light: ["#0F766E", "#DDF3EF"], dark: ["#5EEAD4", "#12332F"] },
  green: { light: ["#137636", "#DEF5E5"], dark: ["#86EFAC", "#143222"] },
  amber: { light: ["#92500A", "#FBEFD3"], dark: ["#FCD34D", "#37290D"] },
  orange: { light: ["#B1450C", "#FDE8DA"], dark: ["#FDBA74", "#3A2212"] },
  red: { light: ["#B91C1C", "#FCE4E4"], dark: ["#FCA5A5", "#3B1818"] },
  pink: { light: ["#B01861", "#FBE4F0"], dark: ["#F9A8D4", "#3A1829"] },
  purple: { light: ["#6D3BC4", "#EDE6FA"], dark: ["#C4B5FD", "#2A1F42"] },
  blue: { light: ["#1D55C4", "#E2ECFC"], dark: ["#93C5FD", "#172A47"] },
  cyan: { light: ["#0A6E86", "#DAF1F6"], dark: ["#67E8F9", "#10313A"] },
  grey: { light: ["#55625E", "#EAEEEC"], dark: ["#B4C0BC", "#252E2C"] },
};

const aliases: Record<string, string> = { gray: "grey", yellow: "amber", gold: "amber", indigo: "purple" };

/** Text and background of a named colour; grey for a name that the theme does not know. */
export function namedColor(name: string | undefined, mode: Mode): { text: string; background: string } {
  const key = name ? (aliases[name] ?? name) : "grey";
  const [text, background] = (named[key] ?? named.grey!)[mode];
  return { text, background };
}

const hues = ["teal", "blue", "purple", "orange", "green", "pink", "cyan", "amber", "red"];

/** A colour name derived from an id, the same for the same id for ever. */
export function colorOfId(id: string): string {
  let hash = 0;
  for (let i = 0; i < id.length; i++) hash = (hash * 31 + id.charCodeAt(i)) >>> 0;
  return hues[hash % hues.length]!;
}
