// What axe finds on a page.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Until nothing moves or fades any more but what does so without end; colours of what fades are not those that people read. */
function still() {
  const moving = () =>
    document.getAnimations().filter((one) => one.playState === "running" && one.effect?.getComputedTiming().endTime !== Infinity);
  const frame = () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  const until = performance.now() + 5_000;
  const look = async () => {
    await frame();
    if (moving().length === 0 || performance.now() > until) return;
    await Promise.race([Promise.allSettled(moving().map((one) => one.finished)), new Promise((r) => setTimeout(r, 1_000))]);
    await look();
  };
  return look();
}

/** Serious and critical findings of axe on the page as it stands, and content outside of the landmarks. */
export async function findings(page) {
  await page.evaluate(axe);
  await page.evaluate(still);
  const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
  return violations
    .filter(({ id, impact }) => id === "region" || impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(" ")).join(", ")}`);
}
