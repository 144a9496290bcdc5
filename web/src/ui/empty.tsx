import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import styles from "./empty.module.css";

interface Props {
  icon: LucideIcon;
  title: string;
  text?: string;
  children?: ReactNode;
  /** Inside a section of a page instead of the whole page. */
  small?: boolean;
}

/** What stands where nothing is yet: what this place is for, and the way on. */
export function Empty({ icon: Icon, title, text, children, small }: Props) {
  return (
    <div className={small ? styles.small : styles.page}>
      <span className={styles.icon}>
        <Icon size={small ? 18 : 26} strokeWidth={1.6} aria-hidden="true" />
      </span>
      <div className={styles.title}>{title}</div>
      {text && <p className={styles.text}>{text}</p>}
      {children && <div className={styles.actions}>{children}</div>}
    </div>
  );
}
