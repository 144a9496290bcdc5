// Fails when the scripts of the first page, compressed, are larger than the budget.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { frame, language, start } from "./first-page.mjs";

const budget = 350_000;
const dist = new URL("../dist/", import.meta.url);
const manifest = JSON.parse(readFileSync(new URL(".vite/manifest.json", dist), "utf8"));
const first = new Set();

function visit(key) {
  const chunk = manifest[key];
  if (first.has(chunk.file)) return;
  first.add(chunk.file);
  for (const dependency of chunk.imports ?? []) visit(dependency);
}

for (const entry of [...start, ...frame, language]) visit(entry);

const total = [...first].reduce((sum, file) => {
  const bytes = gzipSync(readFileSync(new URL(file, dist)), { level: 9 }).length;
  console.log(`${String(bytes).padStart(8)}  ${file}`);
  return sum + bytes;
}, 0);
console.log(`${String(total).padStart(8)}  compressed script of the first page (at most ${budget})`);
if (total > budget) process.exit(1);
