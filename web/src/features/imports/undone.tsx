import { useTranslation } from "../../app/i18n";
import { usePlace } from "../../app/place";
import { formatNumber } from "../../ui/format";
import { useNames } from "../records/field/labels";
import { ReferenceLink } from "../records/field/reference-link";
import { Section } from "../records/page/section";
import type { UndoResult } from "./data";
import styles from "./imports.module.css";

/** What an undo did, and the records that it left as they are. */
export function Undone({ result }: { result: UndoResult }) {
  const { t } = useTranslation();
  const { language } = usePlace();
  const names = useNames();
  const conflicts = result.conflicts ?? [];
  const words = (object: string, fields: string[] = []) => fields.map((field) => names.field(object, field));
  return (
    <Section
      title={t("imports.undoDone", {
        deleted: formatNumber(result.deleted, language),
        restored: formatNumber(result.restored, language),
      })}
    >
      {result.conflict_count > 0 && (
        <>
          <p className={styles.conflicts}>
            {t("imports.conflicts", { shown: formatNumber(result.conflict_count, language) })}
          </p>
          <ul>
            {conflicts.slice(0, 200).map((conflict) => (
              <li key={`${conflict.object}-${conflict.id}`} className={styles.conflict}>
                <ReferenceLink object={conflict.object} id={conflict.id} />
                <span className="muted">
                  {conflict.reason === "referenced" ? t("imports.referenced") : t("imports.changedSince")}
                  {words(conflict.object, conflict.fields).map((name) => ` · ${name}`)}
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
    </Section>
  );
}
