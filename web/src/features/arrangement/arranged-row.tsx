import { Button, Input, Select } from "antd";
import { ArrowDown, ArrowUp, Eye, GripVertical, ListFilter, X } from "lucide-react";
import type { ReactNode } from "react";
import type { LanguageCode, ObjectDef } from "../../api/types";
import { useTranslation } from "../../app/i18n";
import { useTreeText } from "../records/filter/clause-text";
import { conditionOf } from "../records/rules/judge";
import { useRoleOptions } from "../roles/data";
import styles from "./arrange.module.css";
import { isAlways, type Shown } from "./data";
import type { Row } from "./rows";

interface Props {
  object: ObjectDef;
  row: Row;
  name: string;
  language: LanguageCode;
  shown: Shown;
  onChange: (row: Row) => void;
  onShown: () => void;
  /** None where it cannot go. */
  onRemove?: () => void;
  onUp?: () => void;
  onDown?: () => void;
}

/** A tab, a heading or a field, and what can be done with it. */
export function ArrangedRow({ row, name, language, shown, onChange, ...props }: Props) {
  const { t } = useTranslation();
  return (
    <>
      <GripVertical size={16} className="muted" aria-hidden="true" />
      {row.kind === "field" ? (
        <span className={styles.name}>{name}</span>
      ) : (
        <Input
          lang={language}
          maxLength={100}
          value={row.labels[language] ?? ""}
          placeholder={name}
          aria-label={t(row.kind === "tab" ? "arrange.tabName" : "arrange.sectionName", { name })}
          onChange={({ target }) => onChange({ ...row, labels: { ...row.labels, [language]: target.value } })}
        />
      )}
      {row.kind === "section" && (
        <Select
          className={styles.columns}
          value={row.columns}
          aria-label={t("arrange.columnsOf", { name })}
          options={[1, 2].map((value) => ({ value, label: t("arrange.columns", { count: value }) }))}
          onChange={(columns) => onChange({ ...row, columns })}
        />
      )}
      {row.kind !== "tab" && (
        <Act
          name={t("arrange.shown", { name })}
          icon={isAlways(shown) ? <Eye size={15} /> : <ListFilter size={15} className={styles.sometimes} />}
          onClick={props.onShown}
        />
      )}
      {row.kind !== "field" && (
        <Act
          name={t("action.deleteWhat", { what: name })}
          icon={<X size={15} />}
          disabled={!props.onRemove}
          onClick={props.onRemove}
        />
      )}
      <Act
        way="up"
        name={t("studio.optionUp", { name })}
        icon={<ArrowUp size={15} />}
        disabled={!props.onUp}
        onClick={props.onUp}
      />
      <Act
        way="down"
        name={t("studio.optionDown", { name })}
        icon={<ArrowDown size={15} />}
        disabled={!props.onDown}
        onClick={props.onDown}
      />
      {!isAlways(shown) && <Sometimes object={props.object} shown={shown} />}
    </>
  );
}

interface ActProps {
  name: string;
  icon: ReactNode;
  way?: "up" | "down";
  disabled?: boolean;
  onClick?: () => void;
}

function Act({ name, icon, way, disabled, onClick }: ActProps) {
  return (
    <Button
      data-hint={disabled ? undefined : name}
      type="text"
      size="small"
      icon={icon}
      aria-label={name}
      data-move={way}
      disabled={disabled}
      onClick={onClick}
    />
  );
}

/** Says when and for whom something is shown. */
function Sometimes({ object, shown }: { object: ObjectDef; shown: Shown }) {
  const { t } = useTranslation();
  const words = useTreeText(object);
  const roles = useRoleOptions();
  const node = shown.when ? conditionOf(shown.when) : undefined;
  const named = shown.roles.map((code) => roles.find((role) => role.value === code)?.label ?? code);
  return (
    <span className={`${styles.told} muted`}>
      {shown.when && <span>{t("arrange.when", { condition: node ? words(node) : shown.when })}</span>}
      {named.length > 0 && <span>{t("arrange.for", { roles: named.join(t("past.comma")) })}</span>}
    </span>
  );
}
