// What a role opens and closes, in two browsers: an administrator makes it, an agent works with it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { ask, openPage, signedInState, visit, WIDE } from "./browser.mjs";
import { browser, server, stage, state } from "./stage.mjs";

stage();

/** Chooses an option, and sees that it is chosen; a press on a list that still opens may miss it. */
async function pick(page, within, label, text, option) {
  const select = within.getByLabel(label);
  const chosen = within.locator(".ant-select").filter({ has: page.getByLabel(label) }).getByText(text).first();
  for (let tries = 0; tries < 3; tries++) {
    await select.click();
    await option.click();
    if (await chosen.waitFor({ timeout: 10_000 }).then(() => true, () => false)) return;
  }
  throw new Error(`${text} was not chosen`);
}

test("an administrator makes a role for agents, who see masked phones and reveal one", { timeout: 240_000 }, async () => {
  const ada = await openPage(browser, { locale: "en", viewport: WIDE, state });
  const { page } = ada;
  await visit(page, `${server.url}/studio/roles`);
  await page.getByRole("button", { name: "New role" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("Call-centre agent").click();
  await dialog.getByRole("textbox", { name: "Name" }).fill("Hotline");
  await dialog.getByRole("button", { name: "Make the role" }).click();
  await page.waitForURL(/studio\/roles\/role_/);
  await page.getByRole("heading", { name: "Hotline" }).waitFor();

  // Agents shall not see notes of others, and their occupation is nobody's business.
  await page.getByLabel("Notes: See").click();
  await page.locator(".ant-select-item-option").filter({ hasText: "their own" }).last().click();
  await page.getByRole("row", { name: /^Customers/ }).getByRole("button").click();
  const fields = page.getByRole("dialog").filter({ hasText: "Fields of Customers" });
  const hidden = page.locator(".ant-select-item-option").filter({ hasText: /^hidden$/ }).last();
  await pick(page, fields, "Occupation", /^hidden$/, hidden);
  await fields.getByRole("button", { name: "Close" }).click();
  await fields.waitFor({ state: "detached" });
  // Who goes elsewhere now is asked first, and stays with what was chosen.
  await page.getByRole("link", { name: "Accounts" }).first().click();
  await page.getByRole("dialog").filter({ hasText: "Leave without saving?" }).getByRole("button", { name: "Stay" }).click();
  assert.match(page.url(), /studio\/roles\/role_/);
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText(/^Saved; it holds for 0 people now$/).waitFor();

  const { items } = await ask(page, "GET", "/records/customer?limit=50&filter=kind:person");
  const known = items.find((one) => one.phones?.length && one.occupation) ?? items.find((one) => one.phones?.length);
  await ask(page, "PATCH", `/records/customer/${known.id}`, { occupation: "Lighthouse keeper", phones: ["+8613812348888"] });
  const person = { name: "Hot Line", email: "hotline@guanxi.example" };
  await page.getByRole("link", { name: "Add a person" }).click();
  const adding = page.getByRole("dialog");
  await adding.getByLabel("Name", { exact: true }).fill(person.name);
  await adding.getByLabel("E-mail").fill(person.email);
  await adding.getByText("Hotline", { exact: true }).waitFor();
  await adding.getByRole("button", { name: "Add a person" }).click();
  person.password = await page.locator(".ant-modal-confirm code").textContent();
  await page.locator(".ant-modal-confirm-btns button").click();
  await page.getByRole("row", { name: /Hot Line.*Hotline/ }).waitFor();

  const hers = await signedInState(browser, server.url, person);
  const agent = await openPage(browser, { locale: "zh-CN", viewport: WIDE, state: hers });
  await visit(agent.page, `${server.url}/records/customer/${known.id}`);
  await agent.page.getByText("+86138****8888").first().waitFor();
  assert.equal(await agent.page.getByText("Lighthouse keeper").count(), 0);
  assert.equal(await agent.page.getByRole("link", { name: "导入" }).count(), 0);
  await agent.page.getByRole("button", { name: /^显示完整的/ }).first().click();
  await agent.page.getByText("+86 138 1234 8888").waitFor();
  await agent.page.getByText("已记入审计日志").waitFor();
  await visit(agent.page, `${server.url}/records/customer`);
  await agent.page.locator("[role=row]").nth(3).waitFor();
  assert.deepEqual(agent.errors, []);

  await visit(page, `${server.url}/studio/audit`);
  await page.getByText("Masked value shown").first().waitFor();
  await visit(page, `${server.url}/records/customer/${known.id}`);
  await page.getByRole("button", { name: "More" }).first().click();
  await page.getByText("Who sees this").click();
  const seen = page.getByRole("dialog").getByRole("row", { name: /Hot Line/ });
  await seen.getByText("Their role sees all").waitFor();
  assert.deepEqual(ada.errors, []);
  await ada.context.close();
  await agent.context.close();
});

test("chosen customers are shared with somebody who sees nothing else, and taken back", { timeout: 240_000 }, async () => {
  const ada = await openPage(browser, { locale: "zh-CN", viewport: WIDE, state });
  const { page } = ada;
  await visit(page, `${server.url}/records/customer?sort=name`);
  const grants = { permissions: [], objects: { customer: { read: "own" }, user: { read: "all" } } };
  await ask(page, "POST", "/roles", { name: "Outside", code: "outside", grants });
  const person = { name: "Out Sider", email: "out@guanxi.example", password: "out-sider-out-sider", role: "outside" };
  await ask(page, "POST", "/users", person);
  const hers = await openPage(browser, { locale: "en", viewport: WIDE, state: await signedInState(browser, server.url, person) });
  await visit(hers.page, `${server.url}/records/customer`);
  await hers.page.getByText(/^No customers yet|^Nothing/).first().waitFor();

  const rows = page.locator("[role=row]").filter({ has: page.locator("input[type=checkbox]") });
  await rows.nth(1).locator("input[type=checkbox]").check();
  await rows.nth(2).locator("input[type=checkbox]").check();
  await page.getByRole("toolbar", { name: /2/ }).getByRole("button", { name: "共享" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("共享 2 条记录").waitFor();
  await dialog.getByLabel("共享给").click();
  await dialog.getByLabel("共享给").fill("Out");
  await page.locator(".ant-select-item-option").filter({ hasText: "Out Sider" }).click();
  await dialog.getByRole("button", { name: "共 享" }).or(dialog.getByRole("button", { name: "共享" })).click();
  await page.getByText("已共享 2 条记录").waitFor();

  await hers.page.locator("[role=row]").nth(2).waitFor();
  // What is pointed at stays.
  await page.getByRole("button", { name: /撤\s*销/ }).hover();
  const link = hers.page.locator("[role=row]").nth(1).getByRole("link").first();
  const name = await link.textContent();
  await link.click();
  await hers.page.waitForURL(/records\/customer\/\w+/);
  await hers.page.getByRole("heading", { level: 1, name }).waitFor();
  assert.deepEqual(hers.errors, []);
  // The page that she has open is taken away from her, which the browser tells too.
  await page.getByRole("button", { name: /撤\s*销/ }).click();
  await hers.page.getByText("This record is not here").waitFor();
  await visit(hers.page, `${server.url}/records/customer`);
  await hers.page.getByText(/^No customers yet|^Nothing/).first().waitFor();
  assert.deepEqual(ada.errors, []);
  assert.deepEqual(hers.errors.filter((error) => !error.includes("404 (Not Found)")), []);
  await ada.context.close();
  await hers.context.close();
});

test("a dealer keeps its customers' phones to itself", { timeout: 240_000 }, async () => {
  const ada = await openPage(browser, { locale: "en", viewport: WIDE, state });
  const { page } = ada;
  await visit(page, `${server.url}/studio/units`);
  const head = await ask(page, "POST", "/records/team", { name: "Head office", kind: "region" });
  const dealer = await ask(page, "POST", "/records/team", { name: "Dealer East", kind: "dealer", parent: head.id });
  const person = { name: "Dea Ler", email: "dealer@guanxi.example", password: "dealer-dealer-dealer", role: "member" };
  const hers = await ask(page, "POST", "/users", person);
  await ask(page, "PATCH", `/records/user/${hers.id}`, { team: dealer.id });
  const values = { name: "Kept Customer", phones: ["+8613812340099"], owner: hers.id };
  const customer = await ask(page, "POST", "/records/customer", values);
  await visit(page, `${server.url}/records/customer/${customer.id}`);
  await page.getByText("+86 138 1234 0099").first().waitFor();

  await visit(page, `${server.url}/studio/units`);
  await page.getByRole("row", { name: /Dealer East/ }).getByRole("button", { name: "What others see" }).click();
  const drawer = page.getByRole("dialog");
  await drawer.getByLabel("Customers: hidden fields").click();
  await drawer.getByLabel("Customers: hidden fields").fill("Phone");
  await page.locator(".ant-select-item-option-active").filter({ hasText: /^Phones$/ }).waitFor();
  await page.keyboard.press("Enter");
  await drawer.locator(".ant-select-content").filter({ hasText: "Phones" }).waitFor();
  await drawer.getByRole("button", { name: "Save" }).click();
  await page.getByText("Saved; it holds now").waitFor();
  await page.getByRole("row", { name: /Dealer East.*Customers: Phone/ }).waitFor();

  await visit(page, `${server.url}/records/customer/${customer.id}`);
  await page.getByRole("heading", { name: "Kept Customer" }).waitFor();
  assert.equal(await page.getByText("0099").count(), 0);
  assert.deepEqual(ada.errors, []);
  await ada.context.close();
});
