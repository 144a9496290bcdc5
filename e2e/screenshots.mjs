// Pictures of the demo company: `node screenshots.mjs FOLDER` writes those of the README, `node screenshots.mjs FOLDER all`
// every main room in Chinese and English, wide and on a phone, light and dark.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { launch, openPage, PHONE, signedInState, visit, WIDE } from "./browser.mjs";
import { mainRooms } from "./rooms.mjs";
import { startServer } from "./server.mjs";

const [folder = "../docs/screenshots", which] = process.argv.slice(2);

const readme = [
  { room: "customer", locale: "en", name: "customer-en" },
  { room: "customers", locale: "zh-CN", name: "customers-zh" },
];

function everyRoom(rooms) {
  const pictures = [];
  for (const room of Object.keys(rooms))
    for (const locale of ["zh-CN", "en"])
      for (const viewport of [WIDE, PHONE])
        for (const dark of [false, true])
          pictures.push({ room, locale, viewport, dark, name: `${room}-${locale}-${viewport.width}${dark ? "-dark" : ""}` });
  return pictures;
}

const server = await startServer();
const browser = await launch();
try {
  mkdirSync(folder, { recursive: true });
  const state = await signedInState(browser, server.url);
  const rooms = await mainRooms(browser, server.url, state);
  for (const { room, name, ...options } of which === "all" ? everyRoom(rooms) : readme) {
    const { page, context } = await openPage(browser, { ...options, state });
    await visit(page, `${server.url}${rooms[room]}`);
    await page.screenshot({ path: join(folder, `${name}.png`), animations: "disabled" });
    await context.close();
    console.log(`${name}.png`);
  }
} finally {
  await browser.close();
  await server.stop();
}
