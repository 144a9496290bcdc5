// What opens over a page: dialogs, drawers, menus and popovers, each usable by everybody in light and in dark.
import assert from "node:assert/strict";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { findings } from "./axe.mjs";
import { ask, openPage, visit } from "./browser.mjs";
import { mainRooms } from "./rooms.mjs";
import { browser, server, stage, state } from "./stage.mjs";

/** Addresses beside those of the main rooms. */
const more = { builder: "/records/customer?filter=country:GB", role: "/studio/roles/member" };
let rooms;

stage({ args: ["--demo", "--import-folder", mkdtempSync(join(tmpdir(), "guanxi-inbox-"))] }, async () => {
  rooms = { ...(await mainRooms(browser, server.url, state)), ...more };
  const { page, context } = await openPage(browser, { state });
  await visit(page, server.url);
  await ask(page, "POST", "/users", { name: "Gone Soon", email: "gone@guanxi.example", password: "a long password" });
  await ask(page, "POST", "/records/team", { name: "Branch" });
  await ask(page, "POST", "/records/task", { title: "Call back", due_at: new Date().toISOString(), assignee: (await ask(page, "GET", "/me")).user.id });
  const customer = rooms.customer.split("/").at(-1);
  await ask(page, "POST", "/privacy/requests", { kind: "access", customer, channel: "email" });
  await ask(page, "POST", "/privacy/retention", { name: "Old ones", object: "customer", field: "created_at", days: 3650, action: "delete" });
  const { items } = await ask(page, "GET", "/records/order?limit=1&filter=state:open");
  rooms.open = items[0] ? `/records/order/${items[0].id}` : rooms.order;
  await context.close();
});

const button = (name) => (page) => page.getByRole("button", { name, exact: true }).locator("visible=true").first().click();
const begins = (name) => (page) => page.getByRole("button", { name: new RegExp(`^${name}`) }).first().click();
const inside = (name) => (page) => page.getByRole("dialog").last().getByRole("button", { name, exact: true }).first().click();
const item = (name) => (page) => page.getByRole("menuitem", { name }).locator("visible=true").first().click();
const words = (text) => (page) => page.getByText(text, { exact: true }).first().click();
const rows = async (page) => {
  for (const n of [1, 2]) await page.getByRole("row").nth(n).getByRole("checkbox").click();
};

