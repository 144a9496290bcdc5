// The installed app: it opens without a connection, keeps nothing of anybody, and opens what the camera sees.
import assert from "node:assert/strict";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { findings } from "./axe.mjs";
import { barcode, film } from "./barcode.mjs";
import { ask, launch, openPage, PHONE, visit, WIDE } from "./browser.mjs";
import { browser, server, stage, state } from "./stage.mjs";

stage();

const words = {
  en: { create: "New", customer: "Customer", name: "Name", offline: "You are offline", kept: "1 draft", orders: "Orders", newer: "Guanxi was updated", scan: "Scan a code" },
  "zh-CN": { create: "新建", customer: "客户", name: "姓名", offline: "您处于离线状态", kept: "1 份草稿", orders: "订单", newer: "关系已更新", scan: "扫码" },
};

for (const [locale, viewport] of [["en", WIDE], ["zh-CN", PHONE]]) {
  test(`the app opens without a connection, and a draft is there when it is back, ${locale}`, { timeout: 240_000 }, async () => {
    const say = words[locale];
    const { page, context, errors } = await openPage(browser, { locale, viewport, state });
    await visit(page, server.url);
    const manifest = await page.evaluate(async () => (await fetch(document.querySelector("link[rel=manifest]").href)).json());
    assert.equal(manifest.lang, locale);
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));

    await page.getByRole("button", { name: say.create, exact: true }).click();
    await page.getByRole("menuitem", { name: say.customer, exact: true }).click();
    const form = page.getByRole("dialog");
    await form.getByLabel(say.name, { exact: true }).first().fill("Ada Draft");

    // nothing that the API said is kept
    const kept = await page.evaluate(async () => {
      const caught = await Promise.all((await caches.keys()).map(async (name) => (await caches.open(name)).keys()));
      return caught.flat().map(({ url }) => new URL(url).pathname);
    });
    assert.ok(kept.length > 50);
    assert.deepEqual(kept.filter((path) => path !== "/" && !path.startsWith("/assets/")), []);

    await context.setOffline(true);
    await page.goto(`${server.url}/records/customer`);
    await page.getByText(say.offline).waitFor();
    await page.getByText(say.kept).waitFor();
    assert.deepEqual(await findings(page), []);
    await context.setOffline(false);
    await page.locator("[role=row], main li").nth(2).waitFor();

    await page.getByRole("button", { name: say.create, exact: true }).click();
    await page.getByRole("menuitem", { name: say.customer, exact: true }).click();
    assert.equal(await form.getByLabel(say.name, { exact: true }).first().inputValue(), "Ada Draft");
    assert.deepEqual(errors.filter((text) => !/ERR_INTERNET_DISCONNECTED|Failed to load resource|HTTP 0/.test(text)), []);
    await context.close();
  });

  test(`a page that is open outlives its server, and says when there is a newer version, ${locale}`, { timeout: 240_000 }, async () => {
    const say = words[locale];
    const { page, context } = await openPage(browser, { locale, viewport, state });
    await visit(page, server.url);
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    await visit(page, server.url);
    // the scripts of a room that was not entered yet come from what is kept
    await context.setOffline(true);
    await page.getByRole("link", { name: say.orders, exact: true }).first().click();
    await page.waitForURL(/\/records\/order$/);
    await page.getByText(say.offline).first().waitFor();
    await context.setOffline(false);
    await page.locator("[role=row], main li").nth(2).waitFor();
    assert.equal(await page.getByText(say.newer).count(), 0);
    await page.evaluate(() => navigator.serviceWorker.dispatchEvent(new Event("controllerchange")));
    await page.getByText(say.newer).waitFor();
    assert.deepEqual(await findings(page), []);
    await context.close();
  });
}

