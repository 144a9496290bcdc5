import { Select } from "antd";
import type { ObjectDef } from "../../api/types";
import { useTranslation } from "../../app/i18n";
import { useLabels } from "../records/field/labels";
import { type Mode, modes } from "./data";
import styles from "./imports.module.css";
import { keysOf, type Mapping, type Meeting } from "./reading";

interface Props {
  mapping: Mapping;
  object: ObjectDef;
  meeting: Meeting;
  onChange: (meeting: Meeting) => void;
}

/** By which field a row finds its record, and what then becomes of it. */
export function HowRowsMeet({ mapping, object, meeting, onChange }: Props) {
  const { t } = useTranslation();
  const labels = useLabels();
  const keys = keysOf(mapping, object);
  if (keys.length === 0) return <p className={styles.meeting}>{t("imports.noKey")}</p>;
  const fields = keys.map((field) => ({ value: field.name, label: labels.field(field) }));
  return (
    <div className={styles.meeting}>
      <span>{t("imports.key")}</span>
      <Select
        size="small"
        value={meeting.key ?? null}
        onChange={(key: string | null) =>
          onChange(key ? { ...meeting, key, mode: "upsert" } : { mode: "create" })
        }
        aria-label={t("imports.key")}
        options={[...fields, { value: null, label: t("imports.byNothing") }]}
        popupMatchSelectWidth={false}
      />
      {meeting.key && (
        <Select<Mode>
          size="small"
          value={meeting.mode}
          onChange={(mode) => onChange({ ...meeting, mode })}
          aria-label={t("imports.mode")}
          options={modes.map((value) => ({ value, label: t(`imports.modes.${value}`) }))}
          popupMatchSelectWidth={false}
        />
      )}
    </div>
  );
}
