import { CircleAlert } from "lucide-react";
import { useTranslation } from "../../../app/i18n";
import { type Fault, parted } from "./data";
import styles from "./formula.module.css";

/** What is wrong with a formula, in words and in its place. */
export function FaultText({ text, fault }: { text: string; fault: Fault }) {
  const { t } = useTranslation();
  const [before, part, after] = fault.at ? parted(text, fault.at) : [];
  return (
    <>
      <span className={styles.fault}>
        <CircleAlert size={14} aria-hidden="true" />
        {t(`formula.faults.${fault.code as "circular"}`, { name: fault.name ?? "" })}
      </span>
      {part && (
        <code className={styles.place}>
          {before}
          <mark>{part}</mark>
          {after}
        </code>
      )}
    </>
  );
}
