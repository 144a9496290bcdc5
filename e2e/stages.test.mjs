// Stages of an object: an administrator says what each asks; the record page and the board show the way, and ask for what is missing.
import assert from "node:assert/strict";
import { test } from "node:test";
import { findings } from "./axe.mjs";
import { ask, openPage, PHONE, visit, WIDE } from "./browser.mjs";
import { browser, server, stage, state } from "./stage.mjs";

stage();

/** What a screen looks like, for who asks to see it. */
const shot = (page, name) =>
  process.env.SHOTS && page.waitForTimeout(500).then(() => page.screenshot({ path: `${process.env.SHOTS}/${name}.png`, animations: "disabled" }));
const label = (en, zh) => ({ en, "zh-CN": zh });
const field = async (page, object, name) =>
  (await ask(page, "GET", "/meta")).objects.find((one) => one.name === object).fields.find((one) => one.name === name);

const stageWords = {
  en: { edit: "Edit Phase", save: "Save", are: "These are the stages", of: (name, part) => `${name}: ${part}`, outcome: "outcome", probability: "probability", stalled: "stalled after", needs: "must be known to enter it", from: "entered from", won: "Won", reason: "Why", undo: "Undo", talk: "Talk", done: "Done", changed: "Phase: changed" },
  "zh-CN": { edit: "编辑阶段", save: "保存", are: "这些选项是业务阶段", of: (name, part) => `${name}：${part}`, outcome: "结果", probability: "成功概率", stalled: "停滞期限", needs: "进入前必须填写", from: "可以从哪些阶段进入", won: "赢单", reason: "原因", undo: "撤销", talk: "洽谈", done: "成交", changed: "阶段：已修改" },
};

for (const [locale, viewport] of [["en", WIDE], ["zh-CN", PHONE]]) {
  test(`a choice becomes the stages of its object, ${locale}`, { timeout: 240_000 }, async () => {
    const say = stageWords[locale];
    const own = `x_project_${viewport.width}`;
    const { page, context, errors } = await openPage(browser, { locale, viewport, state });
    await visit(page, server.url);
    await ask(page, "POST", "/objects", {
      name: own, title: "x_name", labels: label("Project", "项目"), plural: label("Projects", "项目"), fields: [
        { name: "x_name", type: "text" },
        { name: "x_phase", type: "select", labels: label("Phase", "阶段"), options: [{ value: "talk", labels: label("Talk", "洽谈"), color: "blue" }, { value: "done", labels: label("Done", "成交"), color: "green" }] },
        { name: "x_reason", type: "text", labels: label("Why", "原因") }],
    });
    const stages = async () => (await field(page, own, "x_phase")).stages ?? [];
    await visit(page, `${server.url}/studio/objects/${own}`);
    await page.getByRole("row").filter({ hasText: "x_phase" }).getByRole("button", { name: say.edit }).click();
    const drawer = page.getByRole("dialog");
    await drawer.getByRole("checkbox", { name: say.are }).check();
    const part = (role, name, what) => drawer.getByRole(role, { name: say.of(name, what) });
    const choose = async (name, what, option) => {
      await part("combobox", name, what).click();
      await page.locator(".ant-select-dropdown:visible .ant-select-item-option").filter({ hasText: option }).click();
    };
    await part("spinbutton", say.talk, say.probability).fill("30");
    await part("spinbutton", say.talk, say.stalled).fill("14");
    await choose(say.done, say.outcome, say.won);
    await part("spinbutton", say.done, say.probability).waitFor({ state: "detached" });
    await choose(say.done, say.needs, say.reason);
    await page.keyboard.press("Escape");
    await page.locator(".ant-select-dropdown:visible").waitFor({ state: "detached" });
    await choose(say.done, say.from, say.talk);
    await page.keyboard.press("Escape");
    await page.locator(".ant-select-dropdown:visible").waitFor({ state: "detached" });
    await page.waitForTimeout(400);
    await shot(page, `studio-stages-${locale}`);
    assert.deepEqual(await findings(page), [], "stages");
    await drawer.getByRole("button", { name: say.save }).click();
    await drawer.waitFor({ state: "detached" });
    assert.deepEqual(await stages(), [
      { value: "talk", outcome: "open", probability: 30, stalled_after: 14, needs: [], from: [] },
      { value: "done", outcome: "won", needs: ["x_reason"], from: ["talk"] },
    ]);
    await page.getByText(say.changed).waitFor();
    const back = page.waitForResponse((answer) => answer.url().includes("/fields/x_phase") && answer.request().method() === "PATCH");
    await page.getByRole("button", { name: say.undo }).last().click();
    await back;
    assert.deepEqual(await stages(), []);
    await context.close();
    assert.deepEqual(errors, []);
  });
}

