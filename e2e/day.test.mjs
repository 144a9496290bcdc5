// A day at the desk: what is due is written down, put off and done from home; home is arranged; a customer is seen at a glance; everybody has
// a clock of their own.
import assert from "node:assert/strict";
import { test } from "node:test";
import { findings } from "./axe.mjs";
import { ask, openPage, PHONE, signedInState, visit, WIDE } from "./browser.mjs";
import { browser, server, stage, state } from "./stage.mjs";

stage();

const words = {
  en: { add: "Add a task, then Enter", save: "Add task", tomorrow: "Tomorrow", complete: "Complete: ", undo: "Undo", snooze: "Snooze: ", week: "Next week", arrange: "Arrange", up: "Move up: Recently seen", keep: "Save", reset: "As it was at first", health: "How this customer is, and why" },
  "zh-CN": { add: "添加任务，按回车保存", save: "添加任务", tomorrow: "明天", complete: "完成：", undo: "撤销", snooze: "稍后提醒：", week: "下周", arrange: "调整布局", up: "上移：最近打开", keep: "保存", reset: "恢复默认", health: "客户状况及原因" },
};

for (const [locale, viewport] of [["en", WIDE], ["zh-CN", PHONE]]) {
  test(`tasks from the home page, ${locale} ${viewport.width}`, { timeout: 240_000 }, async () => {
    const say = words[locale];
    const title = `Call ${locale} ${Date.now()}`;
    const { page, context, errors } = await openPage(browser, { locale, viewport, state });
    await visit(page, server.url);
    await page.getByRole("textbox", { name: say.add }).fill(title);
    await page.getByRole("button", { name: say.tomorrow, exact: true }).click();
    await page.getByRole("button", { name: say.save }).click();
    const tick = page.getByRole("checkbox", { name: say.complete + title });
    await tick.waitFor();
    assert.deepEqual(await findings(page), []);
    const [task] = (await ask(page, "GET", `/records/task?filter=${encodeURIComponent(`title:"${title}"`)}`)).items;
    assert.ok(Date.parse(task.due_at) > Date.now() && task.remind === "at_due", JSON.stringify(task));

    await tick.click();
    await tick.waitFor({ state: "detached" });
    await page.getByRole("button", { name: say.undo }).click();
    await tick.waitFor();
    await page.getByRole("link", { name: title }).hover();
    await page.getByRole("button", { name: say.snooze + title }).click();
    await page.getByRole("menuitem", { name: say.week }).click();
    await tick.waitFor({ state: "detached" });
    const snoozed = await ask(page, "GET", `/records/task/${task.id}`);
    assert.ok(Date.parse(snoozed.snoozed_until) > Date.now() && snoozed.due_at === task.due_at && snoozed.state === "open");

    await page.getByRole("button", { name: say.arrange }).click();
    const up = page.getByRole("button", { name: say.up });
    await up.focus();
    await page.keyboard.press("Enter");
    assert.deepEqual(await findings(page), [], "arranging");
    await page.getByRole("button", { name: say.keep, exact: true }).click();
    await page.getByRole("button", { name: say.arrange }).waitFor();
    const kinds = (await ask(page, "GET", "/me/home")).cards.map((card) => card.kind);
    assert.ok(kinds.indexOf("recent") < kinds.indexOf("mentions"), kinds.join(" "));
    await page.getByRole("button", { name: say.arrange }).click();
    await page.getByRole("button", { name: say.reset }).click();
    await page.getByRole("button", { name: say.arrange }).waitFor();
    assert.equal((await ask(page, "GET", "/me/home")).from, "app");
    assert.deepEqual(errors, []);
    await context.close();
  });

  test(`a customer at a glance, ${locale} ${viewport.width}`, { timeout: 240_000 }, async () => {
    const say = words[locale];
    const { page, context, errors } = await openPage(browser, { locale, viewport, state });
    await visit(page, server.url);
    const best = (await ask(page, "GET", "/records/customer?sort=-spend&limit=1")).items[0];
    await visit(page, `${server.url}/records/customer/${best.id}`);
    await page.locator("[data-grade]").first().click();
    await page.getByText(say.health).waitFor();
    assert.deepEqual(await findings(page), []);
    await page.keyboard.press("Escape");
    const bars = page.locator("fieldset button[aria-label*='2011']:not([disabled])");
    await bars.first().click();
    await page.waitForTimeout(500);
    const first = page.locator("ol time, ol li").first();
    await first.waitFor();
    assert.deepEqual(errors, []);
    await context.close();
  });
}

