import { Link } from "@tanstack/react-router";
import { ArrowLeft } from "lucide-react";
import type { ReactNode } from "react";
import styles from "./page.module.css";

interface Props {
  title: ReactNode;
  /** What the page is for, in a sentence. */
  text?: ReactNode;
  /** Where one came from. */
  back?: {
    to: "/imports" | "/studio" | "/studio/roles" | "/studio/users" | `/duplicates/${string}`;
    name: string;
  };
  actions?: ReactNode;
  children?: ReactNode;
}

/** A page that is read from top to bottom: heading, what can be done, content. */
export function Page({ title, text, back, actions, children }: Props) {
  return (
    <div className={`${styles.view} scroll`}>
      <div className={styles.inner}>
        {back && (
          <Link to={back.to as "/imports"} className={styles.back}>
            <ArrowLeft size={15} aria-hidden="true" />
            {back.name}
          </Link>
        )}
        <header className={styles.head}>
          <div className={styles.text}>
            <h1 className={styles.title}>{title}</h1>
            {text && <div className="muted">{text}</div>}
          </div>
          {actions && <div className={styles.actions}>{actions}</div>}
        </header>
        {children}
      </div>
    </div>
  );
}
