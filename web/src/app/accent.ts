/** What the theme takes from a company's colour, in light and in dark, so that all of it can be read (WCAG 2.2, 1.4.3). */

type Rgb = [number, number, number];

/** Contrast that text needs with what is behind it; the server asks for the same. */
const enough = 4.5;
/** In dark, colours stand out by more, as the program's own does: the component library dims them by a seventh. */
const clear = 8.5;
const page = "#F6F8F7";
const darkest = "#0B100F";
const darkContainer = "#121918";
const darkElevated = "#1A2322";
const white = "#FFFFFF";
const black = "#000000";

export const isColor = (text: string) => /^#[0-9a-f]{6}$/i.test(text);

const rgbOf = (hex: string): Rgb => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)) as Rgb;
const hexOf = (rgb: Rgb) => `#${rgb.map((part) => Math.round(part).toString(16).padStart(2, "0")).join("")}`;

function luminance(hex: string): number {
  const [r, g, b] = rgbOf(hex).map((part) => {
    const c = part / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  }) as Rgb;
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** How well one colour can be read on the other: 1 to 21. */
export function contrast(one: string, other: string): number {
  const [a, b] = [luminance(one) + 0.05, luminance(other) + 0.05];
  return a > b ? a / b : b / a;
}

/** Whether a colour can be read on the page, and white text on it. */
export const isReadable = (hex: string) => contrast(hex, page) >= enough;

/** The lightest shade of a colour, itself included, that can be read; the server offers the same. */
export function readable(hex: string): string {
  for (let percent = 100; percent > 0; percent--) {
    const shade = hexOf(rgbOf(hex).map((part) => Math.floor((part * percent) / 100)) as Rgb);
    if (isReadable(shade)) return shade;
  }
  return black;
}

/** `share` of one colour in another. */
function mix(one: string, other: string, share: number): string {
  const [a, b] = [rgbOf(one), rgbOf(other)];
  return hexOf(a.map((part, at) => part * share + b[at]! * (1 - share)) as Rgb);
}

/** A tint of `ground` on which the colour can still be read. */
function tint(hex: string, ground: string, share: number): string {
  for (let most = share; most > 0; most -= 0.01) {
    const shade = mix(hex, ground, most);
    if (contrast(hex, shade) >= enough) return shade;
  }
  return ground;
}

/** The same hue, as light as it must be to stand out in dark. */
function lightened(hex: string): string {
  const [r, g, b] = rgbOf(hex).map((part) => part / 255) as Rgb;
  const [most, least] = [Math.max(r, g, b), Math.min(r, g, b)];
  const spread = most - least;
  const middle = (most + least) / 2;
  // what becomes lighter and dimmed looks greyer
  const saturation = spread === 0 ? 0 : Math.min(0.95, (1.25 * spread) / (1 - Math.abs(2 * middle - 1)));
  let hue = 0;
  if (spread > 0) {
    if (most === r) hue = ((g - b) / spread + 6) % 6;
    else hue = most === g ? (b - r) / spread + 2 : (r - g) / spread + 4;
  }
  for (let lightness = Math.max(0.4, middle); lightness < 1; lightness += 0.01) {
    const chroma = (1 - Math.abs(2 * lightness - 1)) * saturation;
    const part = (shift: number) => {
      const place = (shift + hue) % 6;
      return (lightness - chroma / 2 + chroma * Math.max(0, Math.min(1, place, 4 - place))) * 255;
    };
    // red, green and blue stand a third of the circle apart
    const shade = hexOf([part(2), part(0), part(4)]);
    if (contrast(shade, darkElevated) >= clear) return shade;
  }
  return white;
}

interface AccentTokens {
  colorPrimary: string;
  colorPrimaryHover: string;
  colorPrimaryBg: string;
  colorPrimaryBgHover: string;
  colorPrimaryBorder: string;
  colorLink: string;
  colorLinkHover: string;
  colorTextLightSolid: string;
}

export function onLight(accent: string): AccentTokens {
  const lighter = mix(accent, white, 0.86);
  const hover = isReadable(lighter) ? lighter : mix(accent, black, 0.86);
  return {
    colorPrimary: accent,
    colorPrimaryHover: hover,
    colorPrimaryBg: tint(accent, white, 0.1),
    colorPrimaryBgHover: tint(accent, white, 0.16),
    colorPrimaryBorder: mix(accent, white, 0.4),
    colorLink: accent,
    colorLinkHover: hover,
    colorTextLightSolid: white,
  };
}

export function onDark(accent: string): AccentTokens {
  const primary = lightened(accent);
  const hover = mix(primary, white, 0.8);
  return {
    colorPrimary: primary,
    colorPrimaryHover: hover,
    colorPrimaryBg: tint(primary, darkContainer, 0.15),
    colorPrimaryBgHover: tint(primary, darkContainer, 0.22),
    colorPrimaryBorder: mix(primary, darkContainer, 0.4),
    colorLink: primary,
    colorLinkHover: hover,
    colorTextLightSolid: darkest,
  };
}
