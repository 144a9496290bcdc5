import { useQueryClient } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { App, Button, Tooltip } from "antd";
import { EyeOff, Plus } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { Problem, request } from "../../api/client";
import { isSystem, objectOf } from "../../api/definition";
import { metaQuery, useCan, useMeta } from "../../api/session";
import type { FieldDef, ObjectDef } from "../../api/types";
import { NotFound } from "../../app/not-found";
import { Failure } from "../../ui/failure";
import { useFailureNotice } from "../../ui/notices";
import { Page } from "../../ui/page";
import { Table } from "../../ui/table";
import { Tag } from "../../ui/tag";
import { useLabels } from "../records/field/labels";
import { NewField } from "./new-field";
import styles from "./studio.module.css";

const SourcesPart = lazy(() => import("../sources/sources-part"));

/** The fields of one kind of record; own ones can be added and hidden. */
export function ObjectPage() {
  const { object: name } = useParams({ from: "/shell/studio/objects/$object" });
  const { t } = useTranslation();
  const labels = useLabels();
  const can = useCan();
  const object = objectOf(useMeta(), name);
  const [adding, setAdding] = useState(false);
  if (!can("object.define")) return <Failure error={new Problem(403, {})} />;
  if (!object) return <NotFound />;
  const fields = object.fields.filter((field) => !isSystem(field));
  return (
    <Page
      back={{ to: "/studio", name: t("studio.objects") }}
      title={labels.plural(object)}
      text={<code>{object.name}</code>}
      actions={
        <Button type="primary" icon={<Plus size={16} />} onClick={() => setAdding(true)}>
          {t("studio.newField")}
        </Button>
      }
    >
      <Table
        head={
          <>
            <th>{t("studio.field")}</th>
            <th>{t("studio.type")}</th>
            <th>{t("studio.rules")}</th>
            <td />
          </>
        }
      >
        {fields.map((field) => (
          <Row key={field.name} object={object} field={field} />
        ))}
      </Table>
      <Suspense fallback={<div className="bone" style={{ height: 80 }} />}>
        <SourcesPart object={object} />
      </Suspense>
      {adding && <NewField object={object} onClose={() => setAdding(false)} />}
    </Page>
  );
}

function Row({ object, field }: { object: ObjectDef; field: FieldDef }) {
  const { t } = useTranslation();
  const { modal } = App.useApp();
  const labels = useLabels();
  const client = useQueryClient();
  const fail = useFailureNotice();
  const target = objectOf(useMeta(), field.object ?? "");
  const own = field.name.startsWith("x_") && field.name !== object.title && !field.hidden;
  const name = labels.field(field);
  const rules = [
    field.required && t("studio.required"),
    field.unique && t("studio.unique"),
    field.multi && t("studio.multi"),
    field.indexed && t("studio.indexed"),
    field.hidden && t("studio.hidden"),
  ].filter(Boolean);
  async function hide() {
    try {
      await request("DELETE", `/objects/${object.name}/fields/${field.name}`);
      await client.invalidateQueries({ queryKey: metaQuery.queryKey });
    } catch (error) {
      fail(t("studio.hide", { name }), error);
    }
  }
  const ask = () =>
    modal.confirm({
      title: t("studio.hideAsk", { name }),
      content: t("studio.hideText"),
      okText: t("studio.hide", { name }),
      onOk: hide,
    });
  return (
    <tr className={field.hidden ? styles.hidden : undefined}>
      <td>
        {name} <code className="muted">{field.name}</code>
      </td>
      <td>
        {t(`studio.types.${field.type}`)}
        {target && field.type === "reference" && <span className="muted"> → {labels.object(target)}</span>}
        {field.options && (
          <span className={styles.options}>
            {field.options.slice(0, 8).map((option) => (
              <Tag key={option.value} color={option.color} text={labels.option(option)} />
            ))}
          </span>
        )}
        {field.expr && <code className={styles.expr}>{field.expr}</code>}
      </td>
      <td className="muted">{rules.join(" · ")}</td>
      <td data-right="">
        {own && (
          <Tooltip title={t("studio.hide", { name })}>
            <Button
              type="text"
              size="small"
              icon={<EyeOff size={14} />}
              aria-label={t("studio.hide", { name })}
              onClick={ask}
            />
          </Tooltip>
        )}
      </td>
    </tr>
  );
}
