// A headless Chromium, pages in a language and size, and every console error kept.
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { DEMO } from "./server.mjs";

export const WIDE = { width: 1440, height: 900 };
export const PHONE = { width: 390, height: 844 };

export function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
    env: { ...process.env, HOME: mkdtempSync(join(tmpdir(), "guanxi-chromium-")) },
  });
}

/** A page with `errors`: console errors, uncaught exceptions and answers with a 5xx status. */
export async function openPage(browser, { locale = "zh-CN", viewport = WIDE, dark = false } = {}) {
  const context = await browser.newContext({
    locale,
    viewport,
    timezoneId: "Asia/Shanghai",
    colorScheme: dark ? "dark" : "light",
    hasTouch: viewport.width < 600,
  });
  const page = await context.newPage();
  const errors = [];
  page.on("console", (m) => m.type() === "error" && errors.push(m.text()));
  page.on("pageerror", (e) => errors.push(String(e)));
  page.on("response", (r) => r.status() >= 500 && errors.push(`${r.status()} ${r.url()}`));
  return { page, context, errors };
}

export async function signIn(page, url, { email, password } = DEMO) {
  await page.goto(url);
  await page.locator('input[name="email"], input[type="email"], #email').first().fill(email);
  await page.locator('input[type="password"]').fill(password);
  await page.keyboard.press("Enter");
  await page.getByRole("navigation").first().waitFor();
}