test("a scanner that types opens the record in the search box", { timeout: 240_000 }, async () => {
  const { page, context } = await openPage(browser, { locale: "en", viewport: WIDE, state });
  await visit(page, server.url);
  await page.keyboard.press("/");
  await page.keyboard.type("536365\n", { delay: 2 });
  await page.waitForURL(/\/records\/order\/[0-9a-f-]{36}$/);
  await page.getByRole("heading", { level: 1, name: "536365" }).waitFor();
  await context.close();
});

test("install is offered where the browser offers it", { timeout: 240_000 }, async () => {
  const { page, context } = await openPage(browser, { locale: "en", viewport: WIDE, state });
  await visit(page, server.url);
  const open = () => page.getByRole("button", { name: /language, appearance/ }).click();
  const entry = page.getByRole("menuitem", { name: "Install the app" });
  await open();
  await page.getByRole("menuitem", { name: "Sign out" }).waitFor();
  assert.equal(await entry.count(), 0);
  await page.keyboard.press("Escape");
  await page.evaluate(() => {
    const event = new Event("beforeinstallprompt", { cancelable: true });
    event.prompt = async () => {
      window.asked = true;
    };
    window.dispatchEvent(event);
  });
  await open();
  await entry.click();
  await page.waitForFunction(() => window.asked);
  await context.close();
});

for (const [locale, viewport] of [["en", WIDE], ["zh-CN", PHONE]]) {
  test(`a code before the camera opens its record, ${locale}`, { timeout: 240_000 }, async () => {
    const folder = mkdtempSync(join(tmpdir(), "guanxi-film-"));
    writeFileSync(join(folder, "code.y4m"), film(barcode("536365")));
    const eyes = await launch([
      "--use-fake-ui-for-media-stream",
      "--use-fake-device-for-media-stream",
      `--use-file-for-fake-video-capture=${join(folder, "code.y4m")}`,
    ]);
    const { page, context, errors } = await openPage(eyes, { locale, viewport, state });
    await visit(page, server.url);
    await page.getByRole("button", { name: words[locale].scan }).click();
    await page.getByRole("dialog").waitFor();
    await page.waitForURL(/\/records\/order\/[0-9a-f-]{36}$/);
    await page.getByRole("heading", { level: 1, name: "536365" }).waitFor();
    await page.getByRole("dialog").waitFor({ state: "detached" });
    assert.deepEqual(errors, []);
    await context.close();
    await eyes.close();
  });

  test(`without a camera a picture is read, and what is unknown is said, ${locale}`, { timeout: 240_000 }, async () => {
    const { page, context } = await openPage(browser, { locale, viewport, state });
    await visit(page, server.url);
    await page.getByRole("button", { name: words[locale].scan }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("alert").waitFor();
    // The button's own tooltip is no part of the dialog.
    await page.mouse.move(0, 0);
    await page.getByRole("tooltip").waitFor({ state: "hidden" });
    assert.deepEqual(await findings(page), []);
    const { items } = await ask(page, "GET", "/records/product?limit=1&filter=sku:85123A");
    for (const [code, found] of [["GX-NO-SUCH-1", false], ["85123A", true]]) {
      const { width, height, rows } = barcode(code);
      const picture = await page.evaluate(
        async ([width, height, rows]) => {
          const canvas = document.createElement("canvas");
          canvas.width = width;
          canvas.height = height;
          const ground = canvas.getContext("2d");
          const data = ground.createImageData(width, height);
          for (let at = 0; at < width * height; at++) data.data.set([rows[at % width], rows[at % width], rows[at % width], 255], at * 4);
          ground.putImageData(data, 0, 0);
          return canvas.toDataURL().split(",")[1];
        },
        [width, height, rows],
      );
      await dialog
        .locator("input[type=file]")
        .setInputFiles({ name: "code.png", mimeType: "image/png", buffer: Buffer.from(picture, "base64") });
      if (found) await page.waitForURL(new RegExp(`/records/product/${items[0].id}$`));
      else await dialog.getByText(code).waitFor();
    }
    await context.close();
  });
}
