import "@fontsource-variable/inter";
import "antd/dist/antd.css";
import "./app/global.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app/app";
import { startI18n } from "./app/i18n";
import { startInstalled } from "./app/installed";
import { askAhead } from "./routes/ahead";

startInstalled();
askAhead();
await startI18n();
const root = document.getElementById("root");
if (root) {
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}
