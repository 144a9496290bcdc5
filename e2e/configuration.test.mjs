// An administrator installs a pack, sees what it changed, takes it back; and brings in a configuration, good and bad.
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
  en: { pack: "Car dealer", look: "See what it adds", install: /^Install/, undo: "Undo", back: "taken back", there: /is installed/, vehicle: "Vehicle", file: "File", apply: /^Apply/, refused: /cannot be applied/, log: "Log", take: "Take back" },
  "zh-CN": { pack: "汽车经销商", look: "查看内容", install: /^安装/, undo: "撤销", back: "已撤回", there: /已安装/, vehicle: "车辆", file: "配置文件", apply: /^应用/, refused: /无法应用/, log: "变更记录", take: "撤回" },
};

for (const [locale, viewport] of [["en", WIDE], ["zh-CN", PHONE]]) {
  test(`a pack is looked at, installed and taken back, ${locale}`, { timeout: 240_000 }, async () => {
    const say = words[locale];
    const { page, context, errors } = await openPage(browser, { locale, viewport, state });
    await visit(page, `${server.url}/studio/configuration`);
    const card = page.getByRole("listitem").filter({ hasText: say.pack });
    await card.waitFor();
    assert.deepEqual(await findings(page), [], "packs");
    await shot(page, `packs-${locale}`);
    await card.getByRole("button", { name: say.look }).click();
    const drawer = page.getByRole("dialog");
    await drawer.getByRole("status").waitFor();
    await drawer.locator("summary").filter({ hasText: "x_vehicle" }).first().click();
    await drawer.getByRole("button", { name: say.install }).waitFor();
    assert.deepEqual(await findings(page), [], "difference");
    await shot(page, `difference-${locale}`);
    await drawer.getByRole("button", { name: say.install }).click();
    await drawer.waitFor({ state: "detached" });
    await card.getByText(say.there).waitFor();
    const meta = await ask(page, "GET", "/meta");
    assert.ok(meta.objects.some(({ name, hidden }) => name === "x_vehicle" && !hidden));
    await page.getByRole("tab", { name: say.log }).click();
    await page.getByRole("button", { name: say.take }).first().waitFor();
    assert.deepEqual(await findings(page), [], "applied");
    await shot(page, `applied-${locale}`);
    await page.getByRole("button", { name: say.undo, exact: true }).last().click();
    await page.locator(".ant-message").getByText(say.back).waitFor();
    const after = await ask(page, "GET", "/meta");
    assert.ok(after.objects.every(({ name, hidden }) => name !== "x_vehicle" || hidden));
    assert.deepEqual(errors, []);
    await context.close();
  });
}

test("a file is compared before it is applied; a bad one says where", { timeout: 240_000 }, async () => {
  const say = words.en;
  const { page, context, errors } = await openPage(browser, { locale: "en", viewport: WIDE, state });
  await visit(page, `${server.url}/studio/configuration?tab=file`);
  await page.getByText("Drop a file here").waitFor();
  assert.deepEqual(await findings(page), [], "file");
  await shot(page, "file-en");
  const bring = (name, text) => page.locator("input[type=file]").setInputFiles({ name, mimeType: "application/json", buffer: Buffer.from(text) });
  await bring("bad.json", "{ \"guanxi\": 1, \"object\": [] }");
  await page.getByText("object: is not known").waitFor();
  const file = {
    guanxi: 1,
    objects: [{ name: "customer", fields: [{ name: "occupation", labels: { en: "Trade", "zh-CN": "职业" } }, { name: "x_wrong", type: "formula", expr: "nothing + 1", result: "integer" }] }],
    tags: [{ code: "sailor", name: "Sailor", color: "blue" }],
  };
  await bring("good.json", JSON.stringify(file));
  const drawer = page.getByRole("dialog");
  await drawer.getByRole("alert").filter({ hasText: say.refused }).waitFor();
  await drawer.locator("summary").filter({ hasText: "customer.occupation" }).click();
  await drawer.getByText("Trade").first().waitFor();
  assert.deepEqual(await findings(page), [], "refused");
  await shot(page, "difference-refused-en");
  await drawer.getByRole("button", { name: say.apply }).click();
  await drawer.waitFor({ state: "detached" });
  await page.getByText(/Applied: 1 new, 1 changed/).waitFor();
  const meta = await ask(page, "GET", "/meta");
  const customer = meta.objects.find(({ name }) => name === "customer");
  assert.equal(customer.fields.find(({ name }) => name === "occupation").labels.en, "Trade");
  const expected = errors.filter((one) => !one.includes("422"));
  assert.deepEqual(expected, []);
  await context.close();
});
