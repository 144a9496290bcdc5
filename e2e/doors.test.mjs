// Ways in beside the password, and one for guests: a device (Chromium's virtual authenticator), a real identity provider, a link.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { after, before, test } from "node:test";
import { ask, launch, openPage, PHONE, signIn, visit } from "./browser.mjs";
import { DEMO, freePort, startServer } from "./server.mjs";

let server;
let browser;
let url;
const children = [];

before(async () => {
  const port = await freePort();
  url = `http://localhost:${port}`;
  server = await startServer({ port, args: ["--demo", "--url", url, "--private-providers"] });
  browser = await launch();
});
after(async () => {
  for (const child of children) child.kill();
  await browser?.close();
  await server?.stop();
});

/** A virtual device in the page's browser. */
async function device(page) {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("WebAuthn.enable");
  const options = {
    protocol: "ctap2",
    transport: "internal",
    hasResidentKey: true,
    hasUserVerification: true,
    isUserVerified: true,
    automaticPresenceSimulation: true,
  };
  const { authenticatorId } = await cdp.send("WebAuthn.addVirtualAuthenticator", { options });
  return { cdp, authenticatorId };
}

test("a passkey is made on the account page and opens the app without a password", async () => {
  const { page, context, errors } = await openPage(browser, { locale: "en" });
  const { cdp, authenticatorId } = await device(page);
  await signIn(page, url);
  await visit(page, `${url}/account`);
  await page.getByRole("button", { name: "Add a passkey" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Which device").fill("Office laptop");
  assert.equal(await dialog.locator('input[type="password"]').count(), 0, "they signed in just now");
  await dialog.getByRole("button", { name: "Go on" }).click();
  await page.getByText("Office laptop").waitFor();
  const { credentials } = await cdp.send("WebAuthn.getCredentials", { authenticatorId });
  assert.equal(credentials.length, 1);
  assert.equal(credentials[0].isResidentCredential, true);
  await dialog.waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Rename" }).click();
  await dialog.getByLabel("Which device").fill("Laptop at home");
  await dialog.getByRole("button", { name: "Rename" }).click();
  await page.getByText("Laptop at home").waitFor();

  await signOut(page);
  await cdp.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: false });
  await page.goto(`${url}/sign-in?next=/account`);
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
  await page.waitForTimeout(500);
  assert.equal(new URL(page.url()).pathname, "/sign-in", "a device that did not ask who is there opens nothing");
  await cdp.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: true });
  await page.goto(`${url}/sign-in?next=/account`);
  // where the browser proposes keys, the virtual device takes the proposal at once
  const way = page.getByRole("button", { name: "Sign in with a passkey" });
  await way.or(page.getByText("Laptop at home")).first().waitFor();
  await way.click({ timeout: 2_000 }).catch(() => {});
  await page.getByText("Laptop at home").waitFor();
  assert.equal(new URL(page.url()).pathname, "/account");

  await page.getByRole("button", { name: "Remove", exact: true }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Remove", exact: true }).click();
  await page.getByText("Laptop at home").first().waitFor({ state: "detached" });
  await signOut(page);
  await page.goto(`${url}/sign-in?next=/account`);
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
  await page.getByText("The passkey was not accepted").waitFor();
  assert.deepEqual(errors.filter((one) => !one.includes("401")), []);
  await context.close();
});

