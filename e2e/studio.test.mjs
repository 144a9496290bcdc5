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

const arranging = {
  en: { arrange: "Arrange", up: (name) => `${name}: up`, add: "Add a section", addTab: "Add a tab", section: "New section", tab: "New tab", shown: (name) => `When ${name} is shown`, addPart: "Condition", field: "Field", value: "Value", apply: "Apply", save: "Save", undo: "Undo", place: "Place", kind: "Kind", visit: "Visit", mine: "Put mine in its place", preview: "Preview", meanwhile: /Somebody else arranged/, create: /New plan/i, edit: "Edit", reset: "As it was delivered", drop: (name) => `Delete ${name}` },
  "zh-CN": { arrange: "编排页面", up: (name) => `${name}：上移`, add: "添加分区", addTab: "添加标签页", section: "新分区", tab: "新标签页", shown: (name) => `何时显示“${name}”`, addPart: "条件", field: "字段", value: "值", apply: "应用", save: "保存", undo: "撤销", place: "地点", kind: "方式", visit: "拜访", mine: "用我的替换", preview: "预览", meanwhile: /其他人修改了布局/, create: /新建计划/, edit: "编辑", reset: "恢复出厂布局", drop: (name) => `删除${name}` },
};

for (const [locale, viewport] of [["en", WIDE], ["zh-CN", PHONE]]) {
  test(`fields of an object are arranged, and pages and forms follow, ${locale}`, { timeout: 240_000 }, async () => {
    const say = arranging[locale];
    const own = `x_plan_${viewport.width}`;
    const text = (name, en, zh) => ({ name, type: "text", labels: { en, "zh-CN": zh } });
    const { page, context, errors } = await openPage(browser, { locale, viewport, state });
    await visit(page, server.url);
    await ask(page, "POST", "/objects", {
      name: own,
      labels: { en: "Plan", "zh-CN": "计划" },
      plural: { en: "Plans", "zh-CN": "计划" },
      department: "sales",
      title: "x_name",
      fields: [
        { ...text("x_name", "Name", "名称"), required: true },
        text("x_note", "Note", "备注"),
        { name: "x_kind", type: "select", labels: { en: "Kind", "zh-CN": "方式" }, options: [{ value: "call", labels: { en: "Call", "zh-CN": "通话" } }, { value: "visit", labels: { en: "Visit", "zh-CN": "拜访" } }] },
        text("x_place", "Place", "地点"),
      ],
    });
    const order = async () => (await object(page, own)).fields.filter(({ name }) => name.startsWith("x_")).map(({ name, section }) => `${section}.${name}`);
    const arrangement = () => ask(page, "GET", `/objects/${own}/arrangement`);
    const drawer = page.getByRole("dialog");
    const pick = (text) => page.locator(".ant-select-dropdown:visible .ant-select-item-option").filter({ hasText: text }).first().click();
    await visit(page, `${server.url}/studio/objects/${own}`);

    // by keys: a field goes up and keeps the focus; a section of its own takes one; it is shown only for visits
    await page.getByRole("button", { name: say.arrange }).click();
    const up = drawer.getByRole("button", { name: say.up(say.place) });
    await up.focus();
    await page.keyboard.press("Enter");
    await page.keyboard.press("Enter");
    assert.equal(await up.evaluate((button) => button === document.activeElement), true, "focus goes along");
    await drawer.getByRole("button", { name: say.add }).click();
    await drawer.getByRole("textbox", { name: new RegExp(say.section) }).fill("Where");
    await drawer.getByRole("button", { name: say.addTab }).click();
    await drawer.getByRole("button", { name: say.shown(say.place) }).click();
    const dialog = page.locator(".ant-modal:visible");
    await dialog.getByRole("button", { name: say.addPart, exact: true }).click();
    await dialog.getByLabel(say.field, { exact: true }).click();
    await page.keyboard.type(say.kind);
    await pick(say.kind);
    await dialog.getByLabel(say.value, { exact: true }).click();
    await pick(say.visit);
    await page.keyboard.press("Escape");
    await shot(page, `arrange-when-${locale}`);
    await dialog.getByRole("button", { name: say.apply }).click();
    await dialog.waitFor({ state: "hidden" });
    await page.mouse.move(0, 0);
    assert.deepEqual(await findings(page), [], "arrange");
    await shot(page, `arrange-${locale}`);

    // somebody else is quicker: both are told apart, nothing is lost
    await ask(page, "PUT", `/objects/${own}/arrangement`, { version: 0, sections: [{ name: "", columns: 2, fields: ["x_kind", "x_name"] }] });
    await drawer.getByRole("button", { name: say.save }).click();
    await drawer.getByText(say.meanwhile).waitFor();
    assert.equal((await arrangement()).version, 1);
    await shot(page, `arrange-meanwhile-${locale}`);
    await drawer.getByRole("button", { name: say.mine }).click();
    await drawer.waitFor({ state: "detached" });
    assert.deepEqual(await order(), [".x_name", ".x_place", ".x_note", ".x_kind"]);
    const kept = await arrangement();
    assert.deepEqual([kept.version, kept.tabs, kept.fields.x_place.when], [2, [], "x_kind:visit"]);

    // the form follows while somebody types
    await visit(page, `${server.url}/records/${own}`);
    await page.getByRole("button", { name: say.create }).first().click();
    await drawer.getByLabel(say.kind, { exact: true }).waitFor();
    const place = drawer.getByLabel(say.place, { exact: true });
    await place.waitFor({ state: "hidden" });
    await drawer.getByLabel(say.kind, { exact: true }).click();
    await pick(say.visit);
    await place.waitFor({ state: "visible" });
    await shot(page, `arrange-form-${locale}`);

    // so does the page, with a tab of one's own
    const sections = [{ name: "main", labels: { en: "Basics", "zh-CN": "基本" }, columns: 2, fields: ["x_name", "x_kind"] }, { name: "own_2", labels: { en: "Where", "zh-CN": "地点信息" }, tab: "own_1", columns: 1, fields: ["x_place"], when: "x_kind:visit" }];
    await ask(page, "PUT", `/objects/${own}/arrangement`, { version: 2, tabs: [{ name: "own_1", labels: { en: "More", "zh-CN": "更多内容" } }], sections });
    const [call, visited] = [await ask(page, "POST", `/records/${own}`, { x_name: "A", x_kind: "call", x_place: "Hidden Town" }), await ask(page, "POST", `/records/${own}`, { x_name: "B", x_kind: "visit", x_place: "Seen Town" })];
    const tab = page.getByRole("tab", { name: locale === "en" ? "More" : "更多内容" });
    await visit(page, `${server.url}/records/${own}/${visited.id}`);
    await tab.click();
    await page.getByText("Seen Town").waitFor();
    assert.deepEqual(await findings(page), [], "page");
    await shot(page, `arrange-page-${locale}`);

    // what another role would see is looked at before it is saved
    await visit(page, `${server.url}/studio/objects/${own}`);
    await page.getByRole("button", { name: say.arrange }).click();
    await drawer.getByRole("button", { name: say.preview }).click();
    await dialog.getByText("Seen Town").waitFor();
    await page.mouse.move(0, 0);
    assert.deepEqual(await findings(page), [], "preview");
    await shot(page, `arrange-preview-${locale}`);
    await visit(page, `${server.url}/records/${own}/${call.id}`);
    await page.getByRole("heading", { name: locale === "en" ? "Basics" : "基本" }).waitFor();
    assert.equal(await tab.count(), 0);
    assert.equal(await page.getByText("Hidden Town").count(), 0);

    // as it was delivered, and taken back
    await visit(page, `${server.url}/studio/objects/${own}`);
    await page.getByRole("button", { name: say.arrange }).click();
    await drawer.getByRole("button", { name: say.reset }).click();
    await drawer.waitFor({ state: "detached" });
    assert.deepEqual((await arrangement()).sections, []);
    await page.getByRole("button", { name: say.undo }).last().click();
    const back = async () => (await arrangement()).sections.length;
    while ((await back()) === 0) await page.evaluate(() => new Promise(requestAnimationFrame));
    assert.equal((await arrangement()).tabs[0].name, "own_1");
    assert.deepEqual(errors.filter((error) => !error.includes("412")), []);
    await context.close();
  });
}

