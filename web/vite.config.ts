import { createHash } from "node:crypto";
import react from "@vitejs/plugin-react";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

const server = process.env.GUANXI_SERVER ?? "http://127.0.0.1:8080";
const worker = "service-worker";

/** Tells the service worker what it is to keep: all scripts and styles of the build; fonts and the like are kept when they were used. */
function shellFiles(): Plugin {
  return {
    name: "shell-files",
    generateBundle(_, bundle) {
      const files = Object.keys(bundle).filter((file) => /^assets\/.*\.(js|css)$/.test(file));
      const version = createHash("sha256").update(files.sort().join()).digest("hex").slice(0, 12);
      const chunk = bundle[`${worker}.js`];
      if (chunk?.type !== "chunk") throw new Error(`the build has no ${worker}.js`);
      chunk.code = chunk.code
        .replaceAll("VERSION", JSON.stringify(version))
        .replaceAll("FILES", JSON.stringify(files.map((file) => `/${file}`)));
    },
  };
}

export default defineConfig({
  plugins: [react(), shellFiles()],
  build: {
    target: "es2022",
    manifest: true,
    chunkSizeWarningLimit: 1200,
    rollupOptions: {
      input: { index: "index.html", [worker]: `src/worker/${worker}.ts` },
      output: {
        // the worker stands at the root, and under one name: it may answer only for what is below it
        entryFileNames: ({ name }) => (name === worker ? "[name].js" : "assets/[name]-[hash].js"),
      },
    },
  },
  server: { host: "127.0.0.1", port: 5173, proxy: { "/api": server } },
  test: { environment: "node", include: ["src/**/*.test.ts"] },
});
