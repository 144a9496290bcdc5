// An administrator gives what a leaving colleague holds to others, and takes it back.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ask, launch, openPage, PHONE, signIn, visit, WIDE } from "./browser.mjs";
import { startServer } from "./server.mjs";

let server;
let browser;

before(async () => {
  server = await startServer();
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

const shots = process.env.GUANXI_SHOTS;

for (const [locale, viewport, words] of [
  ["en", WIDE, { more: "Actions for Leo en", go: "Hand over and deactivate …", whom: "To whom", ok: /^Hand over 4 and deactivate/, done: "Done", undo: "Take it back", back: /^Take 4 back/, undone: "Taken back" }],
  ["zh-CN", PHONE, { more: "Leo zh-CN 的操作", go: "交接并停用…", whom: "交给谁", ok: /^交接 4 条并停用/, done: "已完成", undo: "撤销交接", back: /^撤销 4 条/, undone: "已撤销" }],
]) {
  test(`what a leaving colleague holds is handed over and taken back, ${locale}`, async () => {
    const { page, context, errors } = await openPage(browser, { locale, viewport });
    const look = async (name) => shots && (await page.screenshot({ path: `${shots}/${locale}-${name}.png` }));
    await signIn(page, server.url);
    const name = `Leo ${locale}`;
    const leo = await ask(page, "POST", "/users", { email: `leo-${locale}@guanxi.example`, name });
    const ann = await ask(page, "POST", "/users", { email: `ann-${locale}@guanxi.example`, name: `Ann ${locale}` });
    for (const customer of ["One", "Two", "Three"])
      await ask(page, "POST", "/records/customer", { name: `${customer} ${locale}`, owner: leo.id });
    await ask(page, "POST", "/records/task", { title: "Call back", assignee: leo.id, owner: ann.id });
    await visit(page, `${server.url}/studio/users`);
    await page.getByRole("button", { name: words.more }).click();
    await page.getByRole("menuitem", { name: words.go }).click();
    await page.getByLabel(words.whom).fill(`Ann ${locale}`);
    await page.keyboard.press("Enter");
    await page.keyboard.press("Escape");
    const start = page.getByRole("button", { name: words.ok });
    await start.waitFor();
    await page.getByText(`Ann ${locale} 3`).waitFor();
    await look("wizard");
    await start.click();
    await page.waitForURL("**/studio/users/hand-overs");
    await page.getByText(words.done, { exact: true }).first().waitFor();
    await look("list");
    const one = await ask(page, "GET", `/hand-overs?person=${leo.id}`);
    assert.equal(one.items[0].done, 4);
    const people = await ask(page, "GET", "/users");
    assert.equal(people.items.find((user) => user.id === leo.id).active, false);
    await page.getByRole("button", { name: words.undo }).first().click();
    await look("undo");
    await page.getByRole("button", { name: words.back }).click();
    await page.getByText(words.undone, { exact: true }).first().waitFor();
    const owned = await ask(page, "GET", `/records/customer?filter=owner:${leo.id}&count=1`);
    assert.equal(owned.count, 3);
    assert.deepEqual(errors, []);
    await context.close();
  });
}
