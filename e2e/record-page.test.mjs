// A record's page beyond its facts: what is attached to it, how it was, what it hangs together with, what is not known of it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { findings } from "./axe.mjs";
import { ask, launch, openPage, PHONE, visit, WIDE } from "./browser.mjs";
import { browser, server, stage, state } from "./stage.mjs";

stage();

/** What axe finds when no button's tooltip, which is no part of the page, is open. */
async function found(page) {
  await page.getByRole("heading", { level: 1 }).hover();
  await page.getByRole("tooltip").waitFor({ state: "hidden" });
  return findings(page);
}

/** A picture of one colour as a file of the page, given to it as a browser gives what is pasted or dropped. */
function give(page, how, name) {
  return page.locator("[data-composer] textarea").first().evaluate(
    async (element, [how, name]) => {
      const canvas = Object.assign(document.createElement("canvas"), { width: 480, height: 300 });
      const ground = canvas.getContext("2d");
      ground.fillStyle = "#0f766e";
      ground.fillRect(0, 0, 480, 300);
      const content = await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
      const data = new DataTransfer();
      data.items.add(new File([content], name, { type: "image/png" }));
      const bubbles = { bubbles: true, cancelable: true };
      if (how === "paste") element.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, ...bubbles }));
      else
        for (const step of ["dragenter", "dragover", "drop"])
          element.dispatchEvent(new DragEvent(step, { dataTransfer: data, ...bubbles }));
    },
    [how, name],
  );
}

test("pictures and files go with a note, a refused one is tried again, and a reload loses none", { timeout: 240_000 }, async () => {
  const { page, context, errors } = await openPage(browser, { locale: "en", viewport: WIDE, state });
  await visit(page, server.url);
  const customer = await ask(page, "POST", "/records/customer", { kind: "person", name: "Ada Paper" });
  await visit(page, `${server.url}/records/customer/${customer.id}`);
  const composer = page.locator("[data-composer]");
  await composer.getByPlaceholder(/^Write a note/).fill("The box was open, see the pictures");
  await give(page, "paste", "image.png");
  const waiting = composer.getByRole("list", { name: "Files to be saved with this" }).getByRole("listitem");
  await waiting.filter({ hasText: /^Picture .*\.png.* B$|kB$/ }).waitFor();
  await give(page, "drop", "corner.png");
  await waiting.nth(1).getByText(/B$/).waitFor();

  // what the server refuses stays, and goes when it is tried again
  await page.route("**/api/files?*", (route) => route.abort());
  await composer.locator("input[type=file]").setInputFiles({ name: "offer.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.4 offer") });
  await waiting.nth(2).getByRole("alert").waitFor();
  assert.ok(await composer.getByRole("button", { name: "Save note" }).isDisabled());
  assert.deepEqual(await found(page), []);
  await page.unroute("**/api/files?*");
  await composer.getByRole("button", { name: "Try again: offer.pdf" }).click();
  await waiting.nth(2).getByText("14 B").waitFor();

  await page.reload();
  await composer.getByText("The box was open, see the pictures").waitFor();
  assert.equal(await waiting.count(), 3);
  await composer.getByRole("button", { name: "Remove corner.png" }).click();
  await composer.getByRole("button", { name: "Save note" }).click();
  await page.locator("li").filter({ hasText: "The box was open" }).first().waitFor();
  await waiting.first().waitFor({ state: "detached" });
  const file = page.locator("li").filter({ has: page.getByRole("link", { name: "offer.pdf" }) }).filter({ hasText: "14 B" });
  await file.first().waitFor();

  const thumb = page.getByRole("button", { name: /^Show Picture .* large$/ }).first();
  await thumb.focus();
  await page.keyboard.press("Enter");
  const large = page.getByRole("dialog").getByRole("img", { name: /^Picture/ });
  await large.waitFor();
  assert.ok(await large.evaluate(async (img) => (await img.decode(), img.naturalWidth)));
  await page.keyboard.press("Escape");
  await large.waitFor({ state: "detached" });
  const { items } = await ask(page, "GET", `/records/attachment?filter=customer:${customer.id}`);
  assert.equal(items.length, 2);
  // the aborted upload is the browser's own complaint
  assert.deepEqual(errors.filter((error) => !error.includes("ERR_FAILED")), []);
  await context.close();
});