const looks = {
  en: { edit: "Edit", icon: "Gift", what: "What it is for", save: "Save", undo: "Undo", field: "Edit Date of birth", purposes: "What for", service: "Service" },
  "zh-CN": { edit: "编辑", icon: "礼物", what: "用途说明", save: "保存", undo: "撤销", field: "编辑出生日期", purposes: "使用目的", service: "服务" },
};

for (const [locale, viewport] of [["en", WIDE], ["zh-CN", PHONE]]) {
  test(`an object gets an icon and a description, a personal field its purposes, ${locale}`, { timeout: 240_000 }, async () => {
    const say = looks[locale];
    const { page, context, errors } = await openPage(browser, { locale, viewport, state });
    await visit(page, server.url);
    const was = await object(page, "customer");
    await visit(page, `${server.url}/studio/objects/customer`);
    const drawer = page.getByRole("dialog");
    const take = () => page.getByRole("button", { name: say.undo }).last().click();
    const until = async (wanted) => {
      while (!(await wanted())) await page.evaluate(() => new Promise(requestAnimationFrame));
    };

    await page.getByRole("button", { name: say.edit, exact: true }).click();
    await drawer.getByLabel(say.what).fill(`Whom we sell to ${locale}`);
    await drawer.locator(`label:has(input[aria-label="${say.icon}"])`).click();
    await page.mouse.move(0, 0);
    assert.deepEqual(await findings(page), [], "object");
    await shot(page, `object-looks-${locale}`);
    await drawer.getByRole("button", { name: say.save }).click();
    await drawer.waitFor({ state: "detached" });
    const now = await object(page, "customer");
    assert.deepEqual([now.icon, now.description[locale]], ["gift", `Whom we sell to ${locale}`]);
    await page.getByText(`Whom we sell to ${locale}`).waitFor();
    await take();
    await until(async () => (await object(page, "customer")).icon === (was.icon ?? ""));

    const before = (await field(page, "customer", "birthday")).purposes;
    await page.getByRole("button", { name: say.field }).first().click();
    await drawer.getByLabel(say.purposes).waitFor();
    await drawer.locator(".ant-form-item").filter({ hasText: say.purposes }).locator(".ant-select-selection-item-remove").last().click();
    await shot(page, `field-purposes-${locale}`);
    assert.deepEqual(await findings(page), [], "purposes");
    await drawer.getByRole("button", { name: say.save }).click();
    await drawer.waitFor({ state: "detached" });
    assert.deepEqual((await field(page, "customer", "birthday")).purposes, before.slice(0, -1));
    await take();
    await until(async () => (await field(page, "customer", "birthday")).purposes.length === before.length);
    assert.deepEqual(errors, []);
    await context.close();
  });
}

