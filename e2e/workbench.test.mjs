// What a working day has everywhere: the palette and the keys, and paper.
import assert from "node:assert/strict";
import { test } from "node:test";
import { findings } from "./axe.mjs";
import { ask, openPage, PHONE, visit, WIDE } from "./browser.mjs";
import { browser, server, stage, state } from "./stage.mjs";

stage();

const words = {
  en: { order: "Orders", initials: "impor", edit: "Edit", keys: "Keyboard shortcuts", dark: "appearance: dark", customer: "New customer" },
  "zh-CN": { order: "订单", initials: "qwdr", edit: "编辑", keys: "键盘快捷键", dark: "外观：深色", customer: "新建客户" },
};
const options = (page) => page.locator(".ant-select-item-option:not(.ant-select-item-option-disabled)");

for (const locale of ["en", "zh-CN"]) {
  test(`rooms, records and forms are reached by keys alone, ${locale}`, { timeout: 240_000 }, async () => {
    const say = words[locale];
    const { page, context, errors } = await openPage(browser, { locale, viewport: WIDE, state });
    await visit(page, server.url);
    const keys = (...all) => all.reduce((before, key) => before.then(() => page.keyboard.press(key)), Promise.resolve());
    await keys("Control+k");
    await page.keyboard.type(say.order);
    await options(page).filter({ hasText: say.order }).first().waitFor();
    await keys("Enter");
    await page.waitForURL(/records\/order$/);
    await keys("g", "c");
    await page.waitForURL(/records\/customer$/);

    // a record beside its list: the next one, the one before, its form
    await page.locator("[role=row]").nth(3).waitFor();
    await page.getByRole("grid").focus();
    await keys("ArrowDown", "Enter");
    const panel = page.getByRole("complementary");
    const first = await panel.getByRole("heading", { level: 1 }).first().innerText();
    await keys("j");
    await panel.getByRole("heading", { level: 1 }).and(page.locator(`:not([title=${JSON.stringify(first)}])`)).waitFor();
    await keys("k");
    await panel.getByRole("heading", { level: 1, name: first }).waitFor();
    await keys("e");
    const form = page.getByRole("dialog");
    await form.locator("input").first().waitFor();
    await form.getByLabel(locale === "en" ? "Occupation" : "职业").fill("geck");
    await keys("Control+Enter");
    await form.waitFor({ state: "detached" });
    const id = new URL(page.url()).pathname.split("/").at(-1);
    assert.equal((await ask(page, "GET", `/records/customer/${id}`)).occupation, "geck");

    // what was opened comes first, and the record's own actions follow
    await keys("Control+k");
    await options(page).first().filter({ hasText: first }).waitFor();
    assert.deepEqual(await findings(page), [], "palette");
    await page.keyboard.type(`>${say.edit}`);
    await options(page).filter({ hasText: say.edit }).first().waitFor();
    await keys("Enter");
    await form.locator("input").first().waitFor();
    await keys("Escape");
    await form.waitFor({ state: "detached" });
    await keys("?");
    await page.getByRole("dialog", { name: say.keys }).waitFor();
    await page.waitForTimeout(400);
    assert.deepEqual(await findings(page), [], "sheet");
    await keys("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });

    await keys("Control+k");
    await page.keyboard.type(`>${say.initials}`);
    await options(page).first().waitFor();
    await keys("Enter");
    await page.waitForURL(/\/imports$/);
    await keys("Control+k");
    await page.keyboard.type(say.dark);
    await options(page).first().waitFor();
    await keys("Enter");
    await page.locator("html[data-mode=dark]").waitFor();
    assert.deepEqual(errors, []);
    await context.close();
  });

  test(`on a phone the box makes a record too, ${locale}`, { timeout: 240_000 }, async () => {
    const say = words[locale];
    const { page, context, errors } = await openPage(browser, { locale, viewport: PHONE, state });
    await visit(page, server.url);
    await page.getByRole("combobox").first().fill(say.customer);
    await options(page).filter({ hasText: say.customer }).first().click();
    await page.getByRole("dialog").getByText(say.customer).first().waitFor();
    assert.deepEqual(await findings(page), []);
    assert.deepEqual(errors, []);
    await context.close();
  });
}

for (const [locale, viewport] of [["en", WIDE], ["zh-CN", PHONE]]) {
  test(`a record goes onto paper: the company, what is known, what belongs to it, nothing of the screen, ${locale}`, { timeout: 240_000 }, async () => {
    const { page, context, errors } = await openPage(browser, { locale, viewport, state, dark: true });
    await visit(page, `${server.url}/account`);
    const { items } = await ask(page, "GET", "/records/customer?limit=1&filter=external_id:12347");
    const { company } = await ask(page, "GET", "/me");
    await visit(page, `${server.url}/records/customer/${items[0].id}`);
    await page.evaluate(() => {
      window.print = () => {
        window.printed = true;
      };
    });
    await page.keyboard.press("Control+p");
    await page.waitForFunction(() => window.printed);
    await page.emulateMedia({ media: "print" });
    const sheet = page.locator("[data-print]");
    const text = await sheet.innerText();
    for (const said of [company.name, items[0].name, "12347", "537626"]) assert.ok(text.includes(said), said);
    assert.equal(await page.getByRole("navigation").first().isVisible(), false);
    assert.equal(await page.locator("main").isVisible(), false);
    const ink = await sheet.locator("h1").evaluate((one) => getComputedStyle(one).color);
    assert.equal(ink, "rgb(17, 17, 17)");
    // printing ends, and the page is as it was
    const paper = await page.pdf({ preferCSSPageSize: true });
    assert.match(paper.toString("latin1"), /MediaBox \[0 0 59[45]\.?\d* 84[12]/);
    await sheet.waitFor({ state: "detached" });
    await page.emulateMedia({ media: "screen" });
    await page.getByRole("heading", { level: 1, name: items[0].name }).waitFor();
    assert.deepEqual(errors, []);
    await context.close();
  });
}

test("a record that is gone is offered no more once it was not found", { timeout: 240_000 }, async () => {
  const { page, context } = await openPage(browser, { locale: "en", viewport: WIDE, state });
  await visit(page, server.url);
  const key = await page.evaluate(async () => {
    const me = await (await fetch("/api/me")).json();
    return `guanxi.recent.${me.company.slug}.${me.user.id}`;
  });
  const id = "01900000-0000-7000-8000-000000000000";
  await page.evaluate(([key, id]) => localStorage.setItem(key, JSON.stringify([{ object: "customer", id, name: "Nobody" }])), [key, id]);
  await page.keyboard.press("Control+k");
  await options(page).first().filter({ hasText: "Nobody" }).click();
  await page.getByText("This record is not here").waitFor();
  await page.getByRole("link", { name: "To the home page" }).click();
  await page.waitForURL(`${server.url}/`);
  await page.keyboard.press("Control+k");
  await options(page).first().waitFor();
  assert.equal(await options(page).filter({ hasText: "Nobody" }).count(), 0);
  await context.close();
});

for (const [locale, viewport] of [["en", WIDE], ["zh-CN", PHONE]]) {
  test(`help tells of the room that is shown, ${locale}`, { timeout: 240_000 }, async () => {
    const { page, errors, context } = await openPage(browser, { locale, state });
    const say = locale === "en" ? { list: "Lists", import: "Imports", help: "Help", keys: "Keyboard shortcuts" } : { list: "列表", import: "导入", help: "帮助", keys: "键盘快捷键" };
    await visit(page, `${server.url}/records/customer`);
    await page.keyboard.press("F1");
    const help = page.getByRole("dialog");
    await help.getByRole("heading", { name: say.list, exact: true }).waitFor();
    assert.deepEqual(await findings(page), [], "help");
    await page.keyboard.press("Escape");
    await help.waitFor({ state: "hidden" });
    await visit(page, `${server.url}/imports`);
    await page.getByRole("button", { name: say.help, exact: true }).click();
    await help.getByRole("heading", { name: say.import, exact: true }).waitFor();
    await help.getByRole("button", { name: say.keys }).click();
    await page.getByRole("dialog", { name: say.keys }).waitFor();
    assert.deepEqual(errors, []);
    await context.close();
  });

  test(`the tour goes from place to place, ends when asked, and begins again, ${locale}`, { timeout: 240_000 }, async () => {
    const { page, context, errors } = await openPage(browser, { locale, viewport, state });
    const say = locale === "en" ? { tour: "Show me around", next: "Next", done: "Done" } : { tour: "功能导览", next: "下一步", done: "完成" };
    await visit(page, server.url);
    await page.getByRole("button", { name: say.tour }).click();
    const step = page.locator(".ant-tour");
    const titles = [];
    for (;;) {
      await step.waitFor();
      titles.push(await step.locator(".ant-tour-title").innerText());
      if (titles.length === 1) {
        await page.waitForTimeout(400);
        assert.deepEqual(await findings(page), [], "tour");
      }
      const next = step.getByRole("button", { name: say.next });
      if ((await next.count()) === 0) break;
      await next.click();
      await step.locator(".ant-tour-title", { hasNotText: titles.at(-1) }).waitFor();
    }
    // a phone has its rooms behind the menu
    assert.equal(titles.length, viewport === WIDE ? 8 : 5, titles.join());
    await step.getByRole("button", { name: say.done }).click();
    await step.waitFor({ state: "detached" });
    await page.keyboard.press("Control+k");
    await page.keyboard.type(`>${say.tour}`);
    await options(page).filter({ hasText: say.tour }).click();
    await step.waitFor();
    await page.keyboard.press("Escape");
    await step.waitFor({ state: "detached" });
    assert.deepEqual(errors, []);
    await context.close();
  });
}

test("a fact that was changed is put back at once", { timeout: 240_000 }, async () => {
  const { page, context, errors } = await openPage(browser, { locale: "en", viewport: WIDE, state });
  await visit(page, server.url);
  const sku = `UNDO-${Date.now()}`;
  const made = await ask(page, "POST", "/records/product", { name: "Lamp", sku });
  const stored = async () => (await ask(page, "GET", `/records/product/${made.id}`)).sku;
  await visit(page, `${server.url}/records/product/${made.id}`);
  await page.getByRole("button", { name: "Edit sku" }).click();
  await page.keyboard.press("Control+a");
  await page.keyboard.type(`${sku}-B\n`);
  await page.getByRole("button", { name: "Undo" }).waitFor();
  assert.equal(await stored(), `${sku}-B`);
  await page.getByRole("button", { name: "Undo" }).click();
  await page.getByText(sku, { exact: true }).first().waitFor();
  assert.equal(await stored(), sku);
  assert.deepEqual(errors, []);
  await context.close();
});
