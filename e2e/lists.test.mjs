// A list is narrowed, kept as a view, changed and shared; a condition is built with groups. Wide and on a phone, in two languages.
import assert from "node:assert/strict";
import { test } from "node:test";
import { findings } from "./axe.mjs";
import { ask, openPage, PHONE, signedInState, visit, WIDE } from "./browser.mjs";
import { browser, server, stage, state } from "./stage.mjs";

stage();

const option = (page, text) => page.locator(".ant-select-dropdown:visible .ant-select-item-option").filter({ hasText: text }).first();
const shot = (page, name) =>
  process.env.SHOTS && page.waitForTimeout(400).then(() => page.screenshot({ path: `${process.env.SHOTS}/${name}.png`, animations: "disabled" }));

/** Chooses from the nth select of this name; a list that still moves may miss a press. */
async function choose(page, within, name, nth, typed, text) {
  const select = within.getByLabel(name, { exact: true }).nth(nth);
  await select.click();
  if (typed) await select.fill(typed);
  await option(page, text).click();
}

test("a list is kept as a view, changed, put back, shared and removed", { timeout: 240_000 }, async () => {
  const { page, errors, context } = await openPage(browser, { locale: "en", viewport: WIDE, state });
  await visit(page, `${server.url}/records/customer?filter=country:FR&sort=-spend`);
  await page.getByRole("button", { name: "Save as view" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill("French, best first");
  await dialog.getByText("Everybody", { exact: true }).click();
  await shot(page, "view-dialog-en");
  await dialog.getByRole("button", { name: "Save" }).click();
  await page.waitForURL((url) => url.searchParams.has("view") && !url.searchParams.has("filter"));
  await page.getByRole("button", { name: "View: French, best first" }).waitFor();
  await page.getByText("France").first().waitFor();

  // What is changed is marked, and gone again.
  await page.getByRole("button", { name: /^Remove condition/ }).click();
  await page.getByText("Changed", { exact: true }).waitFor();
  assert.match(page.url(), /changed=1/);
  await shot(page, "view-changed-en");
  await page.getByRole("button", { name: "Reset" }).click();
  await page.waitForURL((url) => !url.searchParams.has("changed"));
  await page.getByRole("button", { name: /^Remove condition/ }).waitFor();
  await page.getByRole("columnheader", { name: /Name/ }).getByRole("button").first().click();
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.waitForURL((url) => !url.searchParams.has("changed"));
  await page.getByRole("button", { name: "Save", exact: true }).waitFor({ state: "hidden" });
  const [kept] = (await ask(page, "GET", "/list-views?object=customer")).items;
  assert.deepEqual([kept.state.filter, kept.state.sort, kept.version], ["country:FR", "name", 2]);

  // My list begins with it, by the keyboard.
  await page.getByRole("button", { name: /^View: / }).press("Enter");
  await page.getByRole("button", { name: "Begin my list with French, best first" }).click();
  await page.getByRole("button", { name: "Begin my list with French, best first", pressed: true }).waitFor();
  await shot(page, "view-menu-en");
  await page.keyboard.press("Escape");
  await visit(page, `${server.url}/records/customer`);
  await page.getByRole("button", { name: "View: French, best first" }).waitFor();
  assert.equal(new URL(page.url()).searchParams.get("view"), kept.id);
  await page.getByRole("button", { name: /^View: / }).press("Enter");
  await page.locator("[data-view]:focus").press("ArrowUp");
  await page.keyboard.press("Enter");
  await page.waitForURL((url) => url.searchParams.get("view") === "all");
  await page.goBack();
  await page.getByRole("button", { name: "View: French, best first" }).waitFor();

  // A colleague opens the same address; once it is removed they are told kindly.
  const person = { name: "Lee", email: "lee@guanxi.example", password: "lee-lee-lee-lee-lee", role: "member" };
  await ask(page, "POST", "/users", person);
  const lee = await openPage(browser, { locale: "zh-CN", viewport: PHONE, state: await signedInState(browser, server.url, person) });
  await visit(lee.page, `${server.url}/records/customer?view=${kept.id}`);
  await lee.page.getByRole("button", { name: "视图：French, best first" }).click();
  await lee.page.getByText("所有人的").waitFor();
  assert.equal(await lee.page.getByRole("button", { name: "“French, best first”的设置" }).count(), 0, "it is not theirs to change");
  await shot(lee.page, "view-menu-phone-zh");
  await page.getByRole("button", { name: /^View: / }).click();
  await page.getByRole("button", { name: "Delete French, best first" }).click();
  await page.getByRole("button", { name: "View: All" }).waitFor();
  // What is pointed at stays.
  await page.getByRole("button", { name: "Undo" }).hover();
  await visit(lee.page, `${server.url}/records/customer?view=${kept.id}`);
  await lee.page.getByText("这个视图已不在").waitFor();
  await shot(lee.page, "view-gone-phone-zh");
  const restored = page.waitForResponse((answer) => answer.url().endsWith("/restore") && answer.ok());
  await page.getByRole("button", { name: "Undo" }).click();
  await restored;
  await visit(lee.page, `${server.url}/records/customer?view=${kept.id}`);
  await lee.page.getByRole("button", { name: "视图：French, best first" }).waitFor();
  assert.deepEqual([...errors, ...lee.errors], []);
  await context.close();
  await lee.context.close();
});

test("a view keeps how its records are laid out", { timeout: 240_000 }, async () => {
  const { page, errors, context } = await openPage(browser, { locale: "zh-CN", viewport: WIDE, state });
  await visit(page, `${server.url}/records/customer?as=board:stage`);
  await page.getByRole("button", { name: "存为视图" }).click();
  await page.getByRole("dialog").getByLabel("名称").fill("阶段看板");
  await page.getByRole("dialog").getByRole("button", { name: "保存" }).click();
  await page.waitForURL((url) => url.searchParams.has("view") && !url.searchParams.has("as"));
  const prospects = page.getByRole("region", { name: "潜在客户", exact: true });
  await prospects.getByRole("article").first().waitFor();
  await page.getByRole("button", { name: "布局：看板" }).click();
  await page.getByRole("menuitem", { name: "表格" }).click();
  await page.getByText("已改动", { exact: true }).waitFor();
  await prospects.waitFor({ state: "hidden" });
  await page.getByRole("button", { name: "还原" }).click();
  await page.waitForURL((url) => !url.searchParams.has("changed"));
  await prospects.getByRole("article").first().waitFor();
  assert.deepEqual(errors, []);
  await context.close();
});

test("a condition is built with groups, over people, for me", { timeout: 240_000 }, async () => {
  const { page, errors, context } = await openPage(browser, { locale: "zh-CN", viewport: WIDE, state });
  await visit(page, `${server.url}/records/customer?filter=country:GB`);
  await page.getByRole("button", { name: "条件组合" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "条件组", exact: true }).click();
  const group = dialog.getByRole("group", { name: "满足任意一项" });
  await choose(page, group, "字段", 0, "负责人", /^负责人$/);
  await group.getByLabel("值").click();
  await option(page, /^我$/).click();
  await group.getByRole("button", { name: "条件", exact: true }).click();
  await choose(page, group, "字段", 1, "创建时间", /^创建时间$/);
  await choose(page, group, "值", 1, "", /^最近……$/);
  await group.getByLabel("多少").fill("45");
  await shot(page, "builder-zh");
  await dialog.getByRole("button", { name: "应 用" }).or(dialog.getByRole("button", { name: "应用" })).click();
  await page.waitForURL((url) => url.searchParams.get("filter") === "country:GB (owner:me or created_at:last(45d))");
  await page.getByRole("button", { name: /英国.*且.*负责人 是 我 或 创建时间 在 最近 45 天/ }).waitFor();
  await page.locator("[role=row]").nth(2).waitFor();
  await shot(page, "builder-chip-zh");
  assert.deepEqual(errors, []);
  await context.close();

  const phone = await openPage(browser, { locale: "en", viewport: PHONE, state });
  await visit(phone.page, `${server.url}/records/customer?filter=country:GB%20(owner:me%20or%20spend%3E%3D1000)`);
  await phone.page.getByRole("button", { name: /Owner is Me or/ }).click();
  const sheet = phone.page.getByRole("dialog");
  await sheet.getByRole("group", { name: "Any of these holds" }).waitFor();
  await shot(phone.page, "builder-phone-en");
  await sheet.getByRole("button", { name: "Remove this group" }).click();
  await sheet.getByRole("button", { name: "Apply" }).click();
  await phone.page.waitForURL((url) => url.searchParams.get("filter") === "country:GB");
  assert.deepEqual(phone.errors, []);
  await phone.context.close();
});

test("a list is sorted by several fields in a panel, and a column made wider by keys", { timeout: 240_000 }, async () => {
  const { page, errors, context } = await openPage(browser, { locale: "en", viewport: WIDE, state });
  await visit(page, `${server.url}/records/customer?sort=name`);
  const head = page.getByRole("columnheader", { name: /Country/ });
  const before = (await head.boundingBox()).width;
  await head.getByRole("button").first().press("Shift+ArrowRight");
  await page.waitForFunction(([was]) => [...document.querySelectorAll("[role=columnheader]")].some((one) => /Country/.test(one.textContent) && one.offsetWidth === was + 16), [before]);
  await page.getByRole("button", { name: "Sort", exact: true }).click();
  await page.getByRole("combobox", { name: "Sort by another field" }).fill("Orders");
  await option(page, /^Orders$/).click();
  await page.waitForURL((url) => url.searchParams.get("sort") === "name,orders_count");
  await page.getByRole("button", { name: "Orders: Ascending" }).click();
  await page.getByRole("button", { name: "Orders: Move up" }).click();
  await page.waitForURL((url) => url.searchParams.get("sort") === "-orders_count,name");
  await page.getByRole("button", { name: "Name: Remove" }).click();
  await page.waitForURL((url) => url.searchParams.get("sort") === "-orders_count");
  assert.deepEqual(errors, []);
  await context.close();
});

test("a column is frozen, and stays so", { timeout: 240_000 }, async () => {
  const { page, errors, context } = await openPage(browser, { locale: "en", viewport: WIDE, state });
  await visit(page, `${server.url}/records/customer?view=all`);
  await page.getByRole("button", { name: "Columns", exact: true }).click();
  const pin = page.getByRole("button", { name: "Country stays at the left" });
  assert.equal(await pin.getAttribute("aria-pressed"), "false");
  await pin.click();
  await page.getByRole("button", { name: "Country stays at the left", pressed: true }).waitFor();
  await page.keyboard.press("Escape");
  const head = page.getByRole("columnheader", { name: "Country" });
  const stays = async () => {
    const before = await head.boundingBox();
    await page.getByRole("grid").evaluate((grid) => (grid.scrollLeft = 300));
    await page.waitForFunction(() => document.querySelector("[role=grid]").scrollLeft > 100);
    assert.equal((await head.boundingBox()).x, before.x);
  };
  await stays();
  await page.reload();
  await head.waitFor();
  await stays();
  assert.deepEqual(errors, []);
  await context.close();
});

test("on a phone rows are chosen, grouped and added up", { timeout: 240_000 }, async () => {
  const { page, errors, context } = await openPage(browser, { locale: "en", viewport: PHONE, state });
  await visit(page, `${server.url}/records/customer?view=all`);
  await page.getByRole("button", { name: "Choose rows" }).click();
  const rows = page.getByRole("main").getByRole("listitem").getByRole("button");
  await rows.nth(0).click();
  await rows.nth(2).click();
  await page.getByRole("toolbar", { name: "2 selected" }).getByRole("button", { name: "Assign" }).waitFor();
  assert.deepEqual(await findings(page), [], "chosen");
  await shot(page, "phone-choose-en");
  await page.getByRole("button", { name: "Choose rows", pressed: true }).click();
  await page.getByRole("toolbar", { name: /selected/ }).waitFor({ state: "detached" });

  await page.getByRole("button", { name: "Group and totals", exact: true }).click();
  await page.getByRole("checkbox", { name: "Totals at the foot" }).check();
  await choose(page, page, "Group by", 0, "Coun", "Country");
  await page.waitForURL((url) => url.searchParams.get("group") === "country");
  await page.keyboard.press("Escape");
  const china = page.getByRole("button", { name: /^China 8\d\d/ });
  await china.click();
  await page.getByRole("main").getByRole("listitem").getByRole("listitem").first().waitFor();
  await page.getByRole("region", { name: "Totals at the foot" }).getByText("4,372 records").waitFor();
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), PHONE.width);
  assert.deepEqual(await findings(page), [], "groups");
  await shot(page, "phone-groups-en");
  assert.deepEqual(errors, []);
  await context.close();
});
