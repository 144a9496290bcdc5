// A list is laid out as a board and a gallery: cards are carried by keys, by the mouse and by their menu, limits are told, a refusal puts back.
import assert from "node:assert/strict";
import { test } from "node:test";
import { findings } from "./axe.mjs";
import { ask, layOut, openPage, visit, PHONE, WIDE } from "./browser.mjs";
import { browser, server, stage, state } from "./stage.mjs";

stage();

const shot = (page, name) =>
  process.env.SHOTS && page.waitForTimeout(500).then(() => page.screenshot({ path: `${process.env.SHOTS}/${name}.png`, animations: "disabled" }));
const column = (page, name) => page.getByRole("region", { name, exact: true });
const saved = (page) => page.waitForResponse((answer) => answer.request().method() === "PATCH" && answer.url().includes("/records/customer"));
const now = (page, record) => ask(page, "GET", `/records/customer/${record.id}`);

test("a board: cards are carried from column to column, and back", { timeout: 240_000 }, async () => {
  const { page, errors, context } = await openPage(browser, { locale: "en", viewport: WIDE, state });
  await visit(page, server.url);
  const make = (name) => ask(page, "POST", "/records/customer", { kind: "person", name: `Board ${name}`, occupation: "cook" });
  const [ada, bo] = [await make("Ada"), await make("Bo")];
  const address = `${server.url}/records/customer?filter=name^"Board "&sort=name`;
  await visit(page, address);
  await layOut(page, "Board", "Stage");
  await page.waitForURL((url) => url.searchParams.get("as") === "board:stage");
  const card = (name, title) => column(page, name).getByRole("article", { name: title });
  await card("Prospect", "Board Ada").waitFor();
  await column(page, "Prospect").getByText("2", { exact: true }).waitFor();
  await visit(page, page.url());
  await shot(page, "board-en");
  assert.deepEqual(await findings(page), []);

  // By keys: Space, an arrow, Space; what happens is said.
  await card("Prospect", "Board Ada").focus();
  await page.keyboard.press("Space");
  await page.getByRole("status").filter({ hasText: "Board Ada picked up" }).waitFor({ state: "attached" });
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await page.getByRole("status").filter({ hasText: "Satisfied, column 3 of 6" }).waitFor({ state: "attached" });
  await shot(page, "board-carried-en");
  let answer = saved(page);
  await page.keyboard.press("Space");
  await card("Satisfied", "Board Ada").waitFor();
  await answer;
  assert.equal((await now(page, ada)).stage, "satisfied");
  answer = saved(page);
  await page.getByRole("button", { name: "Undo" }).click();
  await answer;
  await card("Prospect", "Board Ada").waitFor();
  assert.equal((await now(page, ada)).stage, "prospect");

  // By the mouse; what lacks something stays until it is said.
  answer = saved(page);
  await card("Prospect", "Board Bo").dragTo(column(page, "New"));
  await answer;
  await card("New", "Board Bo").waitFor();
  assert.equal((await now(page, bo)).stage, "new");
  await card("New", "Board Bo").hover();
  await page.getByRole("button", { name: "Move Board Bo" }).click();
  await page.getByRole("menuitem", { name: "Lost" }).click();
  await page.getByRole("dialog").getByRole("textbox", { name: "Reason for the stage" }).waitFor();
  await page.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
  await page.getByRole("dialog").waitFor({ state: "detached" });

  // What the server refuses goes back with the reason: why they are here does not say why they are lost.
  await ask(page, "PATCH", `/records/customer/${bo.id}`, { stage_reason: "a friend" });
  await visit(page, page.url());
  await card("New", "Board Bo").hover();
  await page.getByRole("button", { name: "Move Board Bo" }).click();
  await page.getByRole("menuitem", { name: "Lost" }).click();
  await page.getByText("must be known before the record goes to Lost", { exact: false }).waitFor();
  await card("New", "Board Bo").waitFor();
  assert.equal((await now(page, bo)).stage, "new");

  // A limit stays in the address and is told when it is passed.
  await page.getByRole("button", { name: "Limit of Prospect" }).click();
  await page.getByRole("spinbutton", { name: "Limit of Prospect" }).fill("1");
  await page.keyboard.press("Enter");
  await page.waitForURL((url) => url.searchParams.get("as") === "board:stage|limits:prospect.1");
  await make("Cy");
  await column(page, "Prospect").getByText("One over the limit").waitFor();
  await shot(page, "board-limit-en");
  await card("Prospect", "Board Ada").press("Enter");
  await page.getByRole("complementary").getByRole("heading", { name: "Board Ada" }).first().waitFor();
  assert.deepEqual(errors.filter((text) => !/422/.test(text)), []);
  await context.close();
});

test("the columns of a board are added up by a chosen field, anew after a card is moved", { timeout: 240_000 }, async () => {
  const { page, errors, context } = await openPage(browser, { locale: "en", viewport: WIDE, state });
  await visit(page, server.url);
  await ask(page, "POST", "/objects/customer/fields", { name: "x_worth", type: "money", labels: { en: "Worth", "zh-CN": "估值" } });
  const worth = (amount) => ({ amount, currency: "GBP" });
  for (const [name, amount] of [["Eve", "1200.50"], ["Flo", "34.00"]])
    await ask(page, "POST", "/records/customer", { kind: "person", name: `Sum ${name}`, x_worth: worth(amount) });
  await visit(page, `${server.url}/records/customer?filter=name^"Sum "&as=board:stage`);
  await page.getByRole("button", { name: "Sum of columns" }).click();
  await page.getByRole("menuitem", { name: "Worth" }).click();
  await page.waitForURL((url) => url.searchParams.get("as") === "board:stage|sum:x_worth");
  await column(page, "Prospect").getByText("£1,234.50").waitFor();
  await shot(page, "board-sum-en");
  assert.deepEqual(await findings(page), []);
  const answer = saved(page);
  await column(page, "Prospect").getByRole("article", { name: "Sum Eve" }).dragTo(column(page, "New"));
  await answer;
  await column(page, "New").getByText("£1,200.50").waitFor();
  await column(page, "Prospect").getByText("£34.00").waitFor();
  await page.getByRole("button", { name: "Sum of columns" }).click();
  await page.getByRole("menuitem", { name: "No sum" }).click();
  await column(page, "New").getByText("£1,200.50").waitFor({ state: "detached" });
  assert.deepEqual(errors, []);
  await context.close();
});

test("a gallery, and a board on a phone", { timeout: 240_000 }, async () => {
  const { page, errors, context } = await openPage(browser, { locale: "zh-CN", viewport: WIDE, state });
  await visit(page, `${server.url}/records/customer?as=gallery:`);
  await page.getByRole("article").nth(20).waitFor();
  await shot(page, "gallery-zh");
  assert.deepEqual(await findings(page), []);
  await page.getByRole("article").first().focus();
  await page.keyboard.press("ArrowRight");
  await page.getByRole("article").nth(1).and(page.locator(":focus")).waitFor();
  await page.keyboard.press("Enter");
  await page.getByRole("complementary").waitFor();
  assert.deepEqual(errors, []);
  await context.close();

  const phone = await openPage(browser, { locale: "zh-CN", viewport: PHONE, state });
  await visit(phone.page, `${server.url}/records/customer?as=board:stage`);
  await phone.page.getByRole("article").first().waitFor();
  await shot(phone.page, "board-phone-zh");
  assert.deepEqual(await phone.page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth), false);
  await phone.page.getByRole("article").first().click();
  await phone.page.waitForURL(/\/records\/customer\/[0-9a-f-]+$/);
  assert.deepEqual(phone.errors, []);
  await phone.context.close();
});
