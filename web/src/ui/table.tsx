import { type ReactNode, useEffect, useRef, useState } from "react";
import styles from "./table.module.css";

interface Props {
  head: ReactNode;
  /** Low rows, for a list beside other things. */
  dense?: boolean;
  children: ReactNode;
}

/** A plain table; too wide for its place, it scrolls sideways, by keys too. Cells with `data-right` are aligned right. */
export function Table({ head, dense, children }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const [scrolls, setScrolls] = useState(false);
  useEffect(() => {
    const one = place.current;
    if (!one) return;
    const look = new ResizeObserver(() => setScrolls(one.scrollWidth > one.clientWidth + 1));
    look.observe(one);
    if (one.firstElementChild) look.observe(one.firstElementChild);
    return () => look.disconnect();
  }, []);
  return (
    <div ref={place} className={`${styles.scroll} scroll`} tabIndex={scrolls ? 0 : undefined}>
      <table className={styles.table} data-dense={dense ? "" : undefined}>
        <thead>
          <tr>{head}</tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}