/** What is opened: a name, the room, and the way there. */
const dialogs = [
  ["columns", "customers", button("Columns")],
  ["sort", "customers", button("Sort")],
  ["group and totals", "customers", button("Group and totals")],
  ["layout", "customers", begins("Layout: ")],
  ["views", "customers", begins("View: ")],
  ["save as view", "customers", begins("View: "), button("Save as view")],
  ["export", "customers", button("Export this list")],
  ["export for a purpose", "customers", button("Export this list"), item("For a purpose…")],
  ["changes of many", "customers", button("Changes of many at once")],
  ["fields to filter by", "customers", button("Filter")],
  ["conditions", "builder", button("Groups")],
  ["by hand", "builder", button("Groups"), inside("Write the condition by hand")],
  ["new customer", "customers", button("New customer")],
  ["edit many", "customers", rows, button("Edit a field")],
  ["assign many", "customers", rows, button("Assign")],
  ["share many", "customers", rows, button("Share")],
  ["merge two", "customers", rows, button("Merge")],
  ["delete many", "customers", rows, button("Delete")],
  ["new", "home", button("New")],
  ["notices", "home", (page) => page.getByRole("button", { name: /notice/i }).first().click()],
  ["oneself", "home", (page) => page.getByRole("button", { name: /language, appearance, sign out/ }).click()],
  ["snooze", "home", (page) => page.getByRole("link", { name: "Call back" }).first().hover(), button("Snooze: Call back")],
  ["snooze until", "home", (page) => page.getByRole("link", { name: "Call back" }).first().hover(), button("Snooze: Call back"), item("Another time …")],
  ["new task", "home", (page) => page.getByRole("textbox", { name: "Add a task, then Enter" }).fill("Write"), (page) => page.getByRole("textbox", { name: "Due" }).click()],
  ["edit", "customer", button("Edit")],
  ["more", "customer", button("More")],
  ["merge", "customer", button("More"), item("Merge with another …")],
  ["merges", "customer", button("More"), item("Merges …")],
  ["share", "customer", button("More"), item("Share")],
  ["guest link", "customer", button("More"), item("Share"), inside("New guest link")],
  ["who sees it", "customer", button("More"), item("Who sees this")],
  ["identifier", "customer", (page) => page.locator("section").filter({ hasText: "Identifiers" }).getByRole("button", { name: "Add" }).first().click()],
  ["consent", "customer", button("Record consent")],
  ["archive", "customer", words("Tell the customer…")],
  ["erasure", "customer", words("Hold, erase, make anonymous…")],
  ["connections", "customer", button("Open large")],
  ["pay", "open", button("Mark as paid")],
  ["return", "order", button("Return")],
  ["duplicates compared", "duplicates", button("Field by field …")],
  ["undo of an import", "import", button("Undo import")],
  ["schedule", "schedules", button("Schedule an import")],
  ["second factor", "account", button("Set up a second factor")],
  ["new object", "objects", button("New object")],
  ["object", "object", button("Edit")],
  ["new field", "object", button("New field")],
  ["new rule", "object", button("Add a rule")],
  ["new person", "accounts", button("Add a person")],
  ["person", "accounts", button("Actions for Gone Soon")],
  ["hand over", "accounts", button("Actions for Gone Soon"), item("Hand over …")],
  ["deactivate", "accounts", button("Actions for Gone Soon"), item("Hand over and deactivate …")],
  ["devices", "accounts", button("Actions for Gone Soon"), item("Devices")],
  ["provider", "providers", button("Add a provider")],
  ["key", "keys", button("Make a key")],
  ["role", "roles", button("New role")],
  ["fields of a role", "role", (page) => page.getByRole("row", { name: /^Customers/ }).getByRole("button").click()],
  ["unit", "units", button("New unit")],
  ["what others see", "units", button("What others see")],
  ["data taken along", "units", button("Take data along")],
  ["request", "privacy", button("Enter a request")],
  ["a request", "privacy", button("Open")],
  ["retention", "retention", button("New rule")],
  ["retention tried", "retention", button("Try")],
  ["review", "access", button("Start a review")],
];

const over = [
  ".ant-modal-wrap:visible .ant-modal",
  ".ant-drawer-open .ant-drawer-section",
  ".ant-popover:not(.ant-popover-hidden)",
  ".ant-dropdown:not(.ant-dropdown-hidden)",
  ".ant-select-dropdown:not(.ant-select-dropdown-hidden)",
  ".ant-picker-dropdown:not(.ant-picker-dropdown-hidden)",
].join(", ");

test("axe finds nothing serious in what opens over pages, in light and dark", { timeout: 1_200_000 }, async () => {
  const { page, context, errors } = await openPage(browser, { locale: "en", state });
  const found = [];
  for (const [name, room, ...way] of dialogs) {
    try {
    page.setDefaultTimeout(15000);
    await visit(page, `${server.url}${rooms[room]}`);
    for (const step of way) await step(page);
    await page.locator(over).first().waitFor();
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme });
      await page.locator(`html[data-mode=${colorScheme}]`).waitFor();
      found.push(...(await findings(page)).map((one) => `${name}, ${colorScheme}: ${one}`));
    }
    await page.emulateMedia({ colorScheme: "light" });
    console.log("ok", name);
    } catch (e) { console.log("FAIL", name, String(e.message).split("\n").slice(0, 3).join(" | ").slice(0, 300)); await page.screenshot({ path: `/tmp/dlg-${name.replaceAll(" ", "-")}.png` }); await page.emulateMedia({ colorScheme: "light" }); }
  }
  for (const f of found) console.log("AXE", f);
  assert.deepEqual(found, []);
  assert.deepEqual(errors, []);
  await context.close();
});
