import { Button, Checkbox, Select } from "antd";
import { useState } from "react";
import { useMeta } from "../../api/session";
import type { ObjectDef } from "../../api/types";
import { useTranslation } from "../../app/i18n";
import { Table } from "../../ui/table";
import { useLabels } from "../records/field/labels";
import { editedObjects, type Grant, type Grants, nearer, type Scope, scopesOf, settled } from "./data";
import { FieldLevels } from "./field-levels";
import styles from "./roles.module.css";

interface Props {
  grants: Grants;
  /** Only looked at. */
  fixed: boolean;
  onChange: (grants: Grants) => void;
}

const acts = ["create", "merge", "export", "import"] as const;

/** What may be done with the records of each object, a row each; a first row for all that are not named. */
export function GrantTable({ grants, fixed, onChange }: Props) {
  const { t } = useTranslation();
  const labels = useLabels();
  const meta = useMeta();
  const [fields, setFields] = useState<ObjectDef>();
  const grantOf = (name: string) => grants.objects[name] ?? grants.usual;
  const set = (name: string, grant: Grant) =>
    onChange({ ...grants, objects: { ...grants.objects, [name]: settled(grant) } });
  return (
    <>
      <Table
        dense
        head={
          <>
            <th>{t("roles.object")}</th>
            <th>{t("roles.acts.read")}</th>
            <th>{t("roles.acts.update")}</th>
            <th>{t("roles.acts.delete")}</th>
            {acts.map((act) => (
              <th key={act}>{t(`roles.acts.${act}`)}</th>
            ))}
            <th>{t("roles.fields")}</th>
          </>
        }
      >
        {editedObjects(meta).map((object) => (
          <Row
            key={object.name}
            name={labels.plural(object)}
            object={object}
            grant={grantOf(object.name)}
            fixed={fixed}
            onChange={(grant) => set(object.name, grant)}
            onFields={() => setFields(object)}
          />
        ))}
        <Row
          name={t("roles.others")}
          grant={grants.usual}
          fixed={fixed}
          onChange={(usual) => onChange({ ...grants, usual: settled(usual) })}
        />
      </Table>
      {fields && (
        <FieldLevels
          object={fields}
          levels={grantOf(fields.name).fields ?? {}}
          fixed={fixed}
          onChange={(levels) => set(fields.name, { ...grantOf(fields.name), fields: levels })}
          onClose={() => setFields(undefined)}
        />
      )}
    </>
  );
}

interface RowProps {
  name: string;
  object?: ObjectDef;
  grant: Grant;
  fixed: boolean;
  onChange: (grant: Grant) => void;
  onFields?: () => void;
}

function Row({ name, object, grant, fixed, onChange, onFields }: RowProps) {
  const { t } = useTranslation();
  const reaches = scopesOf(object);
  const shown = (scope: Scope) => (reaches.includes(scope) || scope === "none" ? scope : "all");
  const closed = Object.values(grant.fields ?? {}).filter((level) => level !== "write").length;
  const reach = (act: "read" | "update" | "delete") => (
    <td>
      <Select<Scope>
        size="small"
        variant="filled"
        className={styles.reach}
        data-none={grant[act] === "none" ? "" : undefined}
        aria-label={`${name}: ${t(`roles.acts.${act}`)}`}
        disabled={fixed || (act !== "read" && grant.read === "none")}
        value={shown(nearer(grant[act], grant.read))}
        options={reaches
          .filter((scope) => act === "read" || nearer(scope, shown(grant.read)) === scope)
          .map((scope) => ({ value: scope, label: t(`roles.scopes.${scope}`) }))}
        onChange={(scope) => onChange({ ...grant, [act]: scope })}
      />
    </td>
  );
  const off = (act: (typeof acts)[number]) =>
    fixed || grant.read === "none" || (act === "merge" && Boolean(object) && !object?.mergeable);
  return (
    <tr>
      <td>{name}</td>
      {reach("read")}
      {reach("update")}
      {reach("delete")}
      {acts.map((act) => (
        <td key={act}>
          <Checkbox
            aria-label={`${name}: ${t(`roles.acts.${act}`)}`}
            disabled={off(act)}
            checked={grant[act] && grant.read !== "none" && !(act === "merge" && object && !object.mergeable)}
            onChange={(event) => onChange({ ...grant, [act]: event.target.checked })}
          />
        </td>
      ))}
      <td>
        {onFields && (
          <Button type="link" size="small" disabled={grant.read === "none"} onClick={onFields}>
            {closed > 0 ? t("roles.closed", { count: closed }) : t("roles.allOpen")}
          </Button>
        )}
      </td>
    </tr>
  );
}
