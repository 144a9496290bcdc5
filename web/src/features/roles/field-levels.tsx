import { Drawer, Grid, Input, Select } from "antd";
import { useState } from "react";
import { isWritable, visibleFields } from "../../api/definition";
import type { FieldDef, ObjectDef } from "../../api/types";
import { useTranslation } from "../../app/i18n";
import { useLabels } from "../records/field/labels";
import { isMaskable, type Level } from "./data";
import styles from "./roles.module.css";

interface Props {
  object: ObjectDef;
  levels: Record<string, Level>;
  fixed: boolean;
  onChange: (levels: Record<string, Level>) => void;
  onClose: () => void;
}

/** How open each field of an object is. */
export function FieldLevels({ object, levels, fixed, onChange, onClose }: Props) {
  const { t } = useTranslation();
  const labels = useLabels();
  const { md = true } = Grid.useBreakpoint();
  const [text, setText] = useState("");
  const fields = visibleFields(object).filter((field) =>
    labels.field(field).toLowerCase().includes(text.toLowerCase()),
  );
  function set(name: string, level: Level) {
    const { [name]: _, ...others } = levels;
    onChange(level === "write" ? others : { ...others, [name]: level });
  }
  const choices = (field: FieldDef): Level[] => [
    "write",
    ...(isWritable(field) ? (["read"] as const) : []),
    ...(isMaskable(field) ? (["masked"] as const) : []),
    "hidden",
  ];
  const name = (field: FieldDef, level: Level) =>
    t(level === "write" && !isWritable(field) ? "roles.levels.read" : `roles.levels.${level}`);
  return (
    <Drawer
      open
      size={md ? 460 : "100%"}
      title={t("roles.fieldsOf", { name: labels.plural(object) })}
      onClose={onClose}
    >
      <Input
        allowClear
        value={text}
        placeholder={t("list.findColumn")}
        onChange={(event) => setText(event.target.value)}
      />
      <p className="muted">{t("roles.fieldsText")}</p>
      <ul className={styles.levels}>
        {fields.map((field) => (
          <li key={field.name}>
            <span>{labels.field(field)}</span>
            <Select<Level>
              size="small"
              variant="filled"
              className={styles.reach}
              disabled={fixed}
              aria-label={labels.field(field)}
              value={levels[field.name] ?? "write"}
              options={choices(field).map((level) => ({ value: level, label: name(field, level) }))}
              onChange={(level) => set(field.name, level)}
            />
          </li>
        ))}
      </ul>
    </Drawer>
  );
}
