// Runs the journeys, one file after the other. A file that fails is run once more: when it then passes, its journey is told as unsteady
// with what it said the first time, so that nobody overlooks it; when it fails again, the run fails.
import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";

const named = process.argv.slice(2);
const files = named.length ? named : readdirSync(import.meta.dirname).filter((name) => name.endsWith(".test.mjs")).sort();

/** Runs a file; its output, and whether it passed. */
function run(file) {
  const child = spawn(process.execPath, ["--test", "--test-reporter=spec", file], { cwd: import.meta.dirname, stdio: ["ignore", "pipe", "inherit"] });
  let said = "";
  child.stdout.on("data", (data) => (said += data));
  return new Promise((resolve) => child.once("close", (code) => resolve({ said, passed: code === 0 })));
}

const unsteady = [];
const failed = [];
for (const file of files) {
  const began = Date.now();
  let { said, passed } = await run(file);
  if (!passed) {
    const first = said;
    ({ said, passed } = await run(file));
    if (passed) {
      unsteady.push(file);
      console.log(first.replace(/^/gm, "  first try | "));
    } else failed.push(file);
  }
  console.log(`${file}: ${passed ? "passed" : "failed"} after ${Math.round((Date.now() - began) / 1000)} s`);
  console.log(said);
}
if (unsteady.length) console.log(`unsteady, passed the second time only: ${unsteady.join(", ")}`);
if (failed.length) {
  console.log(`failed twice: ${failed.join(", ")}`);
  process.exitCode = 1;
}
