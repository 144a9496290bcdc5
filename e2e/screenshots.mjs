// Pictures of the demo company: `node screenshots.mjs FOLDER` writes those of the README and one of every main room, which a page beside
// the folder shows; `node screenshots.mjs FOLDER all` writes every main room in Chinese and English, wide and on a phone, light and dark.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { launch, openPage, PHONE, signedInState, visit, WIDE } from "./browser.mjs";
import { mainRooms } from "./rooms.mjs";
import { startServer } from "./server.mjs";

const [folder = "../docs/screenshots", which] = process.argv.slice(2);

const readme = [
  { room: "customer", locale: "en", name: "customer-en" },
  { room: "customers", locale: "zh-CN", name: "customers-zh" },
];

/** Each room once, by turns in Chinese and English, light and dark; the ones of people on their way also on a phone. */
function oneOfEach(rooms) {
  const wide = Object.keys(rooms).map((room, at) => ({
    room,
    locale: at % 2 ? "en" : "zh-CN",
    dark: at % 5 === 4,
    type: "jpeg",
    name: `rooms/${room}`,
  }));
  const phone = ["home", "customers", "customer", "order", "tasks"].map((room, at) => ({
    room,
    locale: at % 2 ? "zh-CN" : "en",
    viewport: PHONE,
    type: "jpeg",
    name: `rooms/${room}-phone`,
  }));
  return [...wide, ...phone];
}

/** A page of text that shows the pictures of the rooms. */
function page(rooms, pictures) {
  const told = Object.keys(rooms).map((room) => {
    const images = pictures.filter((one) => one.room === room && one.name.startsWith("rooms/"));
    const tags = images.map(({ name, viewport }) => `<img src="${name}.jpg" alt="${room}" width="${viewport ? 195 : 720}">`);
    return `## \`${rooms[room].replace(/[0-9a-f-]{36}/, "…")}\`\n\n${tags.join("\n")}\n`;
  });
  return `# Rooms\n\nPictures of the demo company, taken by \`make screenshots\`.\n\n${told.join("\n")}`;
}

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
  mkdirSync(join(folder, "rooms"), { recursive: true });
  const state = await signedInState(browser, server.url);
  const rooms = await mainRooms(browser, server.url, state);
  const pictures = which === "all" ? everyRoom(rooms) : [...readme, ...oneOfEach(rooms)];
  for (const { room, name, type = "png", ...options } of pictures) {
    const { page, context } = await openPage(browser, { ...options, state });
    await visit(page, `${server.url}${rooms[room]}`);
    const file = `${name}.${type === "jpeg" ? "jpg" : type}`;
    await page.screenshot({ path: join(folder, file), type, quality: type === "jpeg" ? 82 : undefined, animations: "disabled" });
    await context.close();
    console.log(file);
  }
  if (which !== "all") writeFileSync(join(folder, "README.md"), page(rooms, pictures));
} finally {
  await browser.close();
  await server.stop();
}