test("a voice note is recorded, heard, discarded or kept, and played on the timeline", { timeout: 240_000 }, async (t) => {
  const ears = await launch(["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream", "--autoplay-policy=no-user-gesture-required"]);
  t.after(() => ears.close());
  const { page, context, errors } = await openPage(ears, { locale: "zh-CN", viewport: PHONE, state });
  await visit(page, server.url);
  const customer = await ask(page, "POST", "/records/customer", { kind: "person", name: "声音" });
  await visit(page, `${server.url}/records/customer/${customer.id}`);
  const composer = page.locator("[data-composer]");
  const record = composer.getByRole("button", { name: "录一段语音" });
  await record.click();
  await composer.getByRole("button", { name: "放弃" }).click();
  await composer.getByText("正在录音").waitFor({ state: "detached" });
  assert.equal(await composer.locator("audio").count(), 0);

  await record.click();
  await composer.getByRole("timer").getByText(/^\d+:(0[1-9]|[1-9]\d)$/).waitFor();
  assert.deepEqual(await found(page), []);
  await composer.getByRole("button", { name: "完成" }).click();
  const heard = (audio) =>
    audio.evaluate(async (sound) => {
      const ended = new Promise((resolve) => sound.addEventListener("ended", resolve));
      await sound.play();
      await ended;
      return sound.currentTime;
    });
  assert.ok((await heard(composer.locator("audio"))) > 0.5);
  await composer.getByRole("button", { name: "保存 1 个附件" }).click();
  const kept = page.locator("ol li audio").first();
  await kept.waitFor();
  assert.ok((await heard(kept)) > 0.5);
  assert.deepEqual(errors, []);
  await context.close();
});

test("without a microphone the composer says why and what to do", { timeout: 240_000 }, async () => {
  const { page, context } = await openPage(browser, { locale: "en", viewport: WIDE, state });
  await visit(page, server.url);
  const customer = await ask(page, "POST", "/records/customer", { kind: "person", name: "Quiet One" });
  await visit(page, `${server.url}/records/customer/${customer.id}`);
  const composer = page.locator("[data-composer]");
  await composer.getByRole("button", { name: "Record a voice note" }).click();
  await composer.getByRole("alert").getByText(/microphone/i).first().waitFor();
  assert.deepEqual(await found(page), []);
  await context.close();
});

for (const [locale, viewport, words] of [
  ["en", WIDE, { history: "History", was: "As it was then", back: /Back to today/, differ: "2 facts are others today", earlier: "One change earlier", notYet: "It did not exist yet", made: "As it was made", look: "A look at the past" }],
  ["zh-CN", PHONE, { history: "变更历史", was: "查看当时", back: /返回现在/, differ: "有 2 项与现在不同", earlier: "上一次变更", notYet: "当时还没有这条记录", made: "查看创建时的样子", look: "正在查看过去的内容" }],
]) {
  test(`a record is looked at as it was, and left for today again, ${locale}`, { timeout: 240_000 }, async () => {
    const { page, context, errors } = await openPage(browser, { locale, viewport, state });
    await visit(page, server.url);
    const made = await ask(page, "POST", "/records/customer", { kind: "person", name: "Former Name", occupation: "Baker" });
    const path = `/records/customer/${made.id}`;
    await ask(page, "PATCH", path, { occupation: "Miller" });
    await ask(page, "PATCH", path, { occupation: "Painter", country: "FR" });
    await visit(page, server.url + path);
    await page.getByRole("tab", { name: words.history }).click();
    await page.getByRole("button", { name: words.was }).first().click();
    await page.waitForURL(/\?at=/);
    await page.getByText(words.differ).waitFor();
    const fact = page.locator("[data-changed]").filter({ hasText: "Miller" });
    await fact.getByText("Painter").waitFor();
    assert.equal(await page.getByRole("button", { name: words.was }).count(), 0);
    assert.deepEqual(await found(page), []);
    await page.getByRole("button", { name: words.earlier }).click();
    await page.locator("[data-changed]").filter({ hasText: "Baker" }).getByText("Painter").waitFor();

    // the address tells it all
    await page.reload();
    await page.locator("[data-changed]").filter({ hasText: "Baker" }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: words.was }).first().waitFor();
    assert.ok(!page.url().includes("at="));

    await visit(page, `${server.url}${path}?at=2001-01-01T00:00:00Z`);
    await page.getByText(words.notYet).waitFor();
    await page.getByRole("button", { name: words.made }).click();
    await page.locator("[data-changed]").filter({ hasText: "Baker" }).waitFor();
    await page.getByRole("button", { name: words.back }).click();
    await page.getByText(words.look).waitFor({ state: "detached" });
    assert.deepEqual(errors, []);
    await context.close();
  });
}