/** A new person of the company, signed in, at work where their computer stands. */
async function worker(name, email, timezone) {
  const ada = await openPage(browser, { state });
  await visit(ada.page, server.url);
  const person = { name, email, password: "a long password", role: "administrator" };
  await ask(ada.page, "POST", "/users", person);
  await ada.context.close();
  return openPage(browser, { locale: "en", timezone, state: await signedInState(browser, server.url, person) });
}

test("one moment by the clocks of New York and Shanghai", { timeout: 240_000 }, async () => {
  const nora = await worker("Nora", "nora@guanxi.example", "America/New_York");
  await visit(nora.page, `${server.url}/account`);
  await nora.page.getByText("Your computer is in another zone: America/New_York.").waitFor();
  assert.deepEqual(await findings(nora.page), []);
  await nora.page.getByRole("button", { name: "Take it over" }).click();
  await nora.page.getByText("Your computer is in another zone").waitFor({ state: "detached" });
  assert.equal((await ask(nora.page, "GET", "/me")).user.zone, "America/New_York");

  // Shen is on a journey: his computer says New York, he keeps the clock of Shanghai, found by what it is called.
  const shen = await worker("Shen", "shen@guanxi.example", "America/New_York");
  await visit(shen.page, `${server.url}/account`);
  const zone = shen.page.getByRole("combobox", { name: "Time zone" }).first();
  await zone.click();
  await zone.fill("china standard");
  await shen.page.locator(".ant-select-item-option").filter({ hasText: "Asia/Shanghai" }).click();
  await shen.page.getByRole("button", { name: "Save" }).first().click();
  await shen.page.getByText("Saved").waitFor();
  assert.equal((await ask(shen.page, "GET", "/me")).user.zone, "Asia/Shanghai");

  const { id } = await ask(nora.page, "POST", "/records/task", { title: "Call over the ocean", due_at: "2032-02-01T03:30:00Z" });
  for (const [{ page }, time, day] of [
    [nora, "Jan 31, 2032, 22:30", "2032-01-31"],
    [shen, "Feb 1, 2032, 11:30", "2032-02-01"],
  ]) {
    await visit(page, `${server.url}/records/task/${id}`);
    await page.getByText(time.slice(0, -7), { exact: true }).hover();
    await page.getByRole("tooltip").getByText(time).waitFor();
    await visit(page, `${server.url}/records/task?filter=due_at:${day}`);
    await page.getByRole("row", { name: /Call over the ocean/ }).filter({ hasText: time }).waitFor();
    await visit(page, `${server.url}/records/task?as=calendar:due_at&near=${day.slice(0, 7)}`);
    await page.locator(`[data-day="${day}"]`).getByRole("article", { name: "Call over the ocean" }).waitFor();
  }

  // What is typed is one's own clock, summer time minded, and so is now.
  const add = async ({ page }, title, fill) => {
    await visit(page, server.url);
    await page.getByRole("textbox", { name: "Add a task, then Enter" }).fill(title);
    await fill(page.getByRole("textbox", { name: "Due" }));
    await page.getByRole("button", { name: "Add task" }).click();
    await page.getByRole("checkbox", { name: `Complete: ${title}` }).waitFor();
    return (await ask(page, "GET", `/records/task?filter=${encodeURIComponent(`title:"${title}"`)}`)).items[0];
  };
  const typed = await add(nora, "Breakfast", async (due) => {
    await due.fill("2032-03-15 09:00");
    await due.press("Enter");
  });
  assert.equal(typed.due_at, "2032-03-15T13:00:00Z");
  await visit(shen.page, `${server.url}/records/task?filter=title:Breakfast`);
  await shen.page.getByRole("row", { name: /Breakfast/ }).filter({ hasText: "Mar 15, 2032, 21:00" }).waitFor();
  const before = Date.now();
  const now = await add(shen, "At once", async (due) => {
    await due.click();
    await shen.page.locator(".ant-picker-now").getByText("Now").click();
  });
  assert.ok(Math.abs(Date.parse(now.due_at) - before) < 300_000, now.due_at);
  for (const { context, errors } of [nora, shen]) {
    assert.deepEqual(errors, []);
    await context.close();
  }
});
