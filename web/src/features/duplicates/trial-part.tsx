import { Alert, Button } from "antd";
import { FlaskConical } from "lucide-react";
import { useState } from "react";
import { fieldOf } from "../../api/definition";
import type { ObjectDef } from "../../api/types";
import { useTranslation } from "../../app/i18n";
import { usePlace } from "../../app/place";
import { formatNumber } from "../../ui/format";
import { useProblemText } from "../../ui/notices";
import { Table } from "../../ui/table";
import { Tag } from "../../ui/tag";
import { useLabels } from "../records/field/labels";
import { FieldValue } from "../records/field/value";
import { colours } from "./group-card";
import styles from "./rules.module.css";
import { type Rules, type Trial, tryRules } from "./rules-data";

interface Props {
  object: ObjectDef;
  rules: Rules;
}

/** What the rules on screen would find among the records of now, before anybody keeps them. */
export function TrialPart({ object, rules }: Props) {
  const { t } = useTranslation();
  const { language } = usePlace();
  const problemText = useProblemText();
  const [busy, setBusy] = useState(false);
  const [tried, setTried] = useState<{ rules: Rules; trial?: Trial; wrong?: string }>();
  async function run() {
    setBusy(true);
    try {
      setTried({ rules, trial: await tryRules(object.name, rules) });
    } catch (error) {
      setTried({ rules, wrong: problemText(error) });
    }
    setBusy(false);
  }
  const trial = tried?.trial;
  const number = (value: number) => formatNumber(value, language);
  return (
    <section className={styles.trial}>
      <Button icon={<FlaskConical size={15} />} loading={busy} onClick={run}>
        {t("duplicates.try")}
      </Button>
      {tried?.wrong && <Alert type="error" showIcon title={tried.wrong} />}
      {trial && (
        <p role="status">
          {t("duplicates.tried", {
            pairs: number(trial.pairs),
            groups: number(trial.groups),
            records: number(trial.records),
          })}
          {trial.records < trial.total && ` ${t("duplicates.latest", { total: number(trial.total) })}`}
          {tried.rules !== rules && <b> {t("duplicates.stale")}</b>}
        </p>
      )}
      {trial && trial.items.length > 0 && <p className="muted">{t("duplicates.someOf")}</p>}
      {trial?.items.map((pair) => (
        <PairTable key={pair.records.map((one) => one.id).join()} object={object} pair={pair} />
      ))}
    </section>
  );
}

function PairTable({ object, pair }: { object: ObjectDef; pair: Trial["items"][number] }) {
  const { t } = useTranslation();
  const { language } = usePlace();
  const labels = useLabels();
  const chance = formatNumber(Math.floor(pair.chance * 1000) / 10, language);
  return (
    <Table
      dense
      head={
        <>
          <th>{t("duplicates.chance", { chance })}</th>
          {pair.records.map((record) => (
            <th key={record.id}>{String(record[object.title] ?? "")}</th>
          ))}
        </>
      }
    >
      {Object.entries(pair.fields).map(([name, [level]]) => {
        const field = fieldOf(object, name);
        if (!field) return null;
        return (
          <tr key={name}>
            <td>
              {labels.field(field)} <Tag color={colours[level]} text={t(`duplicates.${level}`)} />
            </td>
            {pair.records.map((record) => (
              <td key={record.id}>
                <FieldValue field={field} value={record[name]} />
              </td>
            ))}
          </tr>
        );
      })}
    </Table>
  );
}
