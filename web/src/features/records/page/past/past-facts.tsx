import { Checkbox } from "antd";
import { CircleHelp, GitCompareArrows } from "lucide-react";
import { useState } from "react";
import { fieldOf, isEmpty } from "../../../../api/definition";
import type { FieldDef, ObjectDef, RecordData } from "../../../../api/types";
import { useTranslation } from "../../../../app/i18n";
import { sectionsOf } from "../../arrangement/shown";
import { useLabels } from "../../field/labels";
import { FieldValue } from "../../field/value";
import { Section } from "../section";
import type { Past } from "./past";
import styles from "./past.module.css";

interface Props {
  object: ObjectDef;
  record: RecordData;
  past: Past;
}

/** Facts as they were, by section; what is another today is marked and told. */
export function PastFacts({ object, record, past }: Props) {
  const { t } = useTranslation();
  const labels = useLabels();
  const [only, setOnly] = useState(false);
  const [all, setAll] = useState(false);
  const told = Object.keys(past.values).flatMap((name) => fieldOf(object, name) ?? []);
  const full = told.filter((field) => past.changed.has(field.name) || !isEmpty(past.values[field.name]));
  const shown = only ? told.filter((field) => past.changed.has(field.name)) : all ? told : full;
  const first = told.find((field) => field.section !== "system")?.section ?? "";
  const placed = shown.map((field) => (field.section === "system" ? { ...field, section: first } : field));
  const unknown = [...past.unknown].flatMap((name) => fieldOf(object, name) ?? []);
  const differ = past.changed.size;
  return (
    <>
      <div className={styles.summary} role="status">
        <GitCompareArrows size={15} aria-hidden="true" />
        {differ === 0 ? t("past.same") : t("past.differ", { count: differ })}
        {differ > 0 && (
          <Checkbox checked={only} onChange={({ target }) => setOnly(target.checked)}>
            {t("past.only")}
          </Checkbox>
        )}
      </div>
      <div className={styles.sections}>
        {sectionsOf(placed).map(([section, fields]) => (
          <Section key={section} title={labels.section(object, section)}>
            <dl className={styles.facts}>
              {fields.map((field) => (
                <Fact key={field.name} field={field} record={record} past={past} />
              ))}
            </dl>
          </Section>
        ))}
      </div>
      {!only && !all && full.length < told.length && (
        <button type="button" className={`plain ${styles.more}`} onClick={() => setAll(true)}>
          {t("record.emptyFields", { count: told.length - full.length })}
        </button>
      )}
      {unknown.length > 0 && (
        <p className={styles.unknown}>
          <CircleHelp size={15} aria-hidden="true" />
          <span>
            {t("past.unknown", { names: unknown.map((field) => labels.field(field)).join(t("past.comma")) })}
          </span>
        </p>
      )}
    </>
  );
}

function Fact({ field, record, past }: { field: FieldDef; record: RecordData; past: Past }) {
  const { t } = useTranslation();
  const labels = useLabels();
  const changed = past.changed.has(field.name);
  return (
    <div className={styles.fact} data-changed={changed || undefined}>
      <dt>{labels.field(field)}</dt>
      <dd>
        <div className={styles.value}>
          <FieldValue field={field} value={past.values[field.name]} />
        </div>
        {changed && (
          <div className={styles.today}>
            <span>{t("past.today")}</span>
            <span className={styles.value}>
              <FieldValue field={field} value={record[field.name]} />
            </span>
          </div>
        )}
      </dd>
    </div>
  );
}
