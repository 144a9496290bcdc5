import { Button, Checkbox, Input } from "antd";
import { ChevronDown, ChevronUp, Columns3, Pin } from "lucide-react";
import { useState } from "react";
import { fieldOf, visibleFields } from "../../../api/definition";
import type { FieldDef, ObjectDef } from "../../../api/types";
import { useTranslation } from "../../../app/i18n";
import { Panel } from "../../../ui/panel";
import { useLabels } from "../field/labels";
import styles from "./toolbar.module.css";

interface Props {
  object: ObjectDef;
  /** What is chosen: columns of the table, or facts on cards. */
  title: string;
  chosen: string[];
  /** Chosen by somebody, so that there is a way back to the standard. */
  own: boolean;
  onChange: (names: string[] | undefined) => void;
  /** Columns that stay at the left; cards have none. */
  frozen?: string[];
  freeze?: (name: string) => void;
}

/** Which fields are shown, in which order. */
export function ColumnChooser(props: Props) {
  return (
    <Panel placement="bottomRight" content={<Choices {...props} />}>
      <Button data-hint={props.title} icon={<Columns3 size={16} />} aria-label={props.title} />
    </Panel>
  );
}

function Choices({ object, chosen, own, onChange, frozen, freeze }: Props) {
  const { t } = useTranslation();
  const labels = useLabels();
  const [text, setText] = useState("");
  const wanted = (field: FieldDef) => labels.field(field).toLowerCase().includes(text.toLowerCase());
  const others = visibleFields(object).filter((field) => !chosen.includes(field.name) && wanted(field));
  function move(index: number, step: number) {
    const names = [...chosen];
    const [name] = names.splice(index, 1);
    if (name) names.splice(index + step, 0, name);
    onChange(names);
  }
  return (
    <div className={`${styles.chooser} scroll`}>
      <Input
        value={text}
        onChange={(event) => setText(event.target.value)}
        placeholder={t("list.findColumn")}
        allowClear
      />
      <div className={styles.heading}>{t("list.shown")}</div>
      {chosen.map((name, index) => {
        const field = fieldOf(object, name);
        if (!field || !wanted(field)) return null;
        return (
          <div key={name} className={styles.choice}>
            <Checkbox
              checked
              disabled={chosen.length === 1}
              onChange={() => onChange(chosen.filter((one) => one !== name))}
            >
              {labels.field(field)}
            </Checkbox>
            <span className={styles.moves}>
              {freeze && (
                <Button
                  type="text"
                  size="small"
                  className={styles.pin}
                  icon={<Pin size={14} />}
                  title={t("list.freeze")}
                  aria-pressed={frozen?.includes(name)}
                  aria-label={t("list.freezeOne", { name: labels.field(field) })}
                  onClick={() => freeze(name)}
                />
              )}
              <Button
                type="text"
                size="small"
                icon={<ChevronUp size={14} />}
                disabled={index === 0}
                aria-label={t("action.up")}
                onClick={() => move(index, -1)}
              />
              <Button
                type="text"
                size="small"
                icon={<ChevronDown size={14} />}
                disabled={index === chosen.length - 1}
                aria-label={t("action.down")}
                onClick={() => move(index, 1)}
              />
            </span>
          </div>
        );
      })}
      {others.length > 0 && <div className={styles.heading}>{t("list.others")}</div>}
      {others.map((field) => (
        <div key={field.name} className={styles.choice}>
          <Checkbox checked={false} onChange={() => onChange([...chosen, field.name])}>
            {labels.field(field)}
          </Checkbox>
        </div>
      ))}
      {own && (
        <Button type="link" onClick={() => onChange(undefined)}>
          {t("list.resetColumns")}
        </Button>
      )}
    </div>
  );
}
