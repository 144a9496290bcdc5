// A browser that nobody looks into. Whoever follows a page's requests makes the browser find the place of each in the scripts,
// which costs a page about as much as its own work.
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

/** A browser with pages of a signed-in person, each with nothing cached: `{ open(), close() }`. */
export function bareBrowser(url, { cookies, origins }) {
  const home = mkdtempSync(join(tmpdir(), "guanxi-bare-"));
  const own = ["--headless=new", "--remote-debugging-pipe", `--user-data-dir=${home}`, "--accept-lang=zh-CN"];
  const child = spawn(CHROMIUM, [...ARGUMENTS, ...own], {
    stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"],
    env: { ...process.env, HOME: home },
  });
  const ask = pipe(child);

  /** A page: `go(path)`, `slower(rate)`, and `run(f, argument)`, which gives what `f` gives in the page. */
  async function open() {
    const { browserContextId } = await ask("Target.createBrowserContext");
    await ask("Storage.setCookies", { cookies: cookies.map(({ expires, ...cookie }) => cookie), browserContextId });
    const { targetId } = await ask("Target.createTarget", { url: "about:blank", browserContextId });
    const { sessionId } = await ask("Target.attachToTarget", { targetId, flatten: true });
    const page = {
      go: (path) => ask("Page.navigate", { url: url + path }, sessionId),
      slower: (rate) => ask("Emulation.setCPUThrottlingRate", { rate }, sessionId),
      run: async (f, argument) => {
        const expression = `(${f})(${JSON.stringify(argument)})`;
        const answer = await ask("Runtime.evaluate", { expression, awaitPromise: true, returnByValue: true }, sessionId);
        if (answer.exceptionDetails) throw new Error(answer.result?.description ?? answer.exceptionDetails.text);
        return answer.result.value;
      },
      close: () => ask("Target.disposeBrowserContext", { browserContextId }),
    };
    await ask("Emulation.setDeviceMetricsOverride", { ...WIDE, deviceScaleFactor: 1, mobile: false }, sessionId);
    await page.go("/icon.svg");
    const kept = origins.flatMap((origin) => origin.localStorage);
    await page.run((kept) => kept.forEach(({ name, value }) => localStorage.setItem(name, value)), kept);
    return page;
  }

  async function close() {
    child.kill();
    await new Promise((resolve) => child.once("exit", resolve));
    rmSync(home, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
  return { open, close };
}
