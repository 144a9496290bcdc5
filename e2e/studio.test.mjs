// An administrator shapes objects and fields; what was changed is there at once, and is taken back.
import assert from "node:assert/strict";
import { test } from "node:test";
import { findings } from "./axe.mjs";
import { ask, openPage, PHONE, visit, WIDE } from "./browser.mjs";
import { browser, server, stage, state } from "./stage.mjs";

stage();

const words = {
  en: { edit: "Edit Grade", save: "Save", undo: "Undo", help: "Help beside the field", retire: "Retire Good", addOne: "Add another", needed: "needed", lack: /have no value/, hide: "Hide Grade", show: "Show Grade again", changed: "Grade: changed" },
  "zh-CN": { edit: "编辑等级", save: "保存", undo: "撤销", help: "字段旁的说明", retire: "停用好", addOne: "再加一个", needed: "必填", lack: /没有值/, hide: "隐藏等级", show: "重新显示等级", changed: "等级：已修改" },
};

const object = async (page, name) => (await ask(page, "GET", "/meta")).objects.find((one) => one.name === name);
const field = async (page, name, wanted) => (await object(page, name)).fields.find((one) => one.name === wanted);

/** A choice of the company's own on customers. */
const grade = (name) => ({
  name,
  type: "select",
  labels: { en: "Grade", "zh-CN": "等级", "zh-TW": "等級" },
  options: [
    { value: "good", labels: { en: "Good", "zh-CN": "好" }, color: "green" },
    { value: "poor", labels: { en: "Poor", "zh-CN": "差" }, color: "red" },
  ],
});

for (const [locale, viewport] of [["en", WIDE], ["zh-CN", PHONE]]) {
  test(`a field is changed in its words, options and rules, and put back, ${locale}`, { timeout: 240_000 }, async () => {
    const say = words[locale];
    const own = `x_grade_${viewport.width}`;
    const { page, context, errors } = await openPage(browser, { locale, viewport, state });
    await visit(page, server.url);
    await ask(page, "POST", "/objects/customer/fields", grade(own));
    await visit(page, `${server.url}/studio/objects/customer`);
    const row = page.getByRole("row").filter({ hasText: own });
    const drawer = page.getByRole("dialog");
    const take = () => page.getByRole("button", { name: say.undo }).last().click();

    // words in another language, an option more, one less
    await row.getByRole("button", { name: say.edit }).click();
    await drawer.getByText("繁體中文").click();
    await drawer.getByLabel(say.help).fill("分級的說明");
    await drawer.getByText(locale === "en" ? "English" : "简体中文").click();
    await drawer.getByRole("button", { name: say.retire }).click();
    await drawer.getByRole("button", { name: say.addOne }).click();
    await drawer.getByRole("textbox", { name: /3/ }).fill("Fair");
    await page.waitForTimeout(400);
    assert.deepEqual(await findings(page), [], "field");
    await drawer.getByRole("button", { name: say.save }).click();
    await drawer.waitFor({ state: "detached" });
    let now = await field(page, "customer", own);
    assert.equal(now.help["zh-TW"], "分級的說明");
    assert.equal(now.labels.en, "Grade");
    assert.deepEqual(now.options.map(({ value, hidden }) => [value, hidden]), [["good", true], ["poor", false], ["fair", false]]);

    // taken back: what came stays stored, because records may have it, but is not offered
    await take();
    await row.getByText("Fair").waitFor({ state: "detached" });
    now = await field(page, "customer", own);
    assert.deepEqual(now.options.map(({ value, hidden }) => [value, hidden]), [["good", false], ["poor", false], ["fair", true]]);
    assert.equal(now.help["zh-TW"], "");

    // what a rule does to the records that are there is said before
    await row.getByRole("button", { name: say.edit }).click();
    await drawer.getByLabel(say.needed).check();
    await drawer.getByText(say.lack).waitFor();
    await drawer.getByRole("button", { name: say.save }).click();
    await drawer.waitFor({ state: "detached" });
    assert.equal((await field(page, "customer", own)).required, true);
    await take();
    await row.getByRole("button", { name: say.hide }).waitFor();

    // hidden asks, and comes again
    await row.getByRole("button", { name: say.hide }).click();
    await page.locator(".ant-modal-confirm-btns .ant-btn-primary").click();
    await row.getByRole("button", { name: say.show }).click();
    await row.getByRole("button", { name: say.hide }).waitFor();
    assert.equal((await field(page, "customer", own)).hidden, false);
    assert.deepEqual(errors, []);
    await context.close();
  });
}

