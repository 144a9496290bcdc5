// Many customers are changed at once, followed on another page, and put back; a list is grouped and has totals.
import assert from "node:assert/strict";
import { test } from "node:test";
import { ask, openPage, visit, WIDE } from "./browser.mjs";
import { browser, server, stage, state } from "./stage.mjs";

stage();

const option = (page, text) => page.locator(".ant-select-dropdown:visible .ant-select-item-option").filter({ hasText: text }).first();
const shot = (page, name) =>
  process.env.SHOTS && page.waitForTimeout(400).then(() => page.screenshot({ path: `${process.env.SHOTS}/${name}.png`, animations: "disabled" }));

test("all that match are tagged, followed to the end and put back", { timeout: 240_000 }, async () => {
  const { page, errors, context } = await openPage(browser, { locale: "en", viewport: WIDE, state });
  await visit(page, `${server.url}/records/customer?filter=country:GB`);
  const { count } = await ask(page, "GET", "/records/customer?filter=country:GB&count=1&limit=1");
  const words = `${count.toLocaleString("en")} customers`;
  await page.getByRole("checkbox", { name: "Select all loaded rows" }).check();
  await page.getByRole("button", { name: /^Select all .* that match$/ }).click();
  await page.getByText(/^All .* that match are selected/).waitFor();
  await page.getByRole("toolbar").getByRole("button", { name: "Edit a field" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Field").fill("Occupation");
  await option(page, "Occupation").click();
  await dialog.getByLabel("Occupation", { exact: true }).fill("Merchant");
  await shot(page, "bulk-dialog-en");
  await dialog.getByRole("button", { name: `Set for ${words}` }).click();
  const notice = page.locator(".ant-notification-notice").filter({ hasText: "Merchant" });
  await notice.waitFor();
  await page.getByRole("link", { name: "Products" }).first().click();
  await page.waitForURL(/records\/product/);
  await shot(page, "bulk-progress-en");
  await notice.getByText(`${words} changed`).waitFor({ timeout: 240_000 });
  const after = await ask(page, "GET", "/records/customer?filter=country:GB%20occupation:Merchant&count=1&limit=1");
  assert.equal(after.count, count);
  await shot(page, "bulk-done-en");
  await notice.getByRole("button", { name: "Undo" }).click();
  await notice.getByText(`${words} put back`).waitFor({ timeout: 240_000 });
  const back = await ask(page, "GET", "/records/customer?filter=occupation:Merchant&count=1&limit=1");
  assert.equal(back.count, 0);
  await visit(page, `${server.url}/records/customer`);
  await page.getByRole("button", { name: "Changes of many at once" }).click();
  await page.getByRole("dialog").getByText("Taken back").first().waitFor();
  await shot(page, "bulk-history-en");
  assert.deepEqual(errors, []);
  await context.close();
});

test("a list is grouped, a group opened, totals stand at the foot", { timeout: 240_000 }, async () => {
  const { page, errors, context } = await openPage(browser, { locale: "zh-CN", viewport: WIDE, state });
  await visit(page, `${server.url}/records/customer`);
  await page.getByRole("button", { name: "分组与合计" }).click();
  await page.getByRole("checkbox", { name: "底部显示合计行" }).check();
  await page.getByLabel("分组依据").fill("国家");
  await option(page, "国家/地区").click();
  await page.keyboard.press("Escape");
  await page.waitForURL((url) => url.searchParams.get("group") === "country" && url.searchParams.get("totals") === "1");
  const group = page.getByRole("row").filter({ hasText: "法国" }).first();
  await group.getByRole("button").first().click();
  await page.getByRole("row").filter({ hasText: "法国" }).nth(1).waitFor();
  await page.getByRole("row", { name: "底部显示合计行" }).getByText(/共 .* 条/).waitFor();
  await shot(page, "grouped-zh-CN");
  assert.deepEqual(errors, []);
  await context.close();
});
