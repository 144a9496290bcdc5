import { Form, Select } from "antd";
import { useTranslation } from "../../app/i18n";
import type { Actions } from "./data";
import styles from "./rules.module.css";

const ways = {
  entry: ["off", "warn", "report", "block"],
  api: ["off", "report", "block"],
  import: ["off", "report", "block", "update"],
} as const;

interface Props {
  actions: Actions;
  onChange: (actions: Actions) => void;
}

/** What is done about probable duplicates on their way in. */
export function ActionsPart({ actions, onChange }: Props) {
  const { t } = useTranslation();
  return (
    <section>
      <h2 className={styles.heading}>{t("duplicates.onTheWay")}</h2>
      <p className="muted">{t("duplicates.onTheWayText")}</p>
      <Form layout="vertical" className={styles.ways}>
        {(["entry", "api", "import"] as const).map((way) => (
          <Form.Item key={way} label={t(`duplicates.way.${way}`)} htmlFor={`duplicates-${way}`}>
            <Select
              id={`duplicates-${way}`}
              value={actions[way] ?? "off"}
              options={ways[way].map((value) => ({ value, label: t(`duplicates.act.${value}`) }))}
              onChange={(value) => onChange({ ...actions, [way]: value })}
            />
          </Form.Item>
        ))}
      </Form>
    </section>
  );
}
