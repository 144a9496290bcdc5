// Records on the days of a field: months and weeks, carried by the mouse and by keys, moved by a picker, made on a day; a week on a phone.
import assert from "node:assert/strict";
import { test } from "node:test";
import { findings } from "./axe.mjs";
import { ask, layOut, openPage, settled, visit, PHONE, WIDE } from "./browser.mjs";
import { browser, server, stage, state } from "./stage.mjs";

stage();

const shot = (page, name) =>
  process.env.SHOTS && page.waitForTimeout(500).then(() => page.screenshot({ path: `${process.env.SHOTS}/${name}.png`, animations: "disabled" }));
const day = (page, date) => page.locator(`[data-day="${date}"]`);
const saved = (page) => page.waitForResponse((answer) => answer.request().method() === "PATCH" && answer.url().includes("/records/"));
const task = (page, title, due) => ask(page, "POST", "/records/task", { title, due_at: due });

test("a month of tasks: carried, undone, moved, made", { timeout: 240_000 }, async () => {
  const { page, errors, context } = await openPage(browser, { locale: "en", viewport: WIDE, state });
  await visit(page, server.url);
  const tea = await task(page, "Month tea", "2031-03-12T15:30:00Z");
  await task(page, "Month cake", "2031-03-12T08:00:00Z");
  for (let n = 1; n <= 9; n++) await task(page, `Month many ${n}`, "2031-03-20T10:00:00Z");
  await visit(page, `${server.url}/records/task?filter=title^"Month "`);
  await layOut(page, "Calendar", "Due");
  await page.waitForURL((url) => url.searchParams.get("as") === "calendar:due_at");

  await page.getByRole("heading", { level: 1 }).hover();

  // Nothing is due today; the way leads to where something is.
  await page.getByRole("button", { name: /^Go to the latest/ }).click();
  await page.waitForURL((url) => url.searchParams.get("near") === "2031-03");
  const entry = (date, name) => day(page, date).getByRole("article", { name });
  await entry("2031-03-12", "15:30, Month tea").waitFor();
  await shot(page, "calendar-month-en");
  assert.deepEqual(await findings(page), []);

  // By the mouse, at the same time of another day; and back.
  let answer = saved(page);
  await entry("2031-03-12", "Month tea").dragTo(day(page, "2031-03-14"));
  assert.equal((await (await answer).request().headerValue("if-match")), `"v${tea.version}"`);
  await entry("2031-03-14", "15:30, Month tea").waitFor();
  assert.equal((await ask(page, "GET", `/records/task/${tea.id}`)).due_at, "2031-03-14T15:30:00Z");
  answer = saved(page);
  await page.getByRole("button", { name: "Undo" }).click();
  await answer;
  await entry("2031-03-12", "Month tea").waitFor();

  // By keys: to the entry, Space, a week on, Space.
  await day(page, "2031-03-12").focus();
  await page.keyboard.press("ArrowLeft");
  await day(page, "2031-03-11").and(page.locator(":focus")).waitFor();
  await page.keyboard.press("ArrowRight");
  await entry("2031-03-12", "Month cake").focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Space");
  await page.getByRole("status").filter({ hasText: "Month tea picked up" }).waitFor({ state: "attached" });
  await page.keyboard.press("ArrowDown");
  await page.getByRole("status").filter({ hasText: "March 19, 2031" }).waitFor({ state: "attached" });
  answer = saved(page);
  await page.keyboard.press("Space");
  await answer;
  await entry("2031-03-19", "Month tea").waitFor();

  // A full day opens; from there to any day by a picker.
  await day(page, "2031-03-20").getByRole("button", { name: /more on/ }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("article").nth(8).waitFor();
  await settled(page);
  await shot(page, "calendar-day-en");
  assert.deepEqual(await findings(page), [], "day");
  await dialog.getByRole("button", { name: "Move Month many 9" }).focus();
  await page.keyboard.press("Enter");
  const picker = page.getByRole("textbox", { name: "Move to" });
  await picker.fill("2031-03-27");
  answer = saved(page);
  await picker.press("Enter");
  await answer;
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
  await entry("2031-03-27", "10:00, Month many 9").waitFor();

  // A press on a free day makes a record there; Page Down goes on.
  await day(page, "2031-03-05").click({ position: { x: 90, y: 70 } });
  const form = page.getByRole("dialog");
  await settled(page, ".ant-drawer-content-wrapper");
  assert.match(await form.getByLabel(/^Due/).inputValue(), /^2031-03-05 09:00/);
  await form.getByLabel("Title").fill("Month made");
  await form.getByRole("button", { name: /^Save/ }).click();
  await entry("2031-03-05", "09:00, Month made").waitFor();
  await day(page, "2031-03-05").focus();
  await page.keyboard.press("PageDown");
  await page.waitForURL((url) => url.searchParams.get("near") === "2031-04");
  await day(page, "2031-04-01").and(page.locator(":focus")).waitFor();

  await page.getByText("Week", { exact: true }).click();
  await page.waitForURL((url) => url.searchParams.get("as") === "calendar:due_at|span:week");
  await visit(page, `${server.url}/records/task?filter=title^"Month "&as=calendar:due_at|span:week&near=2031-03-20`);
  await entry("2031-03-19", "Month tea").waitFor();
  await shot(page, "calendar-week-en");
  assert.deepEqual(await findings(page), [], "week");
  await entry("2031-03-19", "Month tea").press("Enter");
  await page.getByRole("complementary").getByRole("heading", { name: "Month tea" }).first().waitFor();
  assert.deepEqual(errors, []);
  await context.close();
});

test("more records than are read at once: each day has its first ones; what is computed stays", { timeout: 240_000 }, async () => {
  const { page, errors, context } = await openPage(browser, { locale: "zh-CN", viewport: WIDE, state, dark: true });
  await visit(page, `${server.url}/records/order?as=calendar:ordered_at`);
  await page.getByRole("button", { name: /^转到最近的一条/ }).click();
  await page.waitForURL((url) => url.searchParams.has("near"));
  await page.locator("[data-day] [data-entry]").first().waitFor();
  assert.equal(await page.getByRole("columnheader").first().textContent(), "周一");
  await shot(page, "calendar-dense-zh-dark");
  assert.deepEqual(await findings(page), []);
  const more = page.locator("[data-day]").getByRole("button", { name: /还有/ }).first();
  await more.click();
  await page.getByRole("dialog").getByRole("article").first().waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });

  await visit(page, `${server.url}/records/customer?as=calendar:last_order_at`);
  await page.getByRole("button", { name: /^转到最近的一条/ }).click();
  const first = page.locator("[data-day] [data-entry]").first();
  await first.waitFor();
  assert.equal(await first.getAttribute("draggable"), "false");
  await first.focus();
  await page.keyboard.press("Space");
  await page.getByRole("status").filter({ hasText: "计算" }).waitFor();
  assert.deepEqual(errors, []);
  await context.close();
});

test("a week on a phone", { timeout: 240_000 }, async () => {
  const { page, errors, context } = await openPage(browser, { locale: "zh-CN", viewport: PHONE, state });
  await visit(page, server.url);
  await task(page, "Phone tea", "2032-05-12T15:30:00Z");
  await visit(page, `${server.url}/records/task?filter=title^"Phone "&as=calendar:due_at&near=2032-05-12`);
  const named = (name) => page.getByRole("region", { name });
  await named("2032年5月12日星期三").getByRole("article", { name: "Phone tea" }).waitFor();
  await shot(page, "calendar-phone-zh");
  assert.deepEqual(await findings(page), []);
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth), false);
  await page.getByRole("button", { name: "移动Phone tea" }).click();
  const picker = page.getByRole("textbox", { name: "移到" });
  await picker.fill("2032-05-14");
  const answer = saved(page);
  await picker.press("Enter");
  await answer;
  await named("2032年5月14日星期五").getByRole("article", { name: "Phone tea" }).waitFor();
  await page.getByRole("button", { name: "下一周" }).click();
  await named("2032年5月17日星期一").waitFor();
  assert.deepEqual(errors, []);
  await context.close();
});
