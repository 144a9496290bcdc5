import { useTranslation } from "../../app/i18n";
import { Tag } from "../../ui/tag";
import { When } from "../../ui/when";
import { sections } from "../config/data";
import styles from "./audit.module.css";
import type { Entry } from "./data";

const colors: Record<string, string> = {
  sign_in_failed: "amber",
  sign_in_refused: "red",
  guest_link_refused: "amber",
  locked: "red",
  person_deactivated: "red",
  role_changed: "purple",
  password_changed: "purple",
  password_reset: "purple",
  password_reset_asked: "purple",
  export_made: "blue",
  import_undone: "amber",
  bulk_action_done: "blue",
  bulk_action_undone: "amber",
  records_merged: "amber",
  merge_undone: "amber",
  handed_over: "purple",
  hand_over_undone: "amber",
};

/** A text that is there under `key`, or the word itself: the server may know more words than this app. */
function useWord() {
  const { t, i18n } = useTranslation();
  return (key: string, word: string) => (i18n.exists(key) ? t(key as "audit.title") : word);
}

/** What a kind of entry is called. */
export function useKindName() {
  const word = useWord();
  return (kind: string) => word(`audit.kinds.${kind}`, kind);
}

/** One value of the details in words. */
function text(value: unknown): string {
  if (Array.isArray(value)) return value.map(text).join(", ");
  return value === null || value === undefined || value === "" ? "–" : String(value);
}

/** Changes are stored as pairs of old and new; lists have names of their own. */
const lists = new Set<string>(["scopes", "second_factor", ...sections]);

function useDetails({ details }: Entry): string[] {
  const word = useWord();
  return Object.entries(details as Record<string, unknown>)
    .filter(([, value]) => value !== false && value !== null)
    .map(([name, value]) => {
      const label = word(`audit.details.${name}`, word(`config.sections.${name}`, name));
      if (value === true) return label;
      const change = Array.isArray(value) && value.length === 2 && !lists.has(name);
      return `${label}: ${change ? `${text(value[0])} → ${text(value[1])}` : text(value)}`;
    });
}

/** One entry of the log. */
export function EntryRow({ entry }: { entry: Entry }) {
  const { t } = useTranslation();
  const kindName = useKindName();
  const details = useDetails(entry);
  const actor = entry.actor === "system" && !entry.user ? t("audit.system") : entry.actor;
  return (
    <li className={styles.entry}>
      <span className={styles.when}>
        <When value={entry.at} />
      </span>
      <Tag color={colors[entry.kind]} text={kindName(entry.kind)} />
      <span className={styles.what}>
        <b>{actor || t("audit.unknown")}</b>
        {entry.key && <span className="muted">{t("audit.byKey")}</span>}
        {entry.subject && entry.subject !== entry.actor && <span>{entry.subject}</span>}
        {details.map((line) => (
          <span key={line} className={styles.detail}>
            {line}
          </span>
        ))}
      </span>
      <span className={styles.where} title={entry.agent}>
        {entry.address && <span className="num">{entry.address}</span>}
        <span className="clip">{entry.agent}</span>
      </span>
    </li>
  );
}