test("an object is called otherwise, everywhere at once, and as before", { timeout: 120_000 }, async () => {
  const { page, context, errors } = await openPage(browser, { locale: "en", viewport: WIDE, state });
  await visit(page, `${server.url}/studio/objects/product`);
  const before = await object(page, "product");
  await page.getByRole("button", { name: "Edit", exact: true }).click();
  const drawer = page.getByRole("dialog");
  await drawer.getByLabel("And several?").fill("Wares");
  await drawer.getByRole("button", { name: "Save" }).click();
  await page.getByRole("heading", { level: 1, name: "Wares" }).waitFor();
  await page.getByRole("navigation").getByRole("link", { name: "Wares" }).waitFor();
  await page.getByRole("button", { name: "Undo" }).click();
  await page.getByRole("heading", { level: 1, name: before.plural.en }).waitFor();
  assert.deepEqual((await object(page, "product")).plural, before.plural);
  assert.deepEqual(errors, []);
  await context.close();
});

test("roll-ups and number series are made, and filled", { timeout: 240_000 }, async () => {
  const { page, context, errors } = await openPage(browser, { locale: "en", viewport: WIDE, state });
  await visit(page, `${server.url}/studio/objects/customer`);
  const drawer = page.getByRole("dialog");
  const pick = async (label, option) => {
    await drawer.getByLabel(label, { exact: true }).click();
    if (label !== "Takes") await page.keyboard.type(option);
    await page.locator(".ant-select-dropdown:not(.ant-select-dropdown-hidden)").getByText(option, { exact: true }).click();
  };
  const begin = async (name, type) => {
    await page.getByRole("button", { name: "New field" }).click();
    await drawer.getByLabel("Name of the field").fill(name);
    await drawer.getByLabel("Type", { exact: true }).click();
    await page.keyboard.press("End");
    const list = page.locator(".ant-select-dropdown:not(.ant-select-dropdown-hidden)");
    await list.locator(".rc-virtual-list-holder, .ant-select-dropdown-list-holder").first().evaluate((one) => one.scrollTo(0, 10_000));
    await list.getByText(type, { exact: true }).click();
  };
  const done = async () => {
    await drawer.getByRole("button", { name: "Add field" }).click();
    await drawer.waitFor({ state: "detached" });
  };
  await begin("Dearest order", "Roll-up");
  await pick("Gathered from", "Orders (Customer)");
  await pick("Takes", "the largest or latest");
  await pick("Of the field", (await field(page, "order", "total")).labels.en);
  await done();
  await begin("Card", "Number series");
  await drawer.getByLabel("Begins with").fill("C-");
  await done();
  const one = async () => (await ask(page, "GET", "/records/customer?limit=1&filter=external_id:12347")).items[0];
  let customer = await one();
  for (let tries = 0; !customer.x_dearest_order && tries < 100; tries++) {
    await page.waitForTimeout(200);
    customer = await one();
  }
  const { items } = await ask(page, "GET", `/records/order?limit=200&filter=customer:${customer.id}`);
  const dearest = Math.max(...items.map(({ total }) => Number(total.amount)));
  assert.equal(Number(customer.x_dearest_order.amount ?? customer.x_dearest_order), dearest);
  const made = await ask(page, "POST", "/records/customer", { name: "Ada Card" });
  assert.match(made.x_card, /^C-0*1$/);
  assert.deepEqual(errors, []);
  await context.close();
});
