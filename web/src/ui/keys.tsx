import { Fragment } from "react";
import styles from "./keys.module.css";

const mac = /Mac|iPhone|iPad/.test(navigator.platform);
const names: Record<string, string> = {
  Mod: mac ? "⌘" : "Ctrl",
  Escape: "Esc",
  ArrowUp: "↑",
  ArrowDown: "↓",
  " ": "␣",
};

/** The keys of an action, drawn as keys; read aloud only where they are `told`, not as a part of a name. */
export function Keys({ keys, told }: { keys: string; told?: boolean }) {
  const pressed = keys === " " ? [keys] : keys.split(" ");
  return (
    <span className={styles.keys} aria-hidden={!told}>
      {pressed.map((one, index) => (
        <Fragment key={`${one} ${index === 0 ? "first" : "then"}`}>
          {one.split("+").map((part) => (
            <kbd key={part}>{names[part] ?? (part.length === 1 ? part.toUpperCase() : part)}</kbd>
          ))}
        </Fragment>
      ))}
    </span>
  );
}
