// Two people at work: what one changes the other sees, who looks at the same, and which value stays when both were quick.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ask, launch, newPage, openPage, signedInState, visit } from "./browser.mjs";
import { startServer } from "./server.mjs";

const COLLEAGUE = { email: "bo@guanxi.example", password: "bo bo bo bo bo" };

let server;
let browser;
let mine;
let theirs;
let customer;

before(async () => {
  server = await startServer();
  browser = await launch();
  mine = await signedInState(browser, server.url);
  const { page, context } = await openPage(browser, { locale: "en", state: mine });
  await visit(page, server.url);
  await ask(page, "POST", "/users", { ...COLLEAGUE, name: "Bo Berg", role: "administrator" });
  customer = await ask(page, "POST", "/records/customer", { kind: "person", name: "Aaron Live" });
  await context.close();
  theirs = await signedInState(browser, server.url, COLLEAGUE);
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

test("lists and records of a colleague follow, over one stream a browser", { timeout: 240_000 }, async () => {
  const me = await openPage(browser, { locale: "en", state: mine });
  const colleague = await openPage(browser, { locale: "en", state: theirs });
  const streams = [];
  colleague.context.on("request", (r) => r.resourceType() === "eventsource" && streams.push(r));
  await visit(colleague.page, `${server.url}/records/customer?filter=name~Live`);
  const record = await newPage(colleague.context);
  await visit(record, `${server.url}/records/customer/${customer.id}`);
  await visit(me.page, `${server.url}/records/customer/${customer.id}`);

  // who else is here
  await me.page.getByRole("img", { name: "Also here: Bo Berg" }).waitFor();
  await record.getByRole("img", { name: /^Also here: / }).waitFor();

  await me.page.getByRole("button", { name: "Edit", exact: true }).first().click();
  const form = me.page.getByRole("dialog");
  await form.getByLabel("Occupation").fill("Baker");
  await form.getByRole("button", { name: "Save" }).click();
  await form.waitFor({ state: "detached" });
  await record.locator("dd").filter({ hasText: /^Baker/ }).first().waitFor();

  await ask(me.page, "PATCH", `/records/customer/${customer.id}`, { name: "Zoe Live" });
  await record.getByRole("heading", { name: "Zoe Live" }).waitFor();
  await colleague.page.locator("[role=row]").filter({ hasText: "Zoe Live" }).first().waitFor();
  await ask(me.page, "POST", "/records/customer", { kind: "person", name: "Newly Live" });
  await colleague.page.locator("[role=row]").filter({ hasText: "Newly Live" }).first().waitFor();
  assert.equal(streams.length, 1, "two pages of one browser, one stream");

  // the page that holds the stream goes, the other takes it over
  await colleague.page.close();
  await ask(me.page, "PATCH", `/records/customer/${customer.id}`, { name: "Yan Live" });
  await record.getByRole("heading", { name: "Yan Live" }).waitFor();
  await record.close();
  await me.page.getByRole("img", { name: /^Also here: / }).waitFor({ state: "detached" });
  assert.deepEqual([...me.errors, ...colleague.errors], []);
  await me.context.close();
  await colleague.context.close();
});

test("both change the same field: one chooses which value stays", { timeout: 240_000 }, async () => {
  const { page, context } = await openPage(browser, { locale: "en", state: mine });
  await ask(await visited(page, server.url), "PATCH", `/records/customer/${customer.id}`, { occupation: "Baker" });
  await visit(page, `${server.url}/records/customer/${customer.id}`);
  await page.getByRole("button", { name: "Edit", exact: true }).first().click();
  const form = page.locator(".ant-drawer").getByRole("dialog");
  await form.getByLabel("Occupation").fill("Brewer");
  await form.getByLabel("Name", { exact: true }).fill("Mine Live");
  const colleague = await openPage(browser, { locale: "en", state: theirs });
  await visit(colleague.page, server.url);
  await ask(colleague.page, "PATCH", `/records/customer/${customer.id}`, {
    name: "Theirs Live",
    occupation: "Butcher",
  });
  await form.getByRole("button", { name: "Save" }).click();
  const choice = page.locator(".ant-modal-confirm");
  await choice.locator(".ant-modal-confirm-title").filter({ hasText: "Two versions" }).waitFor();
  assert.equal(await choice.getByRole("radio").count(), 4, "the two fields that both changed");
  await choice.getByRole("radio").nth(1).check();
  await choice.getByRole("button", { name: "Save this choice" }).click();
  await form.waitFor({ state: "detached" });
  const saved = await ask(page, "GET", `/records/customer/${customer.id}`);
  const both = [saved.name, saved.occupation].sort();
  assert.ok(
    ["Butcher,Mine Live", "Brewer,Theirs Live"].includes(both.join()),
    `one value of each: ${both.join(", ")}`,
  );
  await context.close();
  await colleague.context.close();
});

test("what is given to a colleague rings their bell", { timeout: 240_000 }, async () => {
  const colleague = await openPage(browser, { locale: "en", state: theirs });
  await visit(colleague.page, server.url);
  const { user } = await ask(colleague.page, "GET", "/me");
  const me = await openPage(browser, { locale: "en", state: mine });
  await visit(me.page, server.url);
  await ask(me.page, "PATCH", `/records/customer/${customer.id}`, { name: "Given Live", owner: user.id });
  await colleague.page.getByRole("button", { name: "Notices, 1 unread" }).click();
  await colleague.page.getByRole("link", { name: /Given Live Given to you/ }).click();
  await colleague.page.getByRole("heading", { name: "Given Live" }).waitFor();
  await colleague.page.getByRole("button", { name: "Notices", exact: true }).waitFor();
  assert.deepEqual([...me.errors, ...colleague.errors], []);
  await me.context.close();
  await colleague.context.close();
});

async function visited(page, address) {
  await visit(page, address);
  return page;
}
