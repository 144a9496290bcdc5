import { useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Select } from "antd";
import { X } from "lucide-react";
import { useState } from "react";
import { fieldOf, isSystem } from "../../api/definition";
import type { ObjectDef } from "../../api/types";
import { useTranslation } from "../../app/i18n";
import { Failure } from "../../ui/failure";
import { useFailureNotice } from "../../ui/notices";
import { useLabels } from "../records/field/labels";
import { keepSources, type Order, sourcesQuery } from "./data";
import { OrderEdit } from "./order-edit";
import styles from "./sources.module.css";

/** Which source's values stay when another brings different ones: for all fields of an object, and for single ones. */
export default function SourcesPart({ object }: { object: ObjectDef }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const client = useQueryClient();
  const labels = useLabels();
  const fail = useFailureNotice();
  const { data, error } = useQuery(sourcesQuery(object.name));
  const [edited, setEdited] = useState<Order>();
  const [busy, setBusy] = useState(false);
  if (error) return <Failure small error={error} />;
  if (!data) return <div className="bone" style={{ height: 80 }} />;
  const now = edited ?? { order: data.order, fields: data.fields };
  const label = (name: string) => {
    const field = fieldOf(object, name);
    return field ? labels.field(field) : name;
  };
  const free = object.fields.filter(
    (field) => !field.hidden && !isSystem(field) && now.fields[field.name] === undefined,
  );
  const put = (field: string, order: string[] | undefined) => {
    const { [field]: _, ...rest } = now.fields;
    setEdited({ ...now, fields: order ? { ...rest, [field]: order } : rest });
  };
  async function save() {
    setBusy(true);
    try {
      await keepSources(object.name, now);
      await client.invalidateQueries({ queryKey: sourcesQuery(object.name).queryKey });
      setEdited(undefined);
      message.success(t("sources.saved"));
    } catch (failure) {
      fail(t("sources.title"), failure);
    }
    setBusy(false);
  }
  return (
    <section className={styles.part}>
      <h2 className={styles.heading}>{t("sources.title")}</h2>
      <p className="muted">{t("sources.text")}</p>
      <OrderEdit
        of={t("sources.title")}
        order={now.order}
        known={data.known}
        onChange={(order) => setEdited({ ...now, order })}
      />
      {Object.entries(now.fields).map(([field, order]) => (
        <div key={field} className={styles.field}>
          <b>
            {label(field)}
            <Button
              type="text"
              size="small"
              icon={<X size={14} />}
              aria-label={t("sources.drop", { name: label(field) })}
              onClick={() => put(field, undefined)}
            />
          </b>
          <OrderEdit
            of={label(field)}
            order={order}
            known={data.known}
            onChange={(next) => put(field, next)}
          />
        </div>
      ))}
      <div className={styles.actions}>
        <Select
          size="small"
          className={styles.add}
          value={null}
          placeholder={t("sources.addField")}
          aria-label={t("sources.addField")}
          showSearch={{ optionFilterProp: "label" }}
          options={free.map((field) => ({ value: field.name, label: labels.field(field) }))}
          onChange={(field: string | null) => field && put(field, now.order)}
        />
        <Button type="primary" size="small" loading={busy} disabled={!edited} onClick={save}>
          {t("action.save")}
        </Button>
      </div>
    </section>
  );
}
