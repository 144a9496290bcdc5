// A table is edited as a spreadsheet: by keys, by typing, by copy and paste; with undo, refusals at their cells and conflicts.
import assert from "node:assert/strict";
import { test } from "node:test";
import { findings } from "./axe.mjs";
import { ask, openPage, visit, WIDE } from "./browser.mjs";
import { browser, server, stage, state } from "./stage.mjs";

stage();

const shot = (page, name) =>
  process.env.SHOTS && page.waitForTimeout(400).then(() => page.screenshot({ path: `${process.env.SHOTS}/${name}.png`, animations: "disabled" }));
const cols = ["name", "occupation", "birthday", "country", "gender", "stage", "spend", "owner"];
const cell = (page, row, name) => page.locator(`[aria-rowindex="${row + 2}"] [data-col="${cols.indexOf(name)}"]`);
const keys = async (page, ...all) => {
  for (const key of all) await page.keyboard.press(key);
};
const saved = (page) => page.waitForResponse((answer) => ["PATCH", "POST"].includes(answer.request().method()) && answer.url().includes("/records/customer"));

async function three(page, prefix) {
  const make = (name) => ask(page, "POST", "/records/customer", { kind: "person", name: `${prefix} ${name}`, occupation: "cook" });
  return [await make("Ada"), await make("Bo"), await make("Cy")];
}

async function open(locale, prefix) {
  const opened = await openPage(browser, { locale, viewport: WIDE, state });
  await opened.context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: server.url });
  await visit(opened.page, server.url);
  const records = await three(opened.page, prefix);
  await visit(opened.page, `${server.url}/records/customer?filter=name^"${prefix} "&sort=name&cols=${cols.join(",")}`);
  await opened.page.getByText(`${prefix} Cy`).first().waitFor();
  return { ...opened, records };
}
const now = (page, record) => ask(page, "GET", `/records/customer/${record.id}`);

test("cells are edited by keys and typing, taken back and emptied", { timeout: 240_000 }, async () => {
  const { page, errors, context, records } = await open("en", "Typed");
  await page.getByRole("grid").focus();
  await keys(page, "ArrowDown", "ArrowRight");
  assert.equal(await cell(page, 0, "occupation").getAttribute("aria-selected"), "true");
  await page.waitForFunction(() => document.activeElement?.matches("input[aria-label='Occupation: cook']"));
  // Typing takes the place of the value, Enter saves and goes down, Tab to the right, Esc leaves.
  let answer = saved(page);
  await page.keyboard.type("geologist");
  await keys(page, "Enter");
  await answer;
  await cell(page, 0, "occupation").getByText("geologist").waitFor();
  assert.equal((await now(page, records[0])).occupation, "geologist");
  assert.equal(await cell(page, 1, "occupation").getAttribute("data-cursor"), "");
  await keys(page, "F2");
  await page.keyboard.press("End");
  await page.keyboard.type(" and poet");
  answer = saved(page);
  await keys(page, "Tab");
  await answer;
  assert.equal((await now(page, records[1])).occupation, "cook and poet");
  assert.equal(await cell(page, 1, "birthday").getAttribute("data-cursor"), "");
  await keys(page, "ArrowLeft", "Enter");
  await page.keyboard.type("nothing");
  await keys(page, "Escape");
  await cell(page, 1, "occupation").getByText("cook and poet").waitFor();
  // Ctrl-Z takes the last change back; Delete empties, and says how to undo.
  answer = saved(page);
  await keys(page, "Control+z");
  await answer;
  assert.equal((await now(page, records[1])).occupation, "cook");
  answer = saved(page);
  await keys(page, "Delete");
  await answer;
  assert.equal((await now(page, records[1])).occupation, null);
  await page.getByText("Occupation has been emptied").waitFor();
  answer = saved(page);
  await page.getByRole("button", { name: "Undo" }).last().click();
  await answer;
  assert.equal((await now(page, records[1])).occupation, "cook");

  // What cannot be set says why, what the server refuses stands at its cell and is not lost.
  await cell(page, 0, "spend").click();
  await keys(page, "Enter");
  await page.getByRole("status").filter({ hasText: /computed|operation|system/ }).waitFor();
  await shot(page, "cells-closed-en");
  await cell(page, 0, "stage").dblclick();
  await page.locator(".ant-select-dropdown:visible .ant-select-item-option").filter({ hasText: "Lost" }).click();
  await cell(page, 0, "stage").and(page.locator("[data-refused]")).waitFor();
  await page.getByRole("status").filter({ hasText: "must be known before the record goes to Lost" }).waitFor();
  await shot(page, "cells-refused-en");
  await keys(page, "Enter");
  await page.getByRole("alert").filter({ hasText: "must be known before the record goes to Lost" }).waitFor();
  // Esc closes the list, then leaves the editor, then forgets what was refused.
  const choices = page.locator(".ant-select-dropdown:visible");
  await choices.waitFor();
  await keys(page, "Escape");
  await choices.waitFor({ state: "hidden" });
  await keys(page, "Escape");
  await page.getByRole("alert").filter({ hasText: "must be known before the record goes to Lost" }).waitFor({ state: "hidden" });
  await page.waitForFunction(() => document.activeElement?.matches("input[aria-label^='Stage']"));
  await keys(page, "Escape");
  await cell(page, 0, "stage").and(page.locator(":not([data-refused])")).waitFor();

  // A choice by its list.
  await cell(page, 2, "gender").click();
  await keys(page, "Enter", "ArrowDown");
  answer = saved(page);
  await keys(page, "Enter");
  await answer;
  assert.ok((await now(page, records[2])).gender);
  assert.deepEqual(await findings(page), []);
  // Esc leaves the table, its keys belong to the app again.
  await keys(page, "Escape");
  await page.getByRole("grid").and(page.locator(":focus")).waitFor();
  assert.deepEqual(errors.filter((text) => !/422/.test(text)), []);
  await context.close();
});

