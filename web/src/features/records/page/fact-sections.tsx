import { useState } from "react";
import { useTranslation } from "react-i18next";
import { isEmpty, isSystem } from "../../../api/definition";
import type { FieldDef, ObjectDef, RecordData } from "../../../api/types";
import { useLabels } from "../field/labels";
import { sectionsOf } from "../form/record-form";
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
}

/** Facts of a record by the sections of its definition. */
export function FactSections({ object, record, fields, lead, brief }: Props) {
  const { t } = useTranslation();
  const labels = useLabels();
  const [all, setAll] = useState(false);
  const shown =
    brief && !all ? fields.filter((field) => !isEmpty(record[field.name]) || field.name === "owner") : fields;
  const first = lead ?? fields.find((field) => !isSystem(field))?.section ?? "";
  const placed = shown.map((field) => (field.section === "system" ? { ...field, section: first } : field));
  const sections = sectionsOf(placed).sort(([a], [b]) => Number(b === first) - Number(a === first));
  const missing = fields.length - shown.length;
  return (
    <>
      {sections.map(([section, list]) => (
        <Section
          key={section}
          title={section && section !== object.name ? labels.section(section) : t("record.facts")}
        >
          <Facts object={object} record={record} fields={list} />
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
