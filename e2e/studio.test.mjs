// An administrator shapes objects and fields; what was changed is there at once, and is taken back.
import assert from "node:assert/strict";
import { test } from "node:test";
import { findings } from "./axe.mjs";
import { ask, openPage, PHONE, visit, WIDE } from "./browser.mjs";
import { browser, server, stage, state } from "./stage.mjs";

stage();

/** What a screen looks like, for who asks to see it. */
const shot = (page, name) =>
  process.env.SHOTS && page.waitForTimeout(400).then(() => page.screenshot({ path: `${process.env.SHOTS}/${name}.png`, animations: "disabled" }));

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

const says = {
  en: { add: "Add a rule", name: "Name", when: "Field", value: "Value", said: "What is said then", at: "At the field", occupation: "Occupation", save: "Save", undo: "Undo", edit: "Edit", one: /One record breaks it/, on: "Put in force", holds: (name) => `${name} is in force`, remove: (name) => `Delete ${name}` },
  "zh-CN": { add: "添加规则", name: "名称", when: "字段", value: "值", said: "提示内容", at: "显示在哪个字段旁", occupation: "职业", save: "保存", undo: "撤销", edit: "编辑", one: /现有 1 条记录不符合/, on: "启用", holds: (name) => `启用“${name}”`, remove: (name) => `删除${name}` },
};

for (const [locale, viewport] of [["en", WIDE], ["zh-CN", PHONE]]) {
  test(`a rule refuses what breaks it, and says so at the field, ${locale}`, { timeout: 240_000 }, async () => {
    const say = says[locale];
    const craft = `Magician${viewport.width}`;
    const name = `No ${craft}`;
    const told = `${craft}: ask first`;
    const { page, context, errors } = await openPage(browser, { locale, viewport, state });
    await visit(page, server.url);
    const old = await ask(page, "POST", "/records/customer", { kind: "person", name: craft, occupation: craft });
    await visit(page, `${server.url}/studio/objects/customer`);
    const drawer = page.getByRole("dialog");
    const pick = (text) => page.locator(".ant-select-dropdown:visible .ant-select-item-option").filter({ hasText: text }).first().click();

    // how many records break it is said before it is there
    await page.getByRole("button", { name: say.add }).click();
    await drawer.getByLabel(say.name, { exact: true }).fill(name);
    await drawer.getByLabel(say.when, { exact: true }).click();
    await page.keyboard.type(say.occupation);
    await pick(say.occupation);
    await drawer.getByLabel(say.value, { exact: true }).fill(craft);
    await drawer.getByText(say.one).waitFor();
    await drawer.getByLabel(say.said).fill(told);
    await drawer.getByLabel(say.at).click();
    await page.keyboard.type(say.occupation);
    await pick(say.occupation);
    await page.locator(".ant-select-dropdown:visible").waitFor({ state: "detached" }).catch(() => {});
    assert.deepEqual(await findings(page), [], "rule");
    await shot(page, `rule-drawer-${locale}`);
    await drawer.getByRole("button", { name: say.save }).click();
    await drawer.waitFor({ state: "detached" });
    const row = page.getByRole("row").filter({ hasText: name });
    await row.getByText(told).waitFor();
    assert.deepEqual(await findings(page), [], "rules");
    await shot(page, `rules-${locale}`);

    // who writes such a record is told at the field; what is right is saved
    await visit(page, `${server.url}/records/customer/${old.id}`);
    await page.getByRole("button", { name: say.edit, exact: true }).first().click();
    await drawer.getByLabel(say.occupation).fill(`${craft} II`);
    await drawer.getByRole("button", { name: say.save }).click();
    await drawer.getByText(told).waitFor();
    await shot(page, `rule-refused-${locale}`);
    await drawer.getByLabel(say.occupation).fill("Baker");
    await drawer.getByRole("button", { name: say.save }).click();
    await drawer.waitFor({ state: "detached" });
    await assert.rejects(ask(page, "PATCH", `/records/customer/${old.id}`, { occupation: craft }), /"rule":\{"name":"No Magician/);

    // switched off and on again, removed and put back
    await visit(page, `${server.url}/studio/objects/customer`);
    const holds = row.getByRole("switch", { name: say.holds(name) });
    await holds.click();
    await page.locator("[role=switch][aria-checked=false]").waitFor();
    await ask(page, "PATCH", `/records/customer/${old.id}`, { occupation: craft });
    await holds.click();
    await page.getByRole("dialog").getByText(say.one).waitFor();
    await shot(page, `rule-on-${locale}`);
    await page.getByRole("dialog").getByRole("button", { name: say.on }).click();
    await row.locator("[role=switch][aria-checked=true]").waitFor();
    await row.getByRole("button", { name: say.remove(name) }).click();
    await row.waitFor({ state: "detached" });
    await page.getByRole("button", { name: say.undo }).last().click();
    await row.waitFor();

    // what can be told here is told before anything is sent
    const local = { name: "Local", condition: "kind:person gender:empty", field: "gender", message: { en: told, "zh-CN": told } };
    await ask(page, "PUT", "/objects/customer/rules", { items: [local] });
    await visit(page, `${server.url}/records/customer/${old.id}`);
    let sent = 0;
    page.on("request", (request) => (sent += request.method() === "PATCH" ? 1 : 0));
    await page.getByRole("button", { name: say.edit, exact: true }).first().click();
    await drawer.getByLabel(say.occupation).fill("Judge");
    await drawer.getByRole("button", { name: say.save }).click();
    await drawer.getByText(told).waitFor();
    assert.equal(sent, 0);
    await ask(page, "PUT", "/objects/customer/rules", { items: [] });
    assert.deepEqual(errors.filter((text) => !/422/.test(text)), []);
    await context.close();
  });
}

test("an object is called otherwise, everywhere at once, and as before", { timeout: 240_000 }, async () => {
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
