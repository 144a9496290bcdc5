import { objectOf } from "../../api/definition";
import { useMeta } from "../../api/session";
import { useTranslation } from "../../app/i18n";
import { objectIcon } from "../../app/icons";
import { useLabels } from "../records/field/labels";
import { Section } from "../records/page/section";
import { Figure } from "./figure";
import styles from "./home-page.module.css";

/** How much the base holds. */
export function Base() {
  const { t } = useTranslation();
  const meta = useMeta();
  const labels = useLabels();
  return (
    <Section title={t("home.card.base")}>
      <div className={styles.figures}>
        {["customer", "order", "product", "task"].map((name) => {
          const object = objectOf(meta, name);
          if (!object) return null;
          return <Figure key={name} object={name} name={labels.plural(object)} icon={objectIcon(object)} />;
        })}
      </div>
    </Section>
  );
}
