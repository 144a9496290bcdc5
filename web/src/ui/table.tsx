import type { ReactNode } from "react";
import styles from "./table.module.css";

interface Props {
  head: ReactNode;
  /** Low rows, for a list beside other things. */
  dense?: boolean;
  children: ReactNode;
}

/** A plain table; too wide for its place, it scrolls sideways. Cells with `data-right` are aligned right. */
export function Table({ head, dense, children }: Props) {
  return (
    <div className={`${styles.scroll} scroll`}>
      <table className={styles.table} data-dense={dense ? "" : undefined}>
        <thead>
          <tr>{head}</tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}
