import { useEffect, useRef, useState } from "react";
import type { Group } from "./data";
import type { Decide } from "./use-decide";

interface Props {
  groups: Group[];
  decide: Decide;
  toggle: (id: string) => void;
  compare: (group: Group) => void;
  /** A dialog is open. */
  blocked: boolean;
}

const busyPlaces =
  "input:not([type=checkbox],[type=radio]), textarea, [contenteditable], .ant-modal-wrap:not([style*='none']), .ant-select-open";

/** J and K walk, M merges, N says that they are not the same, X chooses, Enter compares; U takes back what was decided. */
export function useKeys({ groups, decide, toggle, compare, blocked }: Props) {
  const [at, setAt] = useState(0);
  const here = Math.min(at, groups.length - 1);
  const latest = useRef<(event: KeyboardEvent) => void>(() => {});
  latest.current = (event) => {
    const target = event.target instanceof Element ? event.target : null;
    if (blocked || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (target?.closest(busyPlaces) || document.querySelector(".ant-modal-wrap:not([style*='none'])")) return;
    const group = groups[here];
    const open = group?.state === "open";
    const go = (to: number) => {
      const next = Math.max(0, Math.min(groups.length - 1, to));
      setAt(next);
      document.querySelector(`[data-group="${groups[next]?.id}"]`)?.scrollIntoView({ block: "nearest" });
    };
    const actions: Record<string, (() => void) | undefined> = {
      j: () => go(here + 1),
      k: () => go(here - 1),
      m: open ? () => decide.to("merge", [group]) : undefined,
      n: open ? () => decide.to("apart", [group]) : undefined,
      u: group && !open ? () => decide.to("undo", [group]) : undefined,
      x: group ? () => toggle(group.id) : undefined,
      Enter: open && !target?.closest("button, a, input, label") ? () => compare(group) : undefined,
    };
    const act = actions[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!act) return;
    event.preventDefault();
    act();
  };
  useEffect(() => {
    const listen = (event: KeyboardEvent) => latest.current(event);
    window.addEventListener("keydown", listen);
    return () => window.removeEventListener("keydown", listen);
  }, []);
  return { at: here, go: setAt };
}