test("a record beside its list is looked at as it was; Esc first leaves the past, then the panel", { timeout: 240_000 }, async () => {
  const { page, context, errors } = await openPage(browser, { locale: "en", viewport: WIDE, state });
  await visit(page, server.url);
  const made = await ask(page, "POST", "/records/category", { name: "Former shelf" });
  await ask(page, "PATCH", `/records/category/${made.id}`, { name: "New shelf" });
  await visit(page, `${server.url}/records/category?open=${made.id}`);
  const panel = page.getByRole("complementary", { name: "Record" });
  await panel.getByRole("tab", { name: "History" }).click();
  await panel.getByRole("button", { name: "As it was then" }).click();
  await panel.getByRole("heading", { name: "Former shelf" }).waitFor();
  assert.match(page.url(), /\/records\/category\/[0-9a-f-]+\?at=/);
  await page.keyboard.press("Escape");
  await panel.getByRole("heading", { name: "New shelf" }).waitFor();
  await page.keyboard.press("Escape");
  await panel.waitFor({ state: "detached" });
  assert.deepEqual(errors, []);
  await context.close();
});

test("what is not known of a record is asked for, most often known first, and filled in there", { timeout: 240_000 }, async () => {
  const { page, context, errors } = await openPage(browser, { locale: "en", viewport: WIDE, state });
  await visit(page, server.url);
  const made = await ask(page, "POST", "/records/customer", { kind: "person", name: "Riddle" });
  await visit(page, `${server.url}/records/customer/${made.id}`);
  const part = page.locator("section").filter({ has: page.getByRole("heading", { name: /^Not known yet/ }) });
  await part.getByText(/^known of/).first().waitFor();
  const shares = (await part.getByText(/^known of/).allTextContents()).map((text) => Number.parseInt(text.slice(9), 10));
  assert.deepEqual(shares, shares.toSorted((a, b) => b - a));
  await part.getByRole("button", { name: /more$/ }).click();
  await part.getByRole("button", { name: /^Occupation/ }).click();
  await part.getByRole("textbox").fill("Puzzler");
  assert.deepEqual(await found(page), []);
  await part.getByRole("textbox").press("Enter");
  await part.getByRole("button", { name: /^Occupation/ }).waitFor({ state: "detached" });
  await page.locator("dd").filter({ hasText: /^Puzzler/ }).waitFor();
  assert.deepEqual(errors, []);
  await context.close();
});

for (const [locale, viewport, words] of [
  ["en", WIDE, { tab: "Connections", large: "Open large", more: "Show more", unfold: "What Left Hand hangs together with" }],
  ["zh-CN", PHONE, { tab: "相关", large: "查看大图", more: "显示更多", unfold: "展开 Left Hand 的关联" }],
]) {
  test(`what a record hangs together with is drawn, and a second step unfolds, ${locale}`, { timeout: 180_000 }, async () => {
    const { page, context, errors } = await openPage(browser, { locale, viewport, state });
    await visit(page, server.url);
    const make = (object, values) => ask(page, "POST", `/records/${object}`, values);
    const company = await make("customer", { kind: "company", name: "Head Office" });
    const hub = await make("customer", { kind: "company", name: "Middle Ltd", company: company.id });
    const left = await make("customer", { kind: "person", name: "Left Hand", company: hub.id });
    await make("task", { title: "Shake it", customer: left.id });
    for (let i = 0; i < 7; i++) await make("task", { title: `Errand ${i}`, customer: hub.id });
    await visit(page, `${server.url}/records/customer/${hub.id}`);
    await page.getByRole("tab", { name: words.tab }).click();
    await page.getByRole("button", { name: words.large }).click();
    const drawn = page.getByRole("dialog");
    await drawn.getByRole("link", { name: "Head Office" }).waitFor();
    const errands = drawn.getByRole("link", { name: /^Errand/ });
    await errands.nth(5).waitFor();
    await drawn.getByRole("button", { name: words.more }).click();
    await errands.nth(6).waitFor();
    await drawn.getByRole("button", { name: words.unfold }).press("Enter");
    await drawn.getByRole("link", { name: "Shake it" }).waitFor();
    assert.equal(await drawn.getByRole("link", { name: "Middle Ltd" }).count(), 0);
    // a link under the mouse has the paler colour of its kind
    await page.mouse.move(0, 0);
    await drawn.locator("a:hover").waitFor({ state: "detached" });
    assert.deepEqual(await findings(page), []);
    await drawn.getByRole("link", { name: "Left Hand" }).click();
    await page.getByRole("heading", { level: 1, name: "Left Hand" }).waitFor();
    assert.deepEqual(errors, []);
    await context.close();
  });
}
