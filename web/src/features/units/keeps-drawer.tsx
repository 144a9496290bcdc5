import { useQueryClient } from "@tanstack/react-query";
import { App, Checkbox, Segmented, Select } from "antd";
import { useState } from "react";
import { request } from "../../api/client";
import { isSystem, visibleFields } from "../../api/definition";
import { useMeta } from "../../api/session";
import { useTranslation } from "../../app/i18n";
import { FormDrawer } from "../../ui/form-drawer";
import { useFailureNotice } from "../../ui/notices";
import { useLabels } from "../records/field/labels";
import { type Rule, type Rules, type Unit, unitsQuery } from "./data";
import styles from "./units.module.css";

const nothing: Rule = { records: "role", hidden: [] };

/** What people outside of a unit see of its records. */
export function KeepsDrawer({ unit, onClose }: { unit: Unit; onClose: () => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const client = useQueryClient();
  const fail = useFailureNotice();
  const labels = useLabels();
  const owned = useMeta().objects.filter((object) => object.owned);
  const [rules, setRules] = useState<Rules>(unit.objects);
  const [lent, setLent] = useState(unit.taken_by_above);
  const [saving, setSaving] = useState(false);
  const set = (object: string, change: Partial<Rule>) =>
    setRules((all) => ({ ...all, [object]: { ...nothing, ...all[object], ...change } }));
  async function save() {
    setSaving(true);
    try {
      await request("PUT", `/units/${unit.id}/rules`, {
        json: { objects: rules, taken_by_above: lent },
      });
      await client.invalidateQueries({ queryKey: unitsQuery.queryKey });
      message.success(t("units.saved"));
      onClose();
    } catch (error) {
      fail(t("units.set"), error);
      setSaving(false);
    }
  }
  return (
    <FormDrawer
      width={520}
      title={t("units.keepsOf", { name: unit.name })}
      save={t("action.save")}
      saving={saving}
      onSave={save}
      onClose={onClose}
    >
      <p className="muted">{t("units.keepsText")}</p>
      {owned.map((object) => {
        const rule = rules[object.name] ?? nothing;
        const sort = object.sort?.replace(/^-/, "");
        const fields = visibleFields(object).filter((field) => !isSystem(field) && field.name !== sort);
        return (
          <section key={object.name} className={styles.object}>
            <h3>{labels.plural(object)}</h3>
            <Segmented<Rule["records"]>
              block
              value={rule.records}
              aria-label={t("units.records", { name: labels.plural(object) })}
              options={[
                { value: "role", label: t("units.byRole") },
                { value: "shared", label: t("units.onlyShared") },
              ]}
              onChange={(records) => set(object.name, { records })}
            />
            <Select
              mode="multiple"
              allowClear
              value={rule.hidden}
              placeholder={t("units.hidden")}
              aria-label={t("units.hiddenOf", { name: labels.plural(object) })}
              options={fields.map((field) => ({ value: field.name, label: labels.field(field) }))}
              showSearch={{ optionFilterProp: "label" }}
              onChange={(hidden: string[]) => set(object.name, { hidden })}
            />
          </section>
        );
      })}
      <section className={styles.object}>
        <h3>{t("units.take")}</h3>
        <Checkbox
          checked={lent}
          disabled={!unit.own && !unit.taken_by_above}
          onChange={(event) => setLent(event.target.checked)}
        >
          {t("units.lend")}
        </Checkbox>
      </section>
    </FormDrawer>
  );
}
