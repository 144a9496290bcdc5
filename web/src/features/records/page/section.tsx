import type { ReactNode } from "react";
import styles from "./section.module.css";

interface Props {
  title: ReactNode;
  count?: number | string | null;
  action?: ReactNode;
  children: ReactNode;
}

/** A part of a page: a heading, what can be done, the content. */
export function Section({ title, count, action, children }: Props) {
  return (
    <section className={styles.section}>
      <header className={styles.header}>
        <h2>
          {title}
          {count !== undefined && count !== null && <span className="num">{count}</span>}
        </h2>
        {action}
      </header>
      {children}
    </section>
  );
}
