import { Outlet } from "@tanstack/react-router";
import { App } from "antd";

/** Around every page; dialogs and notices are drawn here, so that their links and data work. */
export function Root() {
  return (
    <App message={{ maxCount: 3 }} notification={{ placement: "bottomRight" }}>
      <Outlet />
    </App>
  );
}
