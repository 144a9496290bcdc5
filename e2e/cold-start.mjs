// A browser that nobody looks into: started for one page, told only how slow its processor is. Whoever follows a page's requests makes
// the browser find the place of each in the scripts, which costs a cold start more than the scripts do.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ARGUMENTS, CHROMIUM, WIDE } from "./browser.mjs";

/** Chromium's own protocol over a pipe: `ask(method, params, session)`. */
function pipe(child) {
  const [, , , write, read] = child.stdio;
  const waiting = new Map();
  let id = 0;
  let rest = "";
  read.setEncoding("utf8");
  read.on("data", (text) => {
    const messages = (rest + text).split("\0");
    rest = messages.pop();
    for (const { id, result, error } of messages.map((m) => JSON.parse(m))) {
      const { resolve, reject } = waiting.get(id) ?? {};
      waiting.delete(id);
      if (error) reject?.(new Error(error.message));
      else resolve?.(result);
    }
  });
  return (method, params = {}, sessionId = undefined) =>
    new Promise((resolve, reject) => {
      waiting.set(++id, { resolve, reject });
      write.write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    });
}

/** In the page: when its largest content was painted, once it is whole and has not changed for a second. */
function largestPaint() {
  const whole = () => document.querySelector("nav a[aria-current=page]") && document.querySelector("main h1") && !document.querySelector("main .bone, main .ant-skeleton");
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

/** Milliseconds until the largest content is painted for somebody who is signed in, nothing cached, the processor `rate` times slower: of each of so many starts. */
export async function coldStarts(url, { cookies, origins }, rate, times) {
  const home = mkdtempSync(join(tmpdir(), "guanxi-cold-"));
  const child = spawn(CHROMIUM, [...ARGUMENTS, "--headless=new", "--remote-debugging-pipe", `--user-data-dir=${home}`, "--accept-lang=zh-CN"], {
    stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"],
    env: { ...process.env, HOME: home },
  });
  const ask = pipe(child);
  const remember = async (sessionId) => {
    await ask("Page.navigate", { url: `${url}/icon.svg` }, sessionId);
    const kept = JSON.stringify(origins.flatMap((origin) => origin.localStorage));
    const expression = `for (const { name, value } of ${kept}) localStorage.setItem(name, value)`;
    await ask("Runtime.evaluate", { expression }, sessionId);
  };
  const one = async () => {
    const { browserContextId } = await ask("Target.createBrowserContext");
    await ask("Storage.setCookies", { cookies: cookies.map(({ expires, ...cookie }) => cookie), browserContextId });
    const { targetId } = await ask("Target.createTarget", { url: "about:blank", browserContextId });
    const { sessionId } = await ask("Target.attachToTarget", { targetId, flatten: true });
    await ask("Emulation.setDeviceMetricsOverride", { ...WIDE, deviceScaleFactor: 1, mobile: false }, sessionId);
    await remember(sessionId);
    await ask("Emulation.setCPUThrottlingRate", { rate }, sessionId);
    await ask("Page.navigate", { url }, sessionId);
    const expression = `(${largestPaint})()`;
    const { result, exceptionDetails } = await ask("Runtime.evaluate", { expression, awaitPromise: true, returnByValue: true }, sessionId);
    if (exceptionDetails) throw new Error(exceptionDetails.text);
    await ask("Target.disposeBrowserContext", { browserContextId });
    return result.value;
  };
  try {
    const paints = [];
    while (paints.length < times) paints.push(await one());
    return paints;
  } finally {
    child.kill();
    await new Promise((resolve) => child.once("exit", resolve));
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  }
}
