// The main job in a real browser: sign in, find a customer, look at the page, change something.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, openPage, PHONE, WIDE } from "./browser.mjs";
import { DEMO, startServer } from "./server.mjs";

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

async function signedIn(options) {
  const opened = await openPage(browser, options);
  opened.page.setDefaultTimeout(20_000);
  await opened.page.goto(`${server.url}/records/customer`);
  await opened.page.locator('input[type="email"]').fill(DEMO.email);
  await opened.page.locator('input[type="password"]').fill(DEMO.password);
  await opened.page.keyboard.press("Enter");
  await opened.page.locator('input[type="password"]').waitFor({ state: "detached" });
  await opened.page.getByRole("navigation").first().waitFor();
  return opened;
}

async function search(page, text) {
  await page.keyboard.press("Control+k");
  await page.keyboard.type(text);
  await page.locator(".ant-select-item-option").first().waitFor();
  await page.waitForTimeout(500);
  await page.keyboard.press("Enter");
  await page.waitForURL(/records\/customer\/[0-9a-f-]+/);
}

test("customer 12347 is found, seen with 7 orders and 4,310.00, and edited", { timeout: 240_000 }, async () => {
  const { page, context, errors } = await signedIn({ locale: "en", viewport: WIDE });
  await page.locator("[role=row]").nth(5).waitFor();
  await search(page, "12347");
  await page.getByText(/4,310\.00/).first().waitFor();
  await page.getByText("7", { exact: true }).first().waitFor();

  const said = `Called back, all is well ${Date.now()}`;
  await page.getByPlaceholder(/^Note: /).fill(said);
  await page.keyboard.press("Control+Enter");
  await page.locator("li").filter({ hasText: said }).first().waitFor();

  await page.getByRole("button", { name: "Edit", exact: true }).first().click();
  const form = page.getByRole("dialog");
  await form.getByLabel("Occupation").fill("Baker");
  await form.getByRole("button", { name: "Save" }).click();
  await form.waitFor({ state: "detached" });
  await page.locator("dd").filter({ hasText: /^Baker/ }).first().waitFor();
  assert.deepEqual(errors, []);
  await context.close();
});

test("nothing sticks out and nothing complains, in Chinese and English, from phone to wide screen", { timeout: 240_000 }, async () => {
  for (const locale of ["zh-CN", "en"]) {
    for (const viewport of [PHONE, WIDE, { width: 360, height: 740 }, { width: 2560, height: 1440 }]) {
      const { page, context, errors } = await signedIn({ locale, viewport });
      for (const path of ["/", "/records/customer", "/records/order", "/records/product", "/imports"]) {
        await page.goto(`${server.url}${path}`);
        await page.waitForLoadState("networkidle");
        const beyond = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        assert.ok(beyond <= 0, `${locale} ${viewport.width} px ${path}: ${beyond} px too wide`);
      }
      assert.deepEqual(errors, [], `${locale} ${viewport.width} px`);
      await context.close();
    }
  }
});
