// Records below those that they name as above them: walked and carried by keys, dragged, moved by a picker, found with what is above them.
import assert from "node:assert/strict";
import { test } from "node:test";
import { findings } from "./axe.mjs";
import { ask, layOut, openPage, visit, PHONE, WIDE } from "./browser.mjs";
import { browser, server, stage, state } from "./stage.mjs";

stage();

const shot = (page, name) =>
  process.env.SHOTS && page.waitForTimeout(500).then(() => page.screenshot({ path: `${process.env.SHOTS}/${name}.png`, animations: "disabled" }));
const saved = (page) => page.waitForResponse((answer) => answer.request().method() === "PATCH" && answer.url().includes("/records/category"));
const item = (page, name) => page.getByRole("treeitem", { name });
const category = (page, name, parent) => ask(page, "POST", "/records/category", { name, parent: parent?.id });
const above = async (page, { id }) => (await ask(page, "GET", `/records/category/${id}`)).parent;

test("a tree: opened, carried, refused, found", { timeout: 240_000 }, async () => {
  const { page, errors, context } = await openPage(browser, { locale: "en", viewport: WIDE, state });
  await visit(page, server.url);
  const home = await category(page, "Aaa home");
  const kitchen = await category(page, "Aab kitchen", home);
  const mugs = await category(page, "Aac mugs", kitchen);
  const garden = await category(page, "Aad garden");
  await visit(page, `${server.url}/records/category?sort=name`);
  await layOut(page, "Tree", "Parent");
  await page.waitForURL((url) => url.searchParams.get("as") === "tree:parent");
  await page.getByRole("heading", { level: 1 }).hover();

  // By keys down to the leaf and up again.
  await item(page, /^Aaa home/).focus();
  await page.keyboard.press("ArrowRight");
  await item(page, /^Aab kitchen/).waitFor();
  await page.keyboard.press("ArrowRight");
  await item(page, /^Aab kitchen/).and(page.locator(":focus")).waitFor();
  await page.keyboard.press("ArrowRight");
  await item(page, /^Aac mugs/).waitFor();
  assert.equal(await item(page, /^Aac mugs/).getAttribute("aria-level"), "3");
  await shot(page, "tree-en");
  assert.deepEqual(await findings(page), []);
  await page.keyboard.press("ArrowLeft");
  await item(page, /^Aac mugs/).waitFor({ state: "detached" });
  await page.keyboard.press("ArrowRight");
  await item(page, /^Aac mugs/).waitFor();

  // Space, down to the garden, Space; and back.
  await item(page, /^Aac mugs/).focus();
  await page.keyboard.press("Space");
  await page.getByRole("status").filter({ hasText: "Aac mugs picked up" }).waitFor({ state: "attached" });
  await page.keyboard.press("ArrowDown");
  await page.getByRole("status").filter({ hasText: "Below Aad garden" }).waitFor({ state: "attached" });
  let answer = saved(page);
  await page.keyboard.press("Space");
  await answer;
  await item(page, /^Aad garden/).and(page.locator("[aria-expanded=true]")).waitFor();
  assert.equal(await above(page, mugs), garden.id);
  answer = saved(page);
  await page.getByRole("button", { name: "Undo" }).click();
  await answer;
  assert.equal(await above(page, mugs), kitchen.id);

  // By the mouse; into one's own branch is seen before, below itself is refused by the server.
  answer = saved(page);
  await item(page, /^Aad garden/).dragTo(item(page, /^Aaa home/));
  await answer;
  assert.equal(await above(page, garden), home.id);
  await item(page, /^Aaa home/).dragTo(item(page, /^Aac mugs/));
  await page.getByText("Aac mugs stands below Aaa home: choose another place").last().waitFor();
  await item(page, /^Aaa home/).hover();
  await page.getByRole("button", { name: "Move Aaa home" }).click();
  await page.getByRole("combobox", { name: "Put below" }).fill("Aaa home");
  answer = saved(page);
  await page.locator(".ant-select-item-option").filter({ hasText: "Aaa home" }).click();
  assert.equal((await answer).status(), 422);
  await page.getByText("a category cannot stand below itself", { exact: false }).waitFor();
  assert.equal(await above(page, home), null);

  // What is searched for stands below what is above it.
  await visit(page, `${server.url}/records/category?sort=name&as=tree:parent&filter=name~mugs`);
  await item(page, /^Aac mugs/).waitFor();
  assert.equal(await item(page, /^Aac mugs/).getAttribute("aria-level"), "3");
  assert.equal(await item(page, /^Aad garden/).count(), 0);
  await shot(page, "tree-search-en");
  assert.deepEqual(await findings(page), [], "search");
  await item(page, /^Aac mugs/).press("Enter");
  await page.getByRole("complementary").getByRole("heading", { name: "Aac mugs" }).first().waitFor();
  assert.deepEqual(errors.filter((text) => !/422/.test(text)), []);
  await context.close();
});

test("a tree on a phone", { timeout: 240_000 }, async () => {
  const { page, errors, context } = await openPage(browser, { locale: "zh-CN", viewport: PHONE, state, dark: true });
  await visit(page, server.url);
  const top = await category(page, "手机上的类目");
  const low = await category(page, "手机壳", top);
  await visit(page, `${server.url}/records/category?as=tree:parent&q=手机`);
  await item(page, /^手机壳/).waitFor();
  await shot(page, "tree-phone-zh-dark");
  assert.deepEqual(await findings(page), []);
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth), false);
  await page.getByRole("button", { name: "移动手机壳" }).click();
  const answer = saved(page);
  await page.getByRole("button", { name: "移到最上层" }).click();
  await answer;
  assert.equal(await above(page, low), null);
  assert.deepEqual(errors, []);
  await context.close();
});