const counts = {
  en: { add: "New field", save: "Add field", label: "Name of the field", type: "Type", formula: "Formula", expr: "Formula", result: "Result", text: "Text", occupation: "Occupation", unknown: "There is no field nowhere.", unreadable: "This cannot be read from here on.", samples: "What it gives for the newest records", contains: /^contains:/, edit: (name) => `Edit ${name}`, keep: "Save" },
  "zh-CN": { add: "新建字段", save: "添加字段", label: "字段名称", type: "类型", formula: "公式", expr: "公式", result: "结果", text: "文本", occupation: "职业", unknown: "没有字段 nowhere。", unreadable: "从这里起无法识别。", samples: "最新记录的计算结果", contains: /^contains：|^contains:/, edit: (name) => `编辑${name}`, keep: "保存" },
};

for (const [locale, viewport, dark] of [["en", WIDE, false], ["zh-CN", PHONE, true]]) {
  test(`a formula is tried while it is written, and computed for the records that are there, ${locale}`, { timeout: 300_000 }, async () => {
    const say = counts[locale];
    const own = `x_craft_${viewport.width}`;
    const craft = `Juggler${viewport.width}`;
    const { page, context, errors } = await openPage(browser, { locale, viewport, dark, state });
    await visit(page, server.url);
    const old = await ask(page, "POST", "/records/customer", { kind: "person", name: craft, occupation: craft });
    await visit(page, `${server.url}/studio/objects/customer`);
    const drawer = page.getByRole("dialog");
    await page.getByRole("button", { name: say.add }).click();
    await drawer.getByLabel(say.label).fill(own.slice(2));
    await drawer.getByLabel(say.type, { exact: true }).click();
    const list = page.locator(".ant-select-dropdown:visible");
    await list.locator(".rc-virtual-list-holder, .ant-select-dropdown-list-holder").first().evaluate((one) => one.scrollTo(0, 10_000));
    await list.getByText(say.formula, { exact: true }).click();
    const text = drawer.getByLabel(say.expr, { exact: true });

    // what is wrong is said beneath, in its place
    await text.fill("'A ' + nowhere");
    await drawer.getByText(say.unknown).waitFor();
    assert.equal(await drawer.locator("mark").textContent(), "nowhere");
    await shot(page, `formula-fault-${locale}`);
    await text.fill("'A ' + + )");
    await drawer.getByText(say.unreadable).waitFor();
    assert.deepEqual(await findings(page), [], "fault");

    // fields come by a click; what it gives for records is shown before it is there
    await text.fill("'A ' + ");
    await drawer.getByRole("button", { name: `${say.occupation} occupation` }).click();
    assert.equal(await text.inputValue(), "'A ' + occupation");
    await drawer.getByText(say.samples).waitFor();
    await drawer.getByRole("cell", { name: `A ${craft}` }).waitFor();
    assert.deepEqual(await findings(page), [], "samples");
    await shot(page, `formula-samples-${locale}`);
    await drawer.getByRole("button", { name: say.save }).click();
    await drawer.waitFor({ state: "detached" });
    const value = async (wanted) => {
      for (let tried = 0; tried < 300; tried++) {
        const now = (await ask(page, "GET", `/records/customer/${old.id}`))[own];
        if (now === wanted) return;
        await page.waitForTimeout(200);
      }
      assert.fail(`${own} never became ${wanted}`);
    };
    await value(`A ${craft}`);

    // changed, the records that are there follow
    const row = page.getByRole("row").filter({ hasText: own });
    await row.getByRole("button", { name: say.edit(own.slice(2)) }).click();
    await text.fill("occupation.contains('gg') ? 'B ' + occupation : 'C'");
    await drawer.getByRole("cell", { name: `B ${craft}` }).waitFor();
    await shot(page, `formula-edit-${locale}`);
    await drawer.getByRole("button", { name: say.keep, exact: true }).click();
    await drawer.waitFor({ state: "detached" });
    await row.getByText("contains('gg')").waitFor();
    await value(`B ${craft}`);
    assert.deepEqual(errors, []);
    await context.close();
  });
}

