import { useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Switch } from "antd";
import { Pencil, Plus, ShieldAlert } from "lucide-react";
import { useState } from "react";
import { fieldOf, labelIn } from "../../api/definition";
import { countQuery } from "../../api/records";
import type { ObjectDef } from "../../api/types";
import { useTranslation } from "../../app/i18n";
import { Failure } from "../../ui/failure";
import { useFailureNotice } from "../../ui/notices";
import { RemoveButton } from "../../ui/remove-button";
import { Table } from "../../ui/table";
import { useLabels } from "../records/field/labels";
import { useTreeText } from "../records/filter/clause-text";
import { conditionOf } from "../records/rules/judge";
import { Breaking } from "./breaking";
import { replaced, rulesQuery, type Standing } from "./data";
import { RuleDrawer } from "./rule-drawer";
import styles from "./rules.module.css";
import { useRules } from "./use-rules";
import "./words";

/** What records of an object must not be: named conditions with what whoever meets them is told. */
export default function RulesPart({ object }: { object: ObjectDef }) {
  const { t } = useTranslation();
  const { data, error } = useQuery(rulesQuery(object.name));
  const [editing, setEditing] = useState<number | "new">();
  if (error) return <Failure small error={error} />;
  if (!data) return <div className="bone" style={{ height: 80 }} />;
  const rules = data.items;
  return (
    <section className={styles.part} aria-label={t("rules.title")}>
      <header className={styles.heading}>
        <h2>{t("rules.title")}</h2>
        <Button size="small" icon={<Plus size={14} />} onClick={() => setEditing("new")}>
          {t("rules.add")}
        </Button>
      </header>
      <p className="muted">{t(rules.length ? "rules.text" : "rules.none")}</p>
      {rules.length > 0 && (
        <Table
          head={
            <>
              <th>{t("rules.refused")}</th>
              <th>{t("rules.told")}</th>
              <th>{t("rules.holds")}</th>
              <td />
            </>
          }
        >
          {rules.map((rule, at) => (
            <RuleRow key={rule.name} object={object} rules={rules} at={at} onEdit={() => setEditing(at)} />
          ))}
        </Table>
      )}
      {editing !== undefined && (
        <RuleDrawer
          object={object}
          rules={rules}
          at={editing === "new" ? undefined : editing}
          onClose={() => setEditing(undefined)}
        />
      )}
    </section>
  );
}

interface RowProps {
  object: ObjectDef;
  rules: Standing[];
  at: number;
  onEdit: () => void;
}

function RuleRow({ object, rules, at, onEdit }: RowProps) {
  const { t, i18n } = useTranslation();
  const { modal } = App.useApp();
  const client = useQueryClient();
  const labels = useLabels();
  const words = useTreeText(object);
  const fail = useFailureNotice();
  const keep = useRules(object, rules);
  const rule = rules[at] as Standing;
  const node = conditionOf(rule.condition);
  const field = fieldOf(object, rule.field);
  const [busy, setBusy] = useState(false);

  async function change(next: Standing | undefined) {
    setBusy(true);
    await keep(replaced(rules, at, next), rule.name).catch((error) => fail(rule.name, error));
    setBusy(false);
  }
  /** Says how many records break it before it holds. */
  async function turn(active: boolean) {
    const next = { ...rule, active };
    if (!active) return change(next);
    setBusy(true);
    const query = { ...countQuery(object.name, { filter: rule.condition }), staleTime: 0 };
    const found = await client.fetchQuery(query).catch(() => null);
    setBusy(false);
    if (!found?.count) return change(next);
    modal.confirm({
      title: t("rules.turnOn", { name: rule.name }),
      content: <Breaking object={object} condition={rule.condition} found={found} />,
      okText: t("rules.switchOn"),
      onOk: () => change(next),
    });
  }
  return (
    <tr>
      <td>
        <b>{rule.name}</b>
        <div className="muted">{node ? words(node) : rule.condition}</div>
        {rule.fault && (
          <div className={styles.fault}>
            <ShieldAlert size={14} aria-hidden /> {t("rules.fault", { why: rule.fault })}
          </div>
        )}
      </td>
      <td>
        {labelIn(rule.message, i18n.language, "")}
        <div className="muted">{t("rules.at", { field: field ? labels.field(field) : rule.field })}</div>
      </td>
      <td>
        <Switch
          size="small"
          checked={rule.active}
          loading={busy}
          aria-label={t("rules.holdsOf", { name: rule.name })}
          onChange={turn}
        />
      </td>
      <td data-right="" className={styles.acts}>
        <Button
          data-hint={t("studio.editField", { name: rule.name })}
          type="text"
          size="small"
          icon={<Pencil size={14} />}
          aria-label={t("studio.editField", { name: rule.name })}
          onClick={onEdit}
        />
        <RemoveButton label={t("action.deleteWhat", { what: rule.name })} onClick={() => change(undefined)} />
      </td>
    </tr>
  );
}
