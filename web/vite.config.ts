import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

const server = process.env.GUANXI_SERVER ?? "http://127.0.0.1:8080";

export default defineConfig({
  plugins: [react()],
  build: { target: "es2022", manifest: true, chunkSizeWarningLimit: 1200 },
  server: { host: "127.0.0.1", port: 5173, proxy: { "/api": server } },
  test: { environment: "node", include: ["src/**/*.test.ts"] },
});
