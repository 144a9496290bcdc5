import type { ReactNode } from "react";
import styles from "./table.module.css";

/** A plain table; too wide for its place, it scrolls sideways. Cells with `data-right` are aligned right. */
export function Table({ head, children }: { head: ReactNode; children: ReactNode }) {
  return (
    <div className={`${styles.scroll} scroll`}>
      <table className={styles.table}>
        <thead>
          <tr>{head}</tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}
