// Builds the app so that the first page comes in two files instead of a hundred, which cost a cold start more than their bytes do, and
// the rooms after it in one. A first build, which is not kept, tells which modules each needs of its packages; the second puts
// them together.
// `node scripts/build.mjs OUT_DIR` builds into another folder.
import { build } from "vite";
import { antdStyle } from "./antd-style.mjs";
import { frame, rooms, start } from "./first-page.mjs";

const [outDir = "dist"] = process.argv.slice(2);
const files = { start, frame, rooms };

const { output } = await build({ logLevel: "error", build: { write: false } });
const chunks = output.filter((part) => part.type === "chunk");

/** The file of each module that several files need or that belongs to one: the first that needs it. */
const placed = new Map();
for (const [name, entries] of Object.entries(files)) {
  const needed = new Set();
  const need = (chunk) => {
    if (!chunk || needed.has(chunk)) return;
    needed.add(chunk);
    for (const file of chunk.imports) need(chunks.find((one) => one.fileName === file));
  };
  for (const entry of entries) {
    const chunk = chunks.find(({ facadeModuleId }) => facadeModuleId?.endsWith(`/${entry}`));
    if (!chunk) throw new Error(`the build has no part for ${entry}`);
    need(chunk);
  }
  for (const id of [...needed].flatMap((chunk) => chunk.moduleIds)) if (!placed.has(id)) placed.set(id, name);
}

// The entry waits for the words of a language, which need `start`: within it they would wait for each other.
const entry = /\/(index\.html|src\/main\.tsx)$/;
const groups = Object.keys(files).map((name) => ({
  name,
  test: (id) => placed.get(id) === name && !entry.test(id),
}));
const ids = chunks.flatMap((chunk) => chunk.moduleIds);

/** The page names the frame, so that it comes while the first file is read. */
const frameAhead = () => ({
  name: "frame-ahead",
  transformIndexHtml: {
    order: "post",
    handler: (_, { bundle }) => {
      const { fileName } = Object.values(bundle).find(
        ({ name, type }) => type === "chunk" && name === "frame",
      );
      return [
        {
          tag: "link",
          attrs: { rel: "modulepreload", crossorigin: true, href: `/${fileName}` },
          injectTo: "head",
        },
      ];
    },
  },
});

await build({
  logLevel: "warn",
  plugins: [antdStyle(ids), frameAhead()],
  build: { outDir, emptyOutDir: true, rollupOptions: { output: { codeSplitting: { groups } } } },
});