/** Deals that are won with a contract, from an offer with an amount; `own` is the name of the object. */
async function deals(page, own) {
  const option = (value, en, zh, color) => ({ value, labels: label(en, zh), color });
  await ask(page, "POST", "/objects", {
    name: own, title: "x_name", sort: "x_name", list: ["x_name", "x_stage", "x_amount"], department: "sales",
    labels: label("Deal", "商机"), plural: label("Deals", "商机"), fields: [
      { name: "x_name", type: "text", labels: label("Name", "名称") },
      { name: "x_stage", type: "select", default: '"talk"', labels: label("Stage", "阶段"),
        options: [option("talk", "Talk", "洽谈", "blue"), option("demo", "Demo", "演示", "purple"), option("offer", "Offer", "报价", "amber"), option("won", "Won", "成交", "green"), option("lost", "Lost", "丢单", "grey")],
        stages: [
          { value: "talk", probability: 10, stalled_after: 14 },
          { value: "demo", probability: 30 },
          { value: "offer", probability: 60, needs: ["x_amount"] },
          { value: "won", outcome: "won", needs: ["x_contract"], from: ["offer"] },
          { value: "lost", outcome: "lost", needs: ["x_reason"] }] },
      { name: "x_amount", type: "money", labels: label("Amount", "金额") },
      { name: "x_contract", type: "text", labels: label("Contract", "合同") },
      { name: "x_reason", type: "text", labels: label("Why", "原因") }],
  });
}

const pageWords = {
  en: { bar: "Stage", next: (stage) => `Next: ${stage}`, move: (stage) => `Move to ${stage}`, end: "Close", undo: "Undo", talk: "Talk", demo: "Demo", offer: "Offer", won: "Won", lost: "Lost", amount: "Amount", contract: "Contract", why: "Why", stalled: "Stalled: here for 20 days" },
  "zh-CN": { bar: "阶段", next: (stage) => `下一步：${stage}`, move: (stage) => `移到${stage}`, end: "结束", undo: "撤销", talk: "洽谈", demo: "演示", offer: "报价", won: "成交", lost: "丢单", amount: "金额", contract: "合同", why: "原因", stalled: "已停滞，停留 20 天" },
};

/** The page's clock goes ahead by days. */
const later = (page, days) => page.clock.setFixedTime(new Date(Date.now() + days * 86_400_000));

for (const [locale, viewport, dark] of [["en", WIDE, false], ["zh-CN", PHONE, true]]) {
  test(`a record goes its way from its page, ${locale}`, { timeout: 240_000 }, async () => {
    const say = pageWords[locale];
    const own = `x_page_deal_${viewport.width}`;
    const { page, context, errors } = await openPage(browser, { locale, viewport, dark, state });
    await visit(page, server.url);
    await deals(page, own);
    const { id } = await ask(page, "POST", `/records/${own}`, { x_name: "Lamps for the hotel" });
    const now = () => ask(page, "GET", `/records/${own}/${id}`);
    await visit(page, `${server.url}/records/${own}/${id}`);
    const bar = page.getByRole("navigation", { name: say.bar, exact: true });
    const dialog = page.getByRole("dialog");
    await bar.locator('[aria-current="step"]').filter({ hasText: say.talk }).waitFor();
    assert.deepEqual(await findings(page), [], "bar");
    await shot(page, `stage-bar-${locale}`);

    // what asks for nothing is one press, and back
    await bar.getByRole("button", { name: say.next(say.demo) }).click();
    await bar.locator('[aria-current="step"]').filter({ hasText: say.demo }).waitFor();
    await page.getByRole("button", { name: say.undo }).last().click();
    await bar.locator('[aria-current="step"]').filter({ hasText: say.talk }).waitFor();
    assert.equal((await now()).x_stage, "talk");

    // what is needed is asked for, and saved with the stage
    await bar.getByRole("button", { name: say.offer }).first().click();
    await dialog.getByRole("button", { name: say.move(say.offer) }).waitFor();
    await shot(page, `stage-dialog-${locale}`);
    assert.deepEqual(await findings(page), [], "dialog");
    await dialog.getByRole("spinbutton", { name: say.amount }).fill("1200");
    await dialog.getByRole("button", { name: say.move(say.offer) }).click();
    await dialog.waitFor({ state: "detached" });
    await bar.locator('[aria-current="step"]').filter({ hasText: say.offer }).waitFor();
    let record = await now();
    assert.deepEqual([record.x_stage, Number(record.x_amount.amount)], ["offer", 1200]);

    // the ends are in a menu
    await bar.getByRole("button", { name: say.end }).click();
    await page.getByRole("menuitem", { name: say.won }).click();
    await dialog.getByRole("textbox", { name: say.contract }).fill("C-1");
    await dialog.getByRole("button", { name: say.move(say.won) }).click();
    await dialog.waitFor({ state: "detached" });
    await bar.locator('[aria-current="step"]').waitFor({ state: "detached" });
    record = await now();
    assert.deepEqual([record.x_stage, record.x_contract], ["won", "C-1"]);
    await shot(page, `stage-won-${locale}`);
    assert.deepEqual(await findings(page), [], "won");
    assert.deepEqual(errors, []);
    await context.close();
  });
}