test("blocks are copied, pasted after a look, and taken back", { timeout: 240_000 }, async () => {
  const { page, errors, context, records } = await open("zh-CN", "Pasted");
  await cell(page, 0, "occupation").click();
  await page.evaluate(() => navigator.clipboard.writeText("护士\t1990年2月3日\t法国\n教师\t不知道\tGB\n"));
  await keys(page, "Control+v");
  const dialog = page.getByRole("dialog");
  await dialog.getByText("护士").waitFor();
  await dialog.getByText("“不知道”不是日期", { exact: false }).first().waitFor();
  await shot(page, "cells-paste-zh");
  assert.deepEqual(await findings(page), []);
  let answer = saved(page);
  await dialog.getByRole("button", { name: /修改 \d 个单元格/ }).click();
  await answer;
  await dialog.waitFor({ state: "detached" });
  const [ada, bo] = [await now(page, records[0]), await now(page, records[1])];
  assert.deepEqual([ada.occupation, ada.birthday, ada.country, bo.occupation, bo.birthday, bo.country], ["护士", "1990-02-03", "FR", "教师", null, "GB"]);
  answer = saved(page);
  await page.getByRole("button", { name: /撤\s?销/ }).last().click();
  await answer;
  assert.equal((await now(page, records[1])).occupation, "cook");

  // A block that is copied pastes back as it was.
  await cell(page, 0, "name").click({ modifiers: ["Shift"] });
  await cell(page, 0, "occupation").click();
  await keys(page, "Shift+ArrowDown", "Shift+ArrowRight", "Control+c");
  await page.getByText("已复制 4 个单元格").waitFor();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  assert.deepEqual(copied.split("\n").map((line) => line.split("\t")[0]), ["cook", "cook"]);
  await shot(page, "cells-block-zh");
  assert.deepEqual(errors, []);
  await context.close();
});

test("somebody else was quicker: both versions are shown, one is chosen", { timeout: 240_000 }, async () => {
  const { page, context, records } = await open("en", "Quicker");
  await cell(page, 0, "occupation").dblclick();
  await page.locator("[data-editor] input").fill("mine");
  const before = await now(page, records[0]);
  await ask(page, "PATCH", `/records/customer/${before.id}`, { occupation: "theirs" });
  await keys(page, "Enter");
  const dialog = page.getByRole("dialog");
  await dialog.getByText("theirs").waitFor();
  await shot(page, "cells-conflict-en");
  const answer = saved(page);
  await dialog.getByRole("button", { name: "Save this choice" }).click();
  await answer;
  assert.equal((await now(page, records[0])).occupation, "mine");
  await context.close();
});
