// How fast the web app feels: `node speed.mjs URL EMAIL PASSWORD` measures in Chromium and prints a line of JSON a figure,
// `{ "name", "unit", "value" }`. Started by `make bench BENCH=browse` over a large base.
import { bareBrowser } from "./bare-browser.mjs";
import { launch, newPage, signedInState, visit, WIDE } from "./browser.mjs";

const [url, email, password] = process.argv.slice(2);
const COLD_STARTS = 7;
const RECORDS = 100;
const CHANGES = 500;
const WARM_CHANGES = 50;

const tell = (name, unit, value) => console.log(JSON.stringify({ name, unit, value }));
const sorted = (values) => [...values].sort((a, b) => a - b);
const quantile = (values, q) => sorted(values)[Math.min(values.length - 1, Math.ceil(q * values.length) - 1)];

async function opened(browser, state) {
  const context = await browser.newContext({ storageState: state, locale: "zh-CN", viewport: WIDE, timezoneId: "Asia/Shanghai" });
  const page = await newPage(context);
  const cdp = await context.newCDPSession(page);
  return { context, page, cdp };
}

/** In the page: when its largest content was painted, once it is whole and has not changed for a second. */
function largestPaint() {
  const there = () => document.querySelector("nav a[aria-current=page]") && document.querySelector("main h1");
  const whole = () => there() && !document.querySelector("main .bone, main .ant-skeleton");
  return new Promise((resolve) => {
    let last;
    let at = performance.now();
    const watch = (list) => {
      last = list.getEntries().at(-1).startTime;
      at = performance.now();
    };
    new PerformanceObserver(watch).observe({ type: "largest-contentful-paint", buffered: true });
    const look = () => (last && whole() && performance.now() - at > 1000 ? resolve(last) : setTimeout(look, 100));
    look();
  });
}

/** Milliseconds until the largest content is painted, nothing cached, the processor four times slower. */
async function coldStart(bare) {
  const page = await bare.open();
  await page.slower(4);
  await page.go("/");
  const painted = await page.run(largestPaint);
  await page.close();
  return painted;
}

