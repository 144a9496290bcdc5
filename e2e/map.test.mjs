// Records where they are: marks that part when one comes nearer, by keys, wheel and buttons; those that are nowhere are told. The place is in the address.
import assert from "node:assert/strict";
import { test } from "node:test";
import { findings } from "./axe.mjs";
import { ask, layOut, openPage, visit, PHONE, WIDE } from "./browser.mjs";
import { browser, server, stage, state } from "./stage.mjs";

const shops = [["Bund", 31.2304, 121.4737], ["Xuhui", 31.19, 121.43], ["Suzhou", 31.2989, 120.5853], ["London", 51.5072, -0.1276], ["Nowhere", null, null]];

stage({}, async () => {
  const { page, context } = await openPage(browser, { state });
  await visit(page, server.url);
  const place = { name: "x_place", type: "geo_point", labels: { en: "Place", "zh-CN": "位置" } };
  await ask(page, "POST", "/objects/customer/fields", place);
  for (const [name, lat, lng] of shops)
    await ask(page, "POST", "/records/customer", { kind: "company", name: `Map ${name}`, x_place: lat && { lat, lng } });
  await context.close();
});

const shot = (page, name) =>
  process.env.SHOTS && page.waitForTimeout(500).then(() => page.screenshot({ path: `${process.env.SHOTS}/${name}.png`, animations: "disabled" }));
const filter = 'filter=name^"Map "';

test("a map: nearer, a card, what is nowhere", { timeout: 240_000 }, async () => {
  const { page, errors, context } = await openPage(browser, { locale: "en", viewport: WIDE, state });
  const hosts = new Set();
  page.on("request", (request) => hosts.add(new URL(request.url()).host));
  await visit(page, `${server.url}/records/customer?${filter}`);
  await layOut(page, "Map", "Place");
  await page.waitForURL((url) => url.searchParams.get("as") === "map:x_place");
  await page.getByRole("heading", { level: 1 }).hover();
  await page.getByRole("button", { name: "Map London" }).waitFor();
  await page.locator("svg path[d^=M]").first().waitFor({ state: "attached" });
  await shot(page, "map-en");
  assert.deepEqual(await findings(page), []);

  await page.getByRole("button", { name: /^3 records near/ }).click();
  await page.getByRole("button", { name: "Map Suzhou" }).waitFor();
  await page.waitForURL((url) => /^3\d\.\d+,12\d\.\d+,\d/.test(url.searchParams.get("near") ?? ""));
  await page.getByRole("button", { name: "Map Suzhou" }).press("Enter");
  const cards = page.getByRole("region", { name: "Records of this place" });
  await cards.getByRole("article", { name: "Map Suzhou" }).waitFor();
  await shot(page, "map-near-en");
  assert.deepEqual(await findings(page), [], "near");
  await cards.getByRole("article", { name: "Map Suzhou" }).press("Enter");
  await page.getByRole("complementary").getByRole("heading", { name: "Map Suzhou" }).first().waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "One without a place" }).click();
  await cards.getByRole("article", { name: "Map Nowhere" }).waitFor();
  await page.keyboard.press("Escape");

  // By keys, the wheel and the button that shows all.
  const map = page.getByRole("group", { name: "Map by place" });
  const moved = async (act) => {
    const before = page.url();
    await act();
    await page.waitForURL((url) => url.href !== before);
  };
  await moved(() => map.press("ArrowRight"));
  await moved(() => map.press("-"));
  await moved(async () => {
    await map.hover();
    await page.mouse.wheel(0, 300);
  });
  await page.getByRole("button", { name: "Show all" }).click();
  await page.getByRole("button", { name: "Map London" }).waitFor();
  assert.deepEqual([...hosts], [new URL(server.url).host]);
  assert.deepEqual(errors, []);
  await context.close();
});

test("a map on a phone", { timeout: 240_000 }, async () => {
  const { page, errors, context } = await openPage(browser, { locale: "zh-CN", viewport: PHONE, state, dark: true });
  await visit(page, `${server.url}/records/customer?as=map:x_place&${filter}`);
  await page.getByRole("button", { name: "Map London" }).click();
  await page.getByRole("region", { name: "此处的记录" }).getByRole("article", { name: "Map London" }).waitFor();
  await page.locator("svg path[d^=M]").first().waitFor({ state: "attached" });
  await shot(page, "map-phone-zh-dark");
  assert.deepEqual(await findings(page), []);
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth), false);
  assert.deepEqual(errors, []);
  await context.close();
});
