// Starts the real program with the demo company in a folder of its own, and stops it again.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

export const DEMO = { email: "demo@guanxi.example", password: "guanxi-demo" };

export function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

async function ready(url, child, seconds) {
  const until = Date.now() + seconds * 1000;
  while (Date.now() < until) {
    if (child.exitCode !== null) throw new Error(`the server ended with code ${child.exitCode}`);
    const answer = await fetch(`${url}/readyz`).catch(() => null);
    if (answer?.ok) return;
    await new Promise((r) => setTimeout(r, 100));
  }
  throw new Error(`the server was not ready after ${seconds} seconds`);
}

async function said(words, log, child, seconds) {
  const until = Date.now() + seconds * 1000;
  while (!words.test(log())) {
    if (child.exitCode !== null) throw new Error(`the server ended with code ${child.exitCode}`);
    if (Date.now() > until) throw new Error(`the server did not say ${words} within ${seconds} seconds`);
    await new Promise((r) => setTimeout(r, 20));
  }
}

/** Serves the demo company; resolves when it is ready, or, with `until`, when the log says so. `stop()` ends the program and removes its data, `kill()` ends it as a power cut would. */
export async function startServer({
  data = mkdtempSync(join(tmpdir(), "guanxi-e2e-")),
  args = ["--demo"],
  port,
  until,
} = {}) {
  const program = process.env.GUANXI;
  if (!program) throw new Error("set GUANXI to the path of the program, or run `make test-e2e`");
  port ??= await freePort();
  const publicPort = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(
    program,
    ["serve", "--data", data, "--listen", `127.0.0.1:${port}`, "--public", `127.0.0.1:${publicPort}`, ...args],
    { stdio: ["ignore", "pipe", "pipe"] },
  );
  let log = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (d) => (log += d));
  const exited = new Promise((resolve) => child.once("exit", resolve));
  try {
    await (until ? said(until, () => log, child, 300) : ready(url, child, 300));
  } catch (error) {
    child.kill("SIGKILL");
    throw new Error(`${error.message}\n${log.slice(-4000)}`);
  }
  return {
    url,
    publicUrl: `http://127.0.0.1:${publicPort}`,
    data,
    log: () => log,
    async kill() {
      child.kill("SIGKILL");
      await exited;
    },
    async stop() {
      child.kill("SIGTERM");
      const timer = setTimeout(() => child.kill("SIGKILL"), 15_000);
      await exited;
      clearTimeout(timer);
      rmSync(data, { recursive: true, force: true });
    },
  };
}