/** In the page: does something and gives the milliseconds until a frame shows what was waited for. */
function timed(what) {
  const main = () => document.querySelector("main") ?? document.body;
  // the list stays behind its records
  const seen = (selector) => [...main().querySelectorAll(selector)].find((one) => one.checkVisibility());
  const whole = () => !seen(".bone, .ant-skeleton");
  const link = () => seen(`[role=row] a[href$="${what.id}"]`);
  const acts = {
    record: [
      () => link().dispatchEvent(new MouseEvent("dblclick", { bubbles: true })),
      () => location.pathname.endsWith(what.id) && !link() && seen("h1")?.textContent.includes(what.title) && whole(),
    ],
    back: [() => history.back(), () => link() && whole()],
  };
  const [act, done] = acts[what.act];
  return new Promise((resolve, reject) => {
    const begin = performance.now();
    act();
    const look = () => {
      const spent = performance.now() - begin;
      if (done()) resolve(spent);
      else if (spent > 20_000) reject(new Error(`${what.act} of ${what.title} does not end: ${location.href}`));
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
}

/** In the page: brings a row into the list's window, from above or below it, and tells which record it is. */
async function nextRow(index) {
  const rows = () => [...document.querySelectorAll("main [role=grid] [role=row] a[href^='/records/']")].map((a) => a.closest("[role=row]"));
  const place = (row) => Number(row.getAttribute("aria-rowindex")) - 2;
  const at = () => rows().find((row) => place(row) === index);
  for (let tries = 0; !at() && tries < 200; tries++) {
    const [first] = rows();
    (first && place(first) > index ? first : rows().at(-1))?.scrollIntoView({ block: "center" });
    await new Promise((r) => setTimeout(r, 50));
  }
  at().scrollIntoView({ block: "center" });
  await new Promise((r) => setTimeout(r, 100));
  const link = at().querySelector("a[href^='/records/']");
  return { id: link.getAttribute("href").split("/").at(-1), title: link.textContent };
}

async function listAndBack(bare) {
  const page = await bare.open();
  const there = [];
  const back = [];
  await page.go("/records/customer");
  await page.run(() => new Promise((resolve) => setInterval(() => document.querySelector("main [role=row] a") && resolve(), 100)));
  for (let index = 0; index < RECORDS; index++) {
    const row = await page.run(nextRow, index);
    there.push(await page.run(timed, { ...row, act: "record" }));
    back.push(await page.run(timed, { ...row, act: "back" }));
  }
  await page.close();
  return { there, back };
}

/** The longest frame, in milliseconds, while something is done; frames under 50 ms are not told by the browser and count as 0. */
async function longestFrame(page, work) {
  await page.evaluate(() => {
    window.frames50 = [];
    window.frameWatch = new PerformanceObserver((list) => window.frames50.push(...list.getEntries().map((e) => e.duration)));
    window.frameWatch.observe({ type: "long-animation-frame" });
  });
  await work();
  await page.waitForTimeout(500);
  const frames = await page.evaluate(() => {
    window.frameWatch.disconnect();
    return window.frames50;
  });
  return Math.max(0, ...frames);
}

async function typing(page) {
  await visit(page, `${url}/records/customer`);
  const search = async (text) => {
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox").last().waitFor();
    await page.keyboard.type(text, { delay: 60 });
    await page.waitForTimeout(400);
    await page.keyboard.press("Escape");
    await page.keyboard.press("Escape");
  };
  await search("a");
  return longestFrame(page, async () => {
    for (const text of ["zhang", "wang@exa", "13812", "ouyang"]) await search(text);
  });
}

const saved = (page) => page.waitForResponse((answer) => answer.request().method() === "PATCH" && answer.ok());

/** Carries a card of a board by the mouse into the next column and back. */
async function dragging(page) {
  await visit(page, `${url}/records/customer?as=board:stage`);
  const columns = page.locator("main section[aria-label]");
  await page.getByRole("article").first().waitFor();
  await page.waitForLoadState("networkidle");
  const carry = async (from, to) => {
    const card = await columns.nth(from).getByRole("article").first().boundingBox();
    const target = await columns.nth(to).boundingBox();
    const answer = saved(page);
    await page.mouse.move(card.x + card.width / 2, card.y + 12);
    await page.mouse.down();
    await page.mouse.move(target.x + target.width / 2, target.y + 90, { steps: 40 });
    await page.mouse.up();
    await answer;
    await page.waitForLoadState("networkidle");
  };
  const full = await columns.evaluateAll((all) => all.findIndex((column) => column.querySelector("article")));
  const next = full === 0 ? 1 : full - 1;
  await carry(full, next);
  await carry(next, full);
  return longestFrame(page, async () => {
    for (let i = 0; i < 3; i++) {
      await carry(full, next);
      await carry(next, full);
    }
  });
}

/** Types into cells of the list, one below the other. */
async function editing(page) {
  await visit(page, `${url}/records/customer?cols=name,occupation,gender,country,owner`);
  await page.getByRole("grid").focus();
  for (const key of ["ArrowDown", "ArrowRight"]) await page.keyboard.press(key);
  const edit = async (text) => {
    const answer = saved(page);
    await page.keyboard.type(text, { delay: 40 });
    await page.keyboard.press("Enter");
    await answer;
  };
  await edit(`a ${Date.now()}`);
  return longestFrame(page, async () => {
    for (let i = 0; i < 8; i++) await edit(`gardener ${Date.now() % 1000}`);
  });
}

/** Bytes of script objects that are still needed. */
async function heap(cdp) {
  for (let i = 0; i < 3; i++) await cdp.send("HeapProfiler.collectGarbage");
  const { metrics } = await cdp.send("Performance.getMetrics");
  return metrics.find((m) => m.name === "JSHeapUsedSize").value;
}

/** Goes through rooms as people do, by the app's own links, and tells how much memory grew after the first fifty changes. */
async function longDay(browser, state) {
  const { context, page, cdp } = await opened(browser, state);
  await cdp.send("Performance.enable");
  await visit(page, `${url}/records/customer`);
  const rooms = ["/records/order", "/records/customer", "/records/product", "/", "/records/customer", "/imports"];
  const turn = async (n) => {
    const room = rooms[n % rooms.length];
    await page.locator(`nav a[href="${room}"]`).first().click();
    await page.waitForFunction((path) => location.pathname === path && !document.querySelector("main .bone"), room);
    if (room !== "/records/customer") return 1;
    const row = await page.evaluate(nextRow, n % 40);
    await page.evaluate(timed, { ...row, act: "record" });
    await page.evaluate(timed, { ...row, act: "back" });
    return 3;
  };
  let changes = 0;
  let turns = 0;
  while (changes < WARM_CHANGES) changes += await turn(turns++);
  const before = await heap(cdp);
  while (changes < CHANGES) changes += await turn(turns++);
  const after = await heap(cdp);
  await context.close();
  return { before, after };
}

const browser = await launch();
try {
  const state = await signedInState(browser, url, { email, password });

  const bare = bareBrowser(url, state);
  const paints = [];
  while (paints.length < COLD_STARTS) paints.push(await coldStart(bare));
  tell("first page, cold, processor four times slower: largest paint, middle", "ms", quantile(paints, 0.5));
  tell("first page, cold, processor four times slower: largest paint, worst", "ms", quantile(paints, 1));

  const { there, back } = await listAndBack(bare);
  await bare.close();
  tell("list to record, p50", "ms", quantile(there, 0.5));
  tell("list to record, p95", "ms", quantile(there, 0.95));
  tell("record back to list, p50", "ms", quantile(back, 0.5));
  tell("record back to list, p95", "ms", quantile(back, 0.95));

  const { context, page } = await opened(browser, state);
  tell("typing in search: longest frame", "ms", await typing(page));
  tell("dragging a card: longest frame", "ms", await dragging(page));
  tell("editing cells: longest frame", "ms", await editing(page));
  await context.close();

  const { before, after } = await longDay(browser, state);
  tell("memory of the tab after 50 page changes", "MB", before / 1e6);
  tell("memory of the tab after 500 page changes", "MB", after / 1e6);
} finally {
  await browser.close();
}