test("a lost customer's stage asks why", { timeout: 240_000 }, async () => {
  const { page, context, errors } = await openPage(browser, { locale: "en", viewport: WIDE, state });
  await visit(page, server.url);
  const { id } = await ask(page, "POST", "/records/customer", { kind: "person", name: "Stage Ada" });
  await visit(page, `${server.url}/records/customer/${id}`);
  await page.getByTitle("Edit Stage").click();
  await page.getByRole("menuitem", { name: "Lost" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox", { name: "Reason for the stage" }).fill("moved away");
  await dialog.getByRole("button", { name: "Move to Lost" }).click();
  await dialog.waitFor({ state: "detached" });
  const record = await ask(page, "GET", `/records/customer/${id}`);
  assert.deepEqual([record.stage, record.stage_reason], ["lost", "moved away"]);
  assert.deepEqual(errors, []);
  await context.close();
});

for (const [locale, viewport, dark] of [["en", WIDE, false], ["zh-CN", PHONE, true]]) {
  test(`a board shows what stages are worth and asks for what they need, ${locale}`, { timeout: 240_000 }, async () => {
    const say = pageWords[locale];
    const own = `x_board_deal_${viewport.width}`;
    const { page, context, errors } = await openPage(browser, { locale, viewport, dark, state });
    await visit(page, server.url);
    await deals(page, own);
    const money = (amount) => ({ amount, currency: "GBP" });
    const make = (x_name, more) => ask(page, "POST", `/records/${own}`, { x_name, ...more });
    const lamps = await make("Lamps", { x_amount: money("1000") });
    await make("Chairs", { x_amount: money("500"), x_stage: "offer" });
    const tea = await make("Tea");
    await later(page, 20);
    await visit(page, `${server.url}/records/${own}?as=board:x_stage|sum:x_amount`);
    const column = (name) => page.getByRole("region", { name, exact: true });
    const card = (name, title) => column(name).getByRole("article", { name: title });
    const dialog = page.getByRole("dialog");
    await card(say.talk, "Lamps").getByText(say.stalled).waitFor();
    await column(say.offer).getByText("300.00").waitFor();
    assert.equal(await card(say.offer, "Chairs").getByText(say.stalled).count(), 0);
    await shot(page, `stage-board-${locale}`);
    assert.deepEqual(await findings(page), [], "board");

    // what is not a way is shut: by keys it is said, and in the menu
    await card(say.talk, "Lamps").focus();
    await page.keyboard.press("Space");
    for (let step = 0; step < 3; step++) await page.keyboard.press("ArrowRight");
    await column(say.won).and(page.locator("[data-barred]")).waitFor();
    await shot(page, `stage-board-shut-${locale}`);
    await page.keyboard.press("Space");
    await column(say.won).and(page.locator(":not([data-barred])")).waitFor();
    assert.equal((await ask(page, "GET", `/records/${own}/${lamps.id}`)).x_stage, "talk");

    // what lacks something is asked for it, and moves with it
    await card(say.talk, "Tea").focus();
    await page.keyboard.press("Space");
    for (let step = 0; step < 2; step++) await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Space");
    await dialog.getByRole("spinbutton", { name: say.amount }).fill("250");
    await shot(page, `stage-board-asks-${locale}`);
    assert.deepEqual(await findings(page), [], "dialog");
    await dialog.getByRole("button", { name: say.move(say.offer) }).click();
    await dialog.waitFor({ state: "detached" });
    await card(say.offer, "Tea").waitFor();
    assert.equal((await ask(page, "GET", `/records/${own}/${tea.id}`)).x_stage, "offer");

    // what lacks nothing goes at once
    await card(say.talk, "Lamps").focus();
    await page.keyboard.press("Space");
    for (let step = 0; step < 2; step++) await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Space");
    await card(say.offer, "Lamps").waitFor();
    assert.deepEqual(errors, []);
    await context.close();
  });
}
