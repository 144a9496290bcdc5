import { Alert } from "antd";
import { fieldOf } from "../../api/definition";
import type { ObjectDef } from "../../api/types";
import { useTranslation } from "../../app/i18n";
import { useLabels } from "../records/field/labels";
import type { Shown } from "./shown";
import styles from "./views.module.css";

/** Says that a view is not there, or what of it was left out. */
export function ViewNotes({ object, shown }: { object: ObjectDef; shown: Shown }) {
  const { t } = useTranslation();
  const labels = useLabels();
  if (shown.gone) return <Alert className={styles.note} type="info" showIcon title={t("views.gone")} />;
  const left = shown.changed ? [] : (shown.view?.left_out ?? []);
  if (!left.length) return null;
  const what = left.map(({ part, field }) => {
    const def = field ? fieldOf(object, field) : undefined;
    const name = def ? labels.field(def) : (field ?? t("views.closed"));
    return `${t(`views.part.${part as "filter"}`)} ${name}`;
  });
  return (
    <Alert
      className={styles.note}
      type="warning"
      showIcon
      title={t("views.leftOut", { what: what.join(t("views.join")) })}
    />
  );
}
