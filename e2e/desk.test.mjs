// The privacy desk, files that come in by themselves, and reports, each by the hands of an administrator.
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { findings } from "./axe.mjs";
import { ask, openPage, PHONE, visit } from "./browser.mjs";
import { browser, server, stage, state } from "./stage.mjs";

const folder = mkdtempSync(join(tmpdir(), "guanxi-inbox-"));
stage({ args: ["--demo", "--import-folder", folder] });

const shot = (page, name) =>
  process.env.SHOTS && page.waitForTimeout(400).then(() => page.screenshot({ path: `${process.env.SHOTS}/${name}.png`, animations: "disabled" }));
const choose = (page, text) => page.locator(".ant-select-item-option").filter({ hasText: text }).first().click();

test("a request for one's data is entered, answered with an archive, and closed", { timeout: 240_000 }, async () => {
  const { page, context, errors } = await openPage(browser, { locale: "en", state });
  await visit(page, `${server.url}/studio/privacy`);
  const name = `Ida Asks ${Date.now()}`;
  const customer = await ask(page, "POST", "/records/customer", { name });
  await page.getByRole("button", { name: "Enter a request" }).click();
  const form = page.getByRole("dialog");
  await form.getByLabel("Customer").fill(name);
  await choose(page, name);
  await form.getByLabel("Answer to").fill("ida@example.com");
  await form.getByRole("button", { name: "Save" }).click();
  await form.waitFor({ state: "detached" });
  const row = page.getByRole("row", { name: new RegExp(name) });
  await row.getByRole("button", { name: "Open" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("How identity was checked").fill("Knows her last order");
  await dialog.getByRole("button", { name: "Make an archive" }).click();
  await page.locator(".ant-popover").getByRole("button", { name: "Make an archive" }).click();
  await dialog.getByText("Archive made").waitFor();
  await dialog.getByLabel("What was answered").fill("Sent by mail");
  await dialog.getByRole("button", { name: "Close as done" }).click();
  await dialog.getByRole("button", { name: "Open again" }).waitFor();
  await page.keyboard.press("Escape");
  await row.waitFor({ state: "detached" });
  await page.getByText("Closed", { exact: true }).click();
  await row.waitFor();
  await page.getByRole("tab", { name: "Processing" }).click();
  await page.waitForURL(/tab=processing/);
  await page.getByLabel("Controller").waitFor();
  await page.goBack();
  await page.getByRole("button", { name: "Enter a request" }).waitFor();
  assert.deepEqual(errors, []);
  await context.close();
});

test("files that others put into a folder come in by a schedule that is made, paused and removed", { timeout: 240_000 }, async () => {
  const { page, context, errors } = await openPage(browser, { locale: "en", state });
  await visit(page, `${server.url}/imports/schedules`);
  const fields = { external_id: "number", name: "name" };
  const object = [{ object: "customer", key: ["external_id"], mode: "upsert", fields }];
  await ask(page, "POST", "/import-templates", { name: "nightly", title: "Nightly list", object });
  mkdirSync(join(folder, "demo", "erp"), { recursive: true });
  const file = join(folder, "demo", "erp", "list.csv");
  writeFileSync(file, "number,name\nN-1,Nora Nightly\nN-2,Ned Nightly\n");
  await page.getByRole("button", { name: "Schedule an import" }).click();
  const form = page.getByRole("dialog");
  await form.getByLabel("Name", { exact: true }).fill("Every night");
  await form.getByLabel("What the columns mean").click();
  await choose(page, "Nightly list");
  await form.getByLabel("Path").fill("erp");
  await form.getByRole("button", { name: "See what is there" }).click();
  await form.getByText("1 file fits list.csv").waitFor();
  await form.getByRole("button", { name: "Save" }).click();
  await form.waitFor({ state: "detached" });
  const more = async (what) => {
    await page.getByRole("button", { name: "More for Every night" }).click();
    await page.getByRole("menuitem", { name: what }).click();
  };
  // What may still be growing is taken later.
  const there = async () => (await ask(page, "GET", "/records/customer?filter=external_id%3AN-1")).items.length;
  for (let tries = 0; tries < 40 && !(await there()); tries++) {
    await more("Look now");
    await page.waitForTimeout(1_500);
  }
  assert.equal(await there(), 1);
  await page.getByRole("button", { name: "Every night", exact: true }).click();
  await page.getByRole("dialog").getByText("Taken in").waitFor();
  await page.getByRole("dialog").getByText("list.csv").first().waitFor();
  await page.getByRole("dialog").getByRole("button", { name: "Close" }).click();
  await more("Pause");
  await page.getByText("Paused").waitFor();
  await more("Remove");
  await page.locator(".ant-modal-confirm-btns").getByRole("button", { name: "Remove" }).click();
  await page.getByText("Nothing comes in by itself yet").waitFor();
  assert.equal(readFileSync(file, "utf8").split("\n").length, 4);
  assert.deepEqual(errors, []);
  await context.close();
});

for (const [locale, viewport] of [["en", undefined], ["zh-CN", PHONE]])
  test(`reports are read part by part, and addressed, ${locale}`, { timeout: 240_000 }, async () => {
    const { page, context, errors } = await openPage(browser, { locale, viewport, state });
    await visit(page, `${server.url}/insight/people`);
    for (const [at, tab] of [[1, "known"], [2, "access"]]) {
      await page.getByRole("tab").nth(at).click();
      await page.waitForURL(new RegExp(`tab=${tab}`));
      await page.locator("main table tbody tr").nth(3).waitFor();
    }
    await visit(page, `${server.url}/insight/people?tab=known`);
    await page.getByRole("tab", { selected: true }).and(page.getByRole("tab").nth(1)).waitFor();

    // A target of which the field falls short is told; it can be taken back.
    const say = locale === "en" ? { of: "Target of Date of birth in percent", below: "Below the target of 99%", undo: "Undo" } : { of: "出生日期的目标（百分比）", below: "低于目标 99%", undo: "撤销" };
    const target = page.getByRole("spinbutton", { name: say.of });
    await target.fill("99");
    await target.press("Enter");
    await page.getByTitle(say.below).waitFor();
    assert.deepEqual((await ask(page, "GET", "/reports/known/customer")).targets, { birthday: 99 });
    assert.deepEqual(await findings(page), []);
    await shot(page, `known-target-${locale}`);
    await page.getByRole("button", { name: say.undo }).click();
    await page.getByTitle(say.below).waitFor({ state: "detached" });
    assert.equal(await target.inputValue(), "");
    assert.deepEqual(errors, []);
    await context.close();
  });
