import { objectOf } from "../../api/definition";
import { useMeta } from "../../api/session";
import { useTranslation } from "../../app/i18n";
import { useRecent } from "../../app/recent";
import { Mark } from "../../app/search-hit";
import { RecordLink } from "../../ui/record-link";
import { useLabels } from "../records/field/labels";
import { Section } from "../records/page/section";
import styles from "./home-page.module.css";

/** Records that were opened last in this browser. */
export function Recent() {
  const { t } = useTranslation();
  const meta = useMeta();
  const labels = useLabels();
  const recents = useRecent().flatMap((recent) => {
    const object = objectOf(meta, recent.object);
    return object ? [{ ...recent, what: labels.object(object) }] : [];
  });
  return (
    <Section title={t("home.card.recent")}>
      <ul>
        {recents.slice(0, 8).map((recent) => (
          <li key={recent.id} className={styles.row}>
            <Mark {...recent} />
            <RecordLink object={recent.object} id={recent.id} className="clip">
              {recent.name}
            </RecordLink>
            <span className={`${styles.end} muted`}>{recent.what}</span>
          </li>
        ))}
      </ul>
      {recents.length === 0 && <p className="muted">{t("home.noRecent")}</p>}
    </Section>
  );
}