test("rooms that bring their words along say them, in the language of then too", { timeout: 300_000 }, async () => {
  const { page, context, errors } = await openPage(browser, { locale: "zh-CN", viewport: WIDE, state });
  const rooms = ["/studio", "/studio/objects/customer", "/studio/keys", "/studio/units", "/studio/configuration", "/studio/audit", "/studio/privacy"];
  // keys that stand where words should; `rules.customer` is what the audit log calls the rules of customers
  const bare = async () => {
    const text = await page.evaluate(() => document.body.innerText);
    const keys = text.match(/\b(keys|studio|formula|usage|config|arrange|rules|units|unitRules|audit|desk)\.[a-z]\w+/g) ?? [];
    return keys.filter((key) => key !== "rules.customer");
  };
  for (const room of rooms) {
    await visit(page, `${server.url}${room}`);
    assert.deepEqual(await bare(), [], room);
  }
  // entered in one language, read in another that is loaded only now
  await visit(page, `${server.url}/studio/objects/customer`);
  await page.getByRole("button", { name: "新建字段" }).waitFor();
  await page.getByRole("button", { name: /语言、外观/ }).click();
  await page.getByRole("menuitem", { name: "语言" }).click();
  const chosen = page.waitForResponse((answer) => answer.request().method() === "PATCH" && answer.url().endsWith("/api/me"));
  await page.getByRole("menuitem", { name: "English" }).click();
  await page.getByRole("button", { name: "New field" }).waitFor();
  await chosen;
  assert.deepEqual(await bare(), []);
  await page.getByRole("button", { name: "Arrange" }).click();
  await page.getByRole("dialog").waitFor();
  assert.deepEqual(await bare(), []);
  // the choice would hold for whoever signs in as this person next
  assert.equal((await ask(page, "PATCH", "/me", { language: "" })).user.language, null);
  assert.deepEqual(errors, []);
  await context.close();
});

