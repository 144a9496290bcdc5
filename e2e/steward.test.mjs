// A data steward cleans a list of 5,000 dirty customers whose truth is known, and takes back each step: what is there afterwards
// is letter by letter what was there before.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { ask, launch, openPage, settled, signIn, visit, WIDE } from "./browser.mjs";
import { csv, dirtyRows, gb18030 } from "./dirty.mjs";
import { startServer } from "./server.mjs";

const steward = { email: "steward@guanxi.example", password: "steward-steward" };
const rows = dirtyRows();
const good = rows.filter(({ wrong }) => wrong.length === 0);
const FIELDS = "external_id,name,family_name,given_name,country,phones,birthday,addresses,emails,tags,stage,owner,created_at";

let server;
let browser;
let page;
let errors;

before(async () => {
  const data = mkdtempSync(join(tmpdir(), "guanxi-e2e-"));
  const guanxi = (args, input) => execFileSync(process.env.GUANXI, [...args, "--data", data], { input });
  guanxi(["tenant", "create", "stewards", "--country", "AU"]);
  guanxi(["user", "add", steward.email, "--role", "administrator", "--password-stdin"], steward.password);
  server = await startServer({ data, args: [] });
  browser = await launch();
  ({ page, errors } = await openPage(browser, { locale: "en", viewport: WIDE }));
  await signIn(page, server.url, steward);
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

const go = (path) => visit(page, `${server.url}${path}`);
const button = (name, exact = true) => page.getByRole("button", { name, exact });
const ended = (words) => page.locator("h1").filter({ hasText: words }).waitFor({ timeout: 240_000 });
const bar = () => page.getByRole("toolbar");
const cards = () => page.locator("[data-group]");

/** All customers as they are, by number. */
async function customers() {
  const answer = await page.request.get(`${server.url}/api/records/customer/export?fields=${FIELDS}&sort=external_id`, {
    headers: { accept: "text/csv" },
  });
  const text = await answer.text();
  return { count: text.trim().split("\r\n").length - 1, print: createHash("sha256").update(text).digest("hex") };
}

/** All groups in a state; who is meant by each record is told by its number. */
async function groups(state = "open", least = 0) {
  const all = [];
  let cursor = "";
  do {
    const path = `/records/customer/duplicates?state=${state}&least=${least}&limit=100&cursor=${encodeURIComponent(cursor)}`;
    const { items, next } = await ask(page, "GET", path);
    all.push(...items);
    cursor = next;
  } while (cursor);
  return all;
}

async function search() {
  await go("/duplicates/customer");
  await page.getByRole("button", { name: /^Search (for duplicates|again)$/ }).click();
  await button("Stop the search").waitFor().catch(() => {});
  await page.getByText(/records searched/).waitFor();
  return groups();
}

async function importIt(name, text) {
  const path = join(mkdtempSync(join(tmpdir(), "guanxi-files-")), name);
  writeFileSync(path, text);
  await go("/imports");
  await page.locator('input[type="file"]').setInputFiles(path);
}

/** Takes back the import that is shown. */
async function undoImport() {
  await button("Undo import").click();
  await settled(page);
  await page.getByRole("button", { name: /^Undo [\d,]+ records?$/ }).click();
  await ended(/Undone/);
}

test("a list of 5,000 dirty customers is cleaned, and every step taken back", { timeout: 400_000 }, async (t) => {
  let clean;
  let found;
  const same = async () => assert.deepEqual(await customers(), clean);
  let failed = false;
  /** What follows a step that failed would tell nothing. */
  const step = async (name, does) => {
    if (failed) return;
    failed = true;
    await t.test(name, async () => {
      await does();
      failed = false;
    });
  };

  await step("the file is tried: read as it is written, columns known, what is wrong counted, nothing saved", async () => {
    await importIt("dirty.csv", gb18030(csv(rows)));
    await page.getByText("gb18030", { exact: true }).waitFor();
    await page.getByText("One column is left out: 社保号").waitFor();
    await button("Try without saving").click();
    await ended("Dry run: Done");
    const count = (what) => rows.filter(({ wrong }) => wrong.includes(what)).length;
    const reasons = page.locator("main ul li");
    await reasons.filter({ hasText: `${count("phone")} 手机: no phone number` }).waitFor();
    await reasons.filter({ hasText: `${count("day")} 出生日期: no day of the calendar` }).waitFor();
    const days = reasons.filter({ hasText: "no day of the calendar" }).getByRole("button");
    await days.click();
    const shown = Math.min(50, count("day"));
    await page.waitForFunction((n) => document.querySelectorAll("main ol > li").length === n, shown);
    assert.equal(await page.locator("main ol > li").filter({ has: page.getByLabel(/出生日期/) }).count(), shown);
    await days.click();
    assert.equal((await customers()).count, 0);
  });

  await step("it is taken in, taken back, and taken in again; numbers of all countries are what they are", async () => {
    await button("Import it now").click();
    await ended(/dirty\.csv\s*Done/);
    assert.equal((await customers()).count, good.length);
    await undoImport();
    assert.equal((await customers()).count, 0);
    await importIt("dirty.csv", gb18030(csv(rows)));
    await button("Import").click();
    await ended(/dirty\.csv\s*Done/);
    clean = await customers();
    assert.equal(clean.count, good.length);
    const numbers = new Map(good.map(({ id, number }) => [id, number]));
    let cursor = "";
    do {
      const path = `/records/customer?limit=200&fields=external_id,phones&cursor=${encodeURIComponent(cursor)}`;
      const { items, next } = await ask(page, "GET", path);
      for (const one of items) assert.equal(one.phones?.[0], numbers.get(one.external_id), one.external_id);
      cursor = next;
    } while (cursor);
  });

  await step("refused rows are mended where they are shown, and that is taken back", async () => {
    const bad = rows.flatMap((row, index) => (row.wrong.length ? [{ ...row, line: index + 2 }] : []));
    for (const { line, wrong } of bad.slice(0, 3)) {
      if (wrong.includes("phone")) await page.getByLabel(`Line ${line}, 手机`).fill("+61 2 1234 5678");
      if (wrong.includes("day")) await page.getByLabel(`Line ${line}, 出生日期`).fill("1980-02-29");
    }
    await button("Import 3 mended rows").click();
    await ended(/dirty\.csv \(mended\)\s*Done/);
    assert.equal((await customers()).count, clean.count + 3);
    await undoImport();
    await same();
  });

  await step("duplicates are found as they are", async () => {
    found = await search();
    const meant = new Map(rows.map(({ id, person }) => [id, person]));
    const truth = rows.length - new Set(rows.map(({ person }) => person)).size;
    let right = 0;
    let wrong = 0;
    for (const { records } of found) {
      const people = records.map((record) => meant.get(record.external_id));
      for (let a = 0; a < people.length; a++)
        for (let b = a + 1; b < people.length; b++)
          if (people[a] === people[b]) right++;
          else wrong++;
    }
    t.diagnostic(`${found.length} groups, ${right} right and ${wrong} wrong pairs of ${truth}`);
    assert.ok(right / (right + wrong) >= 0.99, `precision ${right / (right + wrong)}`);
    assert.ok(right / truth >= 0.94, `recall ${right / truth}`);
  });

  await step("one is merged by a key and taken back by the notice", async () => {
    await go("/duplicates/customer");
    const first = await cards().first().getAttribute("data-group");
    await page.keyboard.press("m");
    await page.locator(`[data-group="${first}"]`).waitFor({ state: "detached" });
    assert.equal((await customers()).count, clean.count - 1);
    await page.locator(".ant-message").getByRole("button", { name: "Undo" }).click();
    await page.locator(`[data-group="${first}"]`).waitFor();
    await same();
  });

  await step("one is merged field by field, and taken apart on the page of its record", async () => {
    const [gone, stays] = found[1].records;
    await go(`/records/customer/${stays.id}`);
    await button("More").first().click();
    await page.getByText("Merge with another …").click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("The other record").fill(gone.external_id);
    await page.locator(".ant-select-item-option").first().click();
    await dialog.getByText(gone.external_id, { exact: true }).click();
    await settled(page);
    await dialog.getByRole("button", { name: "Merge", exact: true }).click();
    await dialog.waitFor({ state: "detached" });
    const one = await ask(page, "GET", `/records/customer/${gone.id}`);
    assert.deepEqual([one.id, one.external_id], [stays.id, gone.external_id]);
    await button("More").first().click();
    await page.getByText("Merges …").click();
    await settled(page);
    await dialog.getByRole("button", { name: "Take back" }).click();
    await settled(page, ".ant-modal-confirm");
    await page.locator(".ant-modal-confirm-btns").getByRole("button", { name: "Take back" }).click();
    await page.getByText("The merge was taken back").waitFor();
    await same();
  });

  await step("twenty are said not to be the same: they are not found again until that is taken back", async () => {
    const members = ({ records }) => records.map((record) => record.id).sort().join();
    await go("/duplicates/customer");
    const shown = await cards().evaluateAll((all) => all.map((card) => card.dataset.group));
    const apart = found.filter(({ id }) => shown.includes(id)).map(members);
    assert.equal(apart.length, 20);
    await page.getByText("Choose all shown").click();
    await bar().getByRole("button", { name: "Not the same" }).click();
    await page.getByText("20 groups noted as not the same").waitFor();
    const now = new Set((await search()).map(members));
    assert.deepEqual(apart.filter((one) => now.has(one)), []);
    assert.ok(now.size > found.length - 25);
    await go("/duplicates/customer?state=apart");
    await page.getByText("Choose all shown").click();
    await bar().getByRole("button", { name: "Take back" }).click();
    await page.getByText("20 decisions taken back").waitFor();
    assert.deepEqual((await groups()).map(members).sort(), found.map(members).sort());
    await same();
  });

  await step("all that are almost sure are merged at once, and taken back at once", async () => {
    const sure = await groups("open", 0.99);
    const fewer = sure.reduce((sum, { records }) => sum + records.length - 1, 0);
    const shown = sure.length.toLocaleString("en");
    await go("/duplicates/customer?least=99");
    await page.getByText("Choose all shown").click();
    await button("Choose all that match").click();
    await page.getByText(`${shown} groups chosen`).waitFor();
    await bar().getByRole("button", { name: "Merge" }).click();
    await page.getByText(/^[\d,]+ of [\d,]+ done$/).waitFor();
    await page.getByText(`${shown} groups merged`).waitFor({ timeout: 180_000 });
    assert.equal((await customers()).count, clean.count - fewer);
    await go("/duplicates/customer?state=merged");
    await page.getByText("Choose all shown").click();
    await button("Choose all that match").click();
    await page.getByText(`${shown} groups chosen`).waitFor();
    await bar().getByRole("button", { name: "Take back" }).click();
    await page.getByText(`${shown} decisions taken back`).waitFor({ timeout: 180_000 });
    await same();
    assert.equal((await groups()).length, found.length);
  });

  await step("some are thrown away and come back from the recycle bin; in the end the whole list goes", async () => {
    await go("/records/customer?sort=external_id");
    const boxes = page.locator("[role=row] input[type=checkbox]");
    await boxes.nth(1).check();
    await boxes.nth(2).check();
    await bar().getByRole("button", { name: "Delete" }).click();
    await settled(page);
    await page.getByRole("button", { name: /^Delete 2/ }).click();
    await bar().waitFor({ state: "detached" });
    assert.equal((await customers()).count, clean.count - 2);
    await go("/records/customer?deleted=1&sort=-deleted_at");
    await boxes.nth(1).check();
    await boxes.nth(2).check();
    await bar().getByRole("button", { name: "Restore" }).click();
    await bar().waitFor({ state: "detached" });
    await same();
    await go("/imports");
    await page.getByRole("link", { name: "dirty.csv", exact: true }).first().click();
    await undoImport();
    assert.equal((await customers()).count, 0);
    assert.deepEqual(errors, []);
  });
});
