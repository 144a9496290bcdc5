// Draws the icons of the installed app from web/public/icon.svg: `node icons.mjs`, after the sign was changed.
import { readFileSync } from "node:fs";
import { launch } from "./browser.mjs";

const folder = new URL("../web/public/", import.meta.url);
const sign = readFileSync(new URL("icon.svg", folder), "utf8");
const ground = sign.match(/<rect[^>]* fill="(#\w+)"/)[1];

// Systems cut a maskable icon to their own shape: its ground fills the square, and the sign stands within the middle four fifths.
const pictures = [
  { name: "192", size: 192 },
  { name: "512", size: 512 },
  { name: "maskable-192", size: 192, part: 0.8, ground },
  { name: "maskable-512", size: 512, part: 0.8, ground },
  { name: "apple-touch-icon", size: 180, part: 0.9, ground },
];

const browser = await launch();
for (const { name, size, part = 1, ground = "transparent" } of pictures) {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  await page.setContent(
    `<style>body{margin:0;height:100vh;display:grid;place-items:center;background:${ground}}svg{width:${100 * part}vw}</style>${sign}`,
  );
  const path = new URL(`icons/${name}.png`, folder).pathname;
  await page.screenshot({ path, omitBackground: true });
  await page.close();
  console.log(path);
}
await browser.close();
