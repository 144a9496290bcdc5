import type { ReactNode } from "react";
import styles from "./card.module.css";

/** What carrying a record did or why it is refused: heard always, seen where it stays open. */
export function Said({ seen, children }: { seen: boolean; children: ReactNode }) {
  return (
    <div role="status" className={seen ? styles.said : "sr-only"}>
      {children}
    </div>
  );
}
