// Bar codes (Code 128) as rows of grey, and a film of one, which Chromium takes for a camera.

/** Widths of bars and spaces of the values 0 to 106 of Code 128, one digit each. */
const WIDTHS =
  "212222222122222221121223121322131222122213122312132212221213221312231212112232122132122231113222123122123221223211221132221231213212223112312131311222321122321221312212322112322211212123212321232121111323131123131321112313132113132311211313231113231311112133112331132131113123113321133121313121211331231131213113213311213131311123311321331121312113312311332111314111221411431111111224111422121124121421141122141221112214112412122114122411142112142211241211221114413111241112134111111242121142121241114212124112124211411212421112421211212141214121412121111143111341131141114113114311411113411311113141114131311141411131211412211214211232";

const START_B = 104;
const STOP = "2331112";
const pattern = (value) => WIDTHS.slice(value * 6, value * 6 + 6);

/** A text of printable ASCII as a bar code: `rows` is one row, light and dark, `width` by `height` pixels. */
export function barcode(text, { module = 3, height = 200 } = {}) {
  const values = [START_B, ...[...text].map((letter) => letter.charCodeAt(0) - 32)];
  const check = values.reduce((sum, value, at) => sum + value * Math.max(at, 1), 0) % 103;
  const bars = [...[...values, check].map(pattern), STOP].join("");
  const quiet = Array(12 * module).fill(255);
  const row = [...bars].flatMap((width, at) => Array(Number(width) * module).fill(at % 2 === 0 ? 0 : 255));
  const rows = [...quiet, ...row, ...quiet];
  return { width: rows.length, height, rows };
}

/** A film of a bar code in the middle of a white wall, in YUV4MPEG2. */
export function film({ rows }, { width = 640, height = 480, frames = 2 } = {}) {
  const left = Math.floor((width - rows.length) / 2);
  const wall = Array(left).fill(235);
  const line = Buffer.from([...wall, ...rows.map((grey) => (grey ? 235 : 16)), ...Array(width - left - rows.length).fill(235)]);
  const light = Buffer.concat(Array(height).fill(line));
  const colour = Buffer.alloc((width * height) / 2, 128);
  const frame = Buffer.concat([Buffer.from("FRAME\n"), light, colour]);
  return Buffer.concat([Buffer.from(`YUV4MPEG2 W${width} H${height} F10:1 Ip A1:1 C420jpeg\n`), ...Array(frames).fill(frame)]);
}
