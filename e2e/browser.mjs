// A headless Chromium, pages in a language and size, and every console error kept.
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { DEMO } from "./server.mjs";

export const WIDE = { width: 1440, height: 900 };
export const PHONE = { width: 390, height: 844 };

export const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";
export const ARGUMENTS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export function launch(more = []) {
  return chromium.launch({
    executablePath: CHROMIUM,
    args: [...ARGUMENTS, ...more],
    env: { ...process.env, HOME: mkdtempSync(join(tmpdir(), "guanxi-chromium-")) },
  });
}

/** Requests of a page that are under way, but for the stream of changes, which never ends. */
const underWay = new WeakMap();

/** A new page of a context, whose requests are followed. */
export async function newPage(context) {
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  const requests = new Set();
  underWay.set(page, requests);
  page.on("request", (r) => r.resourceType() !== "eventsource" && requests.add(r));
  for (const end of ["requestfinished", "requestfailed"]) page.on(end, (r) => requests.delete(r));
  return page;
}

/** Waits until a page has asked for nothing for half a second. */
async function quiet(page) {
  const requests = underWay.get(page);
  const until = Date.now() + 60_000;
  for (let calm = 0; calm < 10; calm = requests.size === 0 ? calm + 1 : 0) {
    if (Date.now() > until) throw new Error(`still under way: ${[...requests].map((r) => r.url()).join(" ")}`);
    await page.waitForTimeout(50);
  }
}

/** A page with `errors`: console errors, uncaught exceptions and answers with a 5xx status. */
export async function openPage(browser, { locale = "zh-CN", viewport = WIDE, dark = false, timezone = "Asia/Shanghai", state } = {}) {
  const context = await browser.newContext({
    storageState: state,
    locale,
    viewport,
    timezoneId: timezone,
    colorScheme: dark ? "dark" : "light",
    reducedMotion: "reduce",
    hasTouch: viewport.width < 600,
  });
  const page = await newPage(context);
  const errors = [];
  page.on("console", (m) => m.type() === "error" && errors.push(m.text()));
  page.on("pageerror", (e) => errors.push(String(e)));
  page.on("response", (r) => r.status() >= 500 && errors.push(`${r.status()} ${r.url()}`));
  return { page, context, errors };
}

export async function signIn(page, url, { email, password } = DEMO) {
  await page.goto(url);
  await page.locator('input[type="email"]').fill(email);
  await page.locator('input[type="password"]').fill(password);
  await page.keyboard.press("Enter");
  await page.locator('input[type="password"]').waitFor({ state: "detached" });
  await page.getByRole("navigation").first().waitFor();
}

/** What a browser keeps of a sign-in, for pages that begin signed in. */
export async function signedInState(browser, url, who = DEMO) {
  const { page, context } = await openPage(browser);
  await signIn(page, url, who);
  const state = await context.storageState();
  await context.close();
  return state;
}

/** Lays the list on screen out as another kind, by a field where the kind has some. */
export async function layOut(page, kind, by) {
  await page.getByRole("button", { name: "Layout: " }).click();
  await page.getByRole("menuitem", { name: kind }).click();
  if (by) await page.getByRole("menuitem", { name: by, exact: true }).click();
  await page.getByRole("menuitem").first().waitFor({ state: "hidden" });
}

/** Asks the API as the page's person; gives the JSON of the answer. */
export function ask(page, method, path, json) {
  return page.evaluate(
    async ([method, path, json]) => {
      const headers = { "X-Guanxi": "1", "Content-Type": "application/json" };
      const answer = await fetch(`/api${path}`, { method, headers, body: json && JSON.stringify(json) });
      if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
      return answer.json();
    },
    [method, path, json],
  );
}

/** Goes to an address and waits until all of it is there: nothing under way, no placeholder left. */
export async function visit(page, address) {
  await page.goto(address);
  await page.locator("#root > *").first().waitFor();
  await quiet(page);
  await page.waitForFunction(() => document.querySelector("h1, [role=row], main li") && !document.querySelector(".bone"));
}

/** Waits until a dialog stands still: what moves misses a press. */
export const settled = (page, dialog = ".ant-modal") =>
  page.locator(`${dialog}:not(.ant-zoom-appear, .ant-zoom-enter)`).waitFor();
