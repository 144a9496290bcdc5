import { App, Button } from "antd";
import { Eye, EyeOff, Pencil } from "lucide-react";
import { objectOf } from "../../api/definition";
import { useMeta } from "../../api/session";
import type { FieldDef, ObjectDef } from "../../api/types";
import { useTranslation } from "../../app/i18n";
import { useFailureNotice } from "../../ui/notices";
import { Tag } from "../../ui/tag";
import { useLabels } from "../records/field/labels";
import styles from "./studio.module.css";
import { useDefinition } from "./use-definition";

interface Props {
  object: ObjectDef;
  field: FieldDef;
  onEdit: () => void;
}

/** A field of an object: what it holds, its rules, and what can be done with it. */
export function FieldRow({ object, field, onEdit }: Props) {
  const { t } = useTranslation();
  const { modal } = App.useApp();
  const labels = useLabels();
  const change = useDefinition(object);
  const fail = useFailureNotice();
  const target = objectOf(useMeta(), field.object ?? "");
  const name = labels.field(field);
  const rules = [
    field.required && t("studio.required"),
    field.unique && t("studio.unique"),
    field.multi && t("studio.multi"),
    field.indexed && t("studio.indexed"),
    field.hidden && t("studio.hidden"),
  ].filter(Boolean);
  const act = t(field.hidden ? "studio.show" : "studio.hide", { name });
  const turn = () => change.field(field, { hidden: !field.hidden }).catch((error) => fail(act, error));
  const ask = () =>
    modal.confirm({
      title: t("studio.hideAsk", { name }),
      content: t("studio.hideText"),
      okText: act,
      onOk: turn,
    });
  // the engine's own are hidden for good; what every record needs and is named by stays in sight
  const kept = field.section !== "system" && !(field.hidden && field.by?.includes("engine"));
  const turns = kept && (field.hidden || (field.name !== object.title && !field.required));
  const Icon = field.hidden ? Eye : EyeOff;
  return (
    <tr className={field.hidden ? styles.hidden : undefined}>
      <td>
        {name} <code className="muted">{field.name}</code>
      </td>
      <td>
        {t(`studio.types.${field.type}`)}
        {target && field.type !== "user" && <span className="muted"> → {labels.object(target)}</span>}
        {field.options && (
          <span className={styles.options}>
            {field.options
              .filter((option) => !option.hidden)
              .slice(0, 8)
              .map((option) => (
                <Tag key={option.value} color={option.color} text={labels.option(option)} />
              ))}
          </span>
        )}
        {field.expr && <code className={styles.expr}>{field.expr}</code>}
      </td>
      <td className="muted">{rules.join(" · ")}</td>
      <td data-right="">
        {turns && (
          <Button
            data-hint={act}
            type="text"
            size="small"
            icon={<Icon size={14} />}
            aria-label={act}
            onClick={field.hidden ? turn : ask}
          />
        )}
        {kept && (
          <Button
            data-hint={t("studio.editField", { name })}
            type="text"
            size="small"
            icon={<Pencil size={14} />}
            aria-label={t("studio.editField", { name })}
            onClick={onEdit}
          />
        )}
      </td>
    </tr>
  );
}
