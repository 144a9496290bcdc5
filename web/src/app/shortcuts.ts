import { useEffect } from "react";
import { actionsNow, keyOf, press } from "./actions";

const typing =
  "input:not([type=checkbox],[type=radio]), textarea, select, [contenteditable=true], .ant-select-open";
const over =
  ".ant-modal-wrap:not([style*='none']), .ant-drawer-open, .ant-popover:not(.ant-popover-hidden), .ant-dropdown:not(.ant-dropdown-hidden)";
/** Milliseconds within which the second key of two comes. */
const patience = 1_200;

/** Listens for the keys of all actions: letters not while somebody types, and over a form only the form's own. */
export function useShortcuts() {
  useEffect(() => {
    let before = "";
    let at = 0;
    const listen = (event: KeyboardEvent) => {
      const key = keyOf(event);
      if (!key || event.defaultPrevented || event.isComposing || event.repeat) return;
      const target = event.target instanceof Element ? event.target : null;
      if (!key.startsWith("Mod+") && target?.closest(typing)) return;
      const covered = document.querySelector(over) !== null;
      const actions = actionsNow().filter(({ group }) => !covered || group === "form");
      const { action, waits } = press(actions, event.timeStamp - at < patience ? before : "", key);
      before = waits;
      at = event.timeStamp;
      if (!action && !waits) return;
      event.preventDefault();
      action?.run?.();
    };
    window.addEventListener("keydown", listen);
    return () => window.removeEventListener("keydown", listen);
  }, []);
}