const brands = {
  en: { short: "Short name", text: "The colour as text", light: /Too light/, take: "Take #877000 instead", blue: "Blue", own: "Teal, as delivered", save: "Save", saved: /changed for everybody/, away: "Take away", gone: "The logo is taken away", undo: "Undo", nav: "Departments" },
  "zh-CN": { short: "简称", text: "颜色值", light: /颜色太浅/, take: "改用 #877000", blue: "蓝色", own: "青色（默认）", save: "保存", saved: /所有人立即可见/, away: "移除", gone: "标志已移除", undo: "撤销", nav: "部门导航" },
};

/** A picture as high as wide, as PNG. */
const picture = (page) =>
  page.evaluate(() => {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = 128;
    const pen = canvas.getContext("2d");
    pen.fillStyle = "#1d4ed8";
    pen.arc(64, 64, 60, 0, 7);
    pen.fill();
    pen.fillStyle = "#fff";
    pen.fillRect(36, 56, 56, 16);
    return canvas.toDataURL("image/png").split(",")[1];
  });

/** What the colour of the app is as soon as something is painted. */
const watchPaint = () => {
  new MutationObserver((_, observer) => {
    if (!document.querySelector("#root > *")) return;
    window.painted = getComputedStyle(document.documentElement).getPropertyValue("--gx-primary");
    observer.disconnect();
  }).observe(document, { childList: true, subtree: true });
};
const colored = (page, accent) =>
  page.waitForFunction((accent) => getComputedStyle(document.documentElement).getPropertyValue("--gx-primary") === accent, accent);

