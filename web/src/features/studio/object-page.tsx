import { useParams } from "@tanstack/react-router";
import { Button } from "antd";
import { LayoutList, Pencil, Plus } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { Problem } from "../../api/client";
import { isSystem, objectOf } from "../../api/definition";
import { useCan, useMeta } from "../../api/session";
import type { FieldDef } from "../../api/types";
import { useTranslation } from "../../app/i18n";
import { NotFound } from "../../app/not-found";
import { Failure } from "../../ui/failure";
import { Page } from "../../ui/page";
import { Table } from "../../ui/table";
import { useLabels } from "../records/field/labels";
import { FieldDrawer } from "./field-drawer";
import { FieldRow } from "./field-row";
import { ComputingState } from "./formula/computing-state";
import { NewField } from "./new-field";
import { ObjectDrawer } from "./object-drawer";
import "./words";
import "../arrangement/words";
import { onDemand } from "../../ui/on-demand";

const ArrangeDrawer = onDemand(() => import("../arrangement/arrange-drawer"));
const RulesPart = lazy(() => import("../rules/rules-part"));
const SourcesPart = lazy(() => import("../sources/sources-part"));

/** One kind of record: what it is called, and its fields. */
export function ObjectPage() {
  const { object: name } = useParams({ from: "/shell/studio/objects/$object" });
  const { t } = useTranslation();
  const labels = useLabels();
  const can = useCan();
  const object = objectOf(useMeta(), name);
  const [adding, setAdding] = useState(false);
  const [editing, setEditing] = useState<FieldDef | "object" | "page">();
  if (!can("object.define")) return <Failure error={new Problem(403, {})} />;
  if (!object) return <NotFound />;
  const close = () => setEditing(undefined);
  const fields = object.fields.filter((field) => !isSystem(field));
  return (
    <Page
      back={{ to: "/studio", name: t("studio.objects") }}
      title={labels.plural(object)}
      text={
        <>
          <code>{object.name}</code> {labels.description(object)}
        </>
      }
      actions={
        <>
          <Button icon={<LayoutList size={15} />} onClick={() => setEditing("page")}>
            {t("arrange.open")}
          </Button>
          <Button icon={<Pencil size={15} />} onClick={() => setEditing("object")}>
            {t("action.edit")}
          </Button>
          <Button type="primary" icon={<Plus size={16} />} onClick={() => setAdding(true)}>
            {t("studio.newField")}
          </Button>
        </>
      }
    >
      <ComputingState object={object} />
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
          <FieldRow key={field.name} object={object} field={field} onEdit={() => setEditing(field)} />
        ))}
      </Table>
      <Suspense fallback={<div className="bone" style={{ height: 80 }} />}>
        <RulesPart object={object} />
        <SourcesPart object={object} />
      </Suspense>
      {adding && <NewField object={object} onClose={() => setAdding(false)} />}
      {editing === "object" && <ObjectDrawer object={object} onClose={close} />}
      {editing === "page" && <ArrangeDrawer object={object} onClose={close} />}
      {typeof editing === "object" && <FieldDrawer object={object} field={editing} onClose={close} />}
    </Page>
  );
}
