import { fieldOf, objectOf } from "../../api/definition";
import { useMeta } from "../../api/session";
import { useTranslation } from "../../app/i18n";
import { useNames } from "../records/field/labels";
import { FieldValue } from "../records/field/value";
import styles from "./bulk.module.css";
import type { BulkAction } from "./data";

/** What an action does, in a line: a field with its new value, or that records are deleted. */
export function What({ action }: { action: BulkAction }) {
  const { t } = useTranslation();
  const def = objectOf(useMeta(), action.object);
  const names = useNames();
  const { what } = action;
  if (what.do === "delete") return <b>{t("bulk.deleted")}</b>;
  const parts = (["set", "add", "remove"] as const).flatMap((how) =>
    Object.entries(what[how] ?? {}).map(([name, value]) => ({ how, name, value })),
  );
  if (parts.length === 0) return <span className="muted">{t("bulk.erased")}</span>;
  const signs = { set: "→", add: "+", remove: "−" };
  return (
    <span className={styles.what}>
      {parts.map(({ how, name, value }) => {
        const field = def && fieldOf(def, name);
        return (
          <span key={name} className={styles.part}>
            <b>{names.field(action.object, name)}</b>
            <span className="muted" title={t(`bulk.how.${how}`)}>
              {signs[how]}
            </span>
            {value === null ? (
              <span className="muted">{t("bulk.empty")}</span>
            ) : (
              field && <FieldValue field={field} value={value} />
            )}
          </span>
        );
      })}
    </span>
  );
}