for (const [locale, viewport] of [["en", WIDE], ["zh-CN", PHONE]]) {
  test(`the company's colour, short name and logo reach everybody, ${locale}`, { timeout: 240_000 }, async () => {
    const say = brands[locale];
    const name = `North ${viewport.width}`;
    const { page, context, errors } = await openPage(browser, { locale, viewport, state });
    const colleague = await openPage(browser, { locale, state });
    const visitor = await openPage(browser, { locale, viewport });
    await visit(colleague.page, `${server.url}/records/customer`);
    const nav = colleague.page.getByRole("navigation", { name: say.nav });
    await visit(page, `${server.url}/studio/brand`);
    const save = page.getByRole("button", { name: say.save, exact: true });
    const choose = (color) => page.locator("label").filter({ has: page.getByRole("radio", { name: color, exact: true }) }).click();
    await shot(page, `brand-as-delivered-${locale}`);

    // what cannot be read is not taken, and what can be is offered
    await page.getByLabel(say.short).fill(name);
    await page.getByLabel(say.text).fill("#ffd400");
    await page.getByText(say.light).waitFor();
    assert.equal(await save.isDisabled(), true);
    await page.getByRole("button", { name: say.take }).click();
    assert.equal(await save.isDisabled(), false);
    await choose(say.blue);
    assert.equal(await page.getByLabel(say.text).inputValue(), "#1d4ed8");
    assert.deepEqual(await findings(page), [], "brand");
    await save.click();
    await page.getByText(say.saved).waitFor();
    await colored(page, "#1d4ed8");

    // who has the app open takes it over
    await colored(colleague.page, "#1d4ed8");
    await nav.getByRole("link", { name, exact: true }).waitFor();
    await colleague.page.waitForFunction((name) => document.title.endsWith(name), name);
    await page.locator("input[type=file]").setInputFiles({ name: "logo.png", mimeType: "image/png", buffer: Buffer.from(await picture(page), "base64") });
    await page.getByRole("button", { name: say.away }).waitFor();
    await nav.locator("img").waitFor();
    await nav.getByText(name).waitFor();
    assert.deepEqual(await findings(page), [], "brand with a logo");
    await shot(page, `brand-${locale}`);

    // whoever comes to the door sees it, and from the second time on before anything else is painted
    await visitor.context.addInitScript(watchPaint);
    await visit(visitor.page, `${server.url}/sign-in`);
    await colored(visitor.page, "#1d4ed8");
    await visitor.page.getByText(name, { exact: true }).waitFor();
    await visitor.page.locator('link[rel="icon"][href*="/api/sign-in/logo/"]').waitFor({ state: "attached" });
    assert.deepEqual(await findings(visitor.page), [], "sign-in");
    await shot(visitor.page, `brand-sign-in-${locale}`);
    await visit(visitor.page, `${server.url}/sign-in`);
    assert.equal(await visitor.page.evaluate(() => window.painted), "#1d4ed8");
    const manifest = await visitor.page.locator('link[rel="manifest"]').getAttribute("href");
    assert.equal((await visitor.page.evaluate(async (at) => (await fetch(at)).json(), manifest)).short_name, name);

    // in dark it is a lighter shade of it
    await colleague.page.emulateMedia({ colorScheme: "dark" });
    await colleague.page.waitForFunction(() => document.documentElement.dataset.mode === "dark");
    assert.deepEqual(await findings(colleague.page), [], "a list in dark");
    await shot(colleague.page, `brand-list-dark-${locale}`);
    await page.emulateMedia({ colorScheme: "dark" });
    await page.waitForFunction(() => document.documentElement.dataset.mode === "dark");
    assert.deepEqual(await findings(page), [], "brand in dark");
    await shot(page, `brand-dark-${locale}`);
    await page.emulateMedia({ colorScheme: "light" });
    await colleague.page.emulateMedia({ colorScheme: "light" });

    // taken away by mistake, and again
    await page.getByRole("button", { name: say.away }).click();
    await nav.locator("img").waitFor({ state: "detached" });
    await page.getByText(say.gone).locator("..").getByRole("button", { name: say.undo }).click();
    await nav.locator("img").waitFor();
    await page.getByRole("button", { name: say.away }).click();
    await nav.locator("img").waitFor({ state: "detached" });
    await page.getByLabel(say.short).fill("");
    await choose(say.own);
    await save.click();
    await colored(colleague.page, "#0f766e");
    await nav.getByText(name).waitFor({ state: "detached" });
    for (const seen of [errors, colleague.errors, visitor.errors]) assert.deepEqual(seen, []);
    for (const one of [context, colleague.context, visitor.context]) await one.close();
  });
}
