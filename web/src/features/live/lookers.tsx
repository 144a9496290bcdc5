import { useMe } from "../../api/session";
import { useTranslation } from "../../app/i18n";
import { Avatar } from "../../ui/avatar";
import { useLooking } from "./live";
import styles from "./lookers.module.css";

/** As many faces as there is room for. */
const most = 4;

/** Colleagues who look at the same record. */
export function Lookers({ object, id }: { object: string; id: string }) {
  const { t } = useTranslation();
  const { user } = useMe();
  const others = useLooking(object, id).filter((person) => person.id !== user.id);
  if (others.length === 0) return null;
  const names = t("live.alsoHere", { names: others.map((person) => person.name).join(t("live.comma")) });
  return (
    <span data-hint={names} className={styles.lookers} role="img" aria-label={names}>
      {others.slice(0, most).map((person) => (
        <Avatar key={person.id} id={person.id} name={person.name} size={26} />
      ))}
      {others.length > most && <span className="muted">+{others.length - most}</span>}
    </span>
  );
}
