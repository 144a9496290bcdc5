import { useState } from "react";
import { isEmpty, isSystem } from "../../../api/definition";
import type { FieldDef, ObjectDef, RecordData } from "../../../api/types";
import { useTranslation } from "../../../app/i18n";
import { columnsOf, sectionsOf, shownOf, tabOf } from "../arrangement/shown";
import { useLabels } from "../field/labels";
import { Facts } from "./facts";
import styles from "./facts.module.css";
import { Section } from "./section";

interface Props {
  object: ObjectDef;
  record: RecordData;
  fields: FieldDef[];
  /** Section that comes first; the owner is told in it. */
  lead?: string;
  /** Leaves empty facts out until asked for. */
  brief?: boolean;
  /** The tab whose sections are shown; else those that are always in sight. */
  tab?: string;
}

/** Facts of a record by the sections of its definition. */
export function FactSections({ object, record, fields, lead, brief, tab = "" }: Props) {
  const { t } = useTranslation();
  const labels = useLabels();
  const [all, setAll] = useState(false);
  const here = shownOf(object, fields, record).filter((field) => tabOf(object, field) === tab);
  const shown =
    brief && !all ? here.filter((field) => !isEmpty(record[field.name]) || field.name === "owner") : here;
  const arranged = Boolean(object.arrangement?.sections.length);
  const first =
    (!arranged && lead) ||
    (here.find((field) => !isSystem(field) && field.section !== "system")?.section ?? "");
  // the owner, and what has no section where the first is called as the object
  const joins = (field: FieldDef) => field.section === "system" || (!field.section && first === object.name);
  const placed = shown.map((field) => (joins(field) ? { ...field, section: first } : field));
  const sections = sectionsOf(placed);
  if (!arranged) sections.sort(([a], [b]) => Number(b === first) - Number(a === first));
  const missing = here.length - shown.length;
  return (
    <>
      {sections.map(([section, list]) => (
        <Section key={section} title={labels.section(object, section)}>
          <Facts object={object} record={record} fields={list} columns={columnsOf(object, section)} />
        </Section>
      ))}
      {missing > 0 && (
        <button type="button" className={`plain ${styles.more}`} onClick={() => setAll(true)}>
          {t("record.emptyFields", { count: missing })}
        </button>
      )}
    </>
  );
}
