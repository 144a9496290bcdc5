import type { LucideIcon } from "lucide-react";
import { useEffect, useRef } from "react";

export type ActionGroup = "record" | "form" | "list" | "create" | "go" | "app";

/** Something one can do where one is: by a menu, the palette, or keys. */
export interface Action {
  id: string;
  group: ActionGroup;
  /** In the person's language. */
  text: string;
  /** Other words that it is found by. */
  also?: string[];
  icon?: LucideIcon;
  /** `e`, `g c` (one after the other), `Mod+Enter` (Ctrl, or ⌘ on a Mac). */
  keys?: string;
  /** Absent: the keys are told here, and heard where they work. */
  run?: () => void;
}

const shown = new Set<{ current: Action[] }>();

/** Offers actions for as long as the component is there. */
export function useActions(actions: Action[]) {
  const latest = useRef(actions);
  latest.current = actions;
  useEffect(() => {
    shown.add(latest);
    return () => {
      shown.delete(latest);
    };
  }, []);
}

/** All that can be done now, each once; what came last (a form over a page) holds. */
export function actionsNow(): Action[] {
  const all = [...shown].flatMap((one) => one.current);
  return [...new Map(all.map((action) => [action.id, action])).values()];
}

/** Does what is offered by this name. */
export function act(id: string) {
  actionsNow()
    .find((action) => action.id === id)
    ?.run?.();
}

type Pressed = Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey">;

/** A pressed key as actions name it; none for modifiers alone and for Alt, which writes letters. */
export function keyOf({ key, ctrlKey, metaKey, altKey }: Pressed): string | undefined {
  if (altKey || ["Control", "Shift", "Meta", "Alt", "AltGraph"].includes(key)) return undefined;
  const name = key.length === 1 ? key.toLowerCase() : key;
  return ctrlKey || metaKey ? `Mod+${name}` : name;
}

/** What a key does after the ones before it: an action, or waiting for the next key. */
export function press(actions: Action[], before: string, key: string): { action?: Action; waits: string } {
  for (const pressed of before ? [`${before} ${key}`, key] : [key]) {
    const action = actions.filter(({ keys, run }) => run && keys === pressed).at(-1);
    if (action) return { action, waits: "" };
    if (actions.some(({ keys, run }) => run && keys?.startsWith(`${pressed} `))) return { waits: pressed };
  }
  return { waits: "" };
}