test("an administrator sees a passkey and takes it off", async () => {
  const { page, context, errors } = await openPage(browser, { locale: "en" });
  await device(page);
  await signIn(page, url);
  assert.equal((await ask(page, "GET", "/me/passkeys")).origin, url);
  await visit(page, `${url}/account`);
  await page.getByRole("button", { name: "Add a passkey" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Go on" }).click();
  await page.getByRole("button", { name: "Remove", exact: true }).waitFor();
  await visit(page, `${url}/studio/users`);
  const row = page.getByRole("row").filter({ hasText: DEMO.email });
  await row.getByText("passkey", { exact: true }).waitFor();
  await row.getByRole("button", { name: /^Actions for/ }).click();
  await page.getByRole("menuitem", { name: "Passkeys" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Remove", exact: true }).click();
  await page.locator(".ant-modal-confirm").getByRole("button", { name: "Remove", exact: true }).click();
  await page.getByText("No passkeys.").waitFor();
  await row.getByText("passkey", { exact: true }).waitFor({ state: "detached" });
  assert.deepEqual(errors, []);
  await context.close();
});

async function signOut(page) {
  await page.evaluate(() => fetch("/api/sign-out", { method: "POST", headers: { "X-Guanxi": "1" } }));
  await page.evaluate(() => localStorage.removeItem("guanxi.signed-in"));
}

async function identityProvider() {
  const child = spawn(process.execPath, ["identity-provider.mjs", `${url}/api/sign-in/oidc/callback`], {
    stdio: ["pipe", "pipe", "ignore"],
  });
  children.push(child);
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.startsWith("ready ")) return line.slice(6);
  }
  throw new Error("the identity provider did not start");
}

test("a provider is set up on its page, and a button lets people in", async () => {
  const issuer = await identityProvider();
  const { page, context, errors } = await openPage(browser, { locale: "en" });
  await signIn(page, url);
  await visit(page, `${url}/studio/users/providers`);
  await page.getByRole("button", { name: "Add a provider" }).first().click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name", { exact: true }).fill("Head office");
  await dialog.getByLabel("Address (issuer)").fill(issuer);
  await dialog.getByLabel("Client ID").fill("guanxi");
  await dialog.getByLabel("Client secret").fill("the secret of the client, long enough for a signature");
  await dialog.getByLabel("E-mail domains").fill("guanxi.example");
  await dialog.getByLabel("E-mail domains").press("Enter");
  await dialog.getByRole("button", { name: "Save" }).click();
  await page.getByRole("cell", { name: "Head office" }).waitFor();
  assert.deepEqual(errors, []);
  await context.close();

  const other = await openPage(browser, { locale: "en", viewport: PHONE });
  // Who it is would be typed at the provider; the one for tests takes it from the address.
  const who = { sub: "demo-1", email: DEMO.email, email_verified: true };
  const hint = Buffer.from(JSON.stringify(who)).toString("base64url");
  await other.page.route(`${issuer}/auth?*`, (route) =>
    route.continue({ url: `${route.request().url()}&login_hint=${hint}` }),
  );
  await other.page.goto(`${url}/sign-in?next=/account`);
  await other.page.getByRole("button", { name: "Sign in with Head office" }).click();
  await other.page.getByRole("heading", { name: "My account" }).waitFor();
  assert.equal(new URL(other.page.url()).pathname, "/account");
  assert.deepEqual(other.errors, []);
  await other.context.close();
});

test("a guest's link shows the record without an account, on a phone, until it is ended", async () => {
  const { page, context } = await openPage(browser, { locale: "en" });
  await signIn(page, url);
  const [{ id }] = (await ask(page, "GET", "/records/customer?limit=1&filter=external_id:12347")).items;
  await visit(page, `${url}/records/customer/${id}`);
  await page.locator("header").getByRole("button", { name: "More" }).first().click();
  await page.getByRole("menuitem", { name: "Share", exact: true }).click();
  await page.getByRole("button", { name: "New guest link" }).click();
  await page.getByLabel("For whom").fill("Her lawyer");
  await page.getByLabel("Passcode").fill("blue horse 7");
  await page.getByRole("button", { name: "Make link" }).click();
  const code = page.locator(".ant-modal-confirm code");
  const link = await code.innerText();
  await page.locator(".ant-modal-confirm").getByRole("button", { name: "OK" }).click();

  const guest = await openPage(browser, { locale: "zh-TW", viewport: PHONE });
  await guest.page.goto(link);
  await guest.page.getByLabel("存取碼").fill("blue horse 7");
  await guest.page.getByRole("button", { name: "開啟" }).click();
  await guest.page.getByText("僅供檢視").waitFor();
  assert.equal(await guest.page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), true);

  await page.getByRole("button", { name: "End link of Her lawyer" }).click();
  await page.getByText("The link is ended").waitFor();
  await guest.page.goto(link);
  await guest.page.getByRole("heading", { name: "連結無效" }).waitFor();
  await guest.context.close();
  await context.close();
});
