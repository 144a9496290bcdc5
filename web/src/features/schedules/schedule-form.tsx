import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, Button, Form, Input, InputNumber, Radio, Select } from "antd";
import { useState } from "react";
import { request } from "../../api/client";
import { useCan, useMe } from "../../api/session";
import { useTranslation } from "../../app/i18n";
import { FormDialog } from "../../ui/form-dialog";
import { useProblemText } from "../../ui/notices";
import { staffQuery } from "../hand-overs/data";
import { type Plan, preview, type Schedule, type Source, schedulesQuery, templatesQuery } from "./data";
import styles from "./schedules.module.css";

interface Props {
  /** The one to change; a new one when left out. */
  one?: Schedule;
  places: Source[];
  onClose: () => void;
}

type Values = Omit<Plan, "active"> & { often: "every" | "daily" };

/** Where files come from, how often is looked, what they mean and what becomes of them. */
export function ScheduleForm({ one, places, onClose }: Props) {
  const { t } = useTranslation();
  const { user } = useMe();
  const can = useCan();
  const client = useQueryClient();
  const [form] = Form.useForm<Values>();
  const { data: templates } = useQuery(templatesQuery);
  const { data: staff } = useQuery({ ...staffQuery, enabled: can("user.manage") });
  const often = Form.useWatch("often", form) ?? (one?.daily_at ? "daily" : "every");
  async function submit({ often, every_minutes, daily_at, ...values }: Values) {
    const when = often === "daily" ? { daily_at } : { every_minutes };
    const json = { ...values, path: values.path ?? "", ...when };
    await request(one ? "PATCH" : "POST", `/import-schedules${one ? `/${one.id}` : ""}`, { json });
    await client.invalidateQueries({ queryKey: schedulesQuery.queryKey });
  }
  const needed = [{ required: true, message: t("form.requiredShort") }];
  const people = (staff?.items ?? []).filter((person) => person.active);
  return (
    <FormDialog<Values>
      form={form}
      title={one ? one.name : t("schedules.add")}
      save={t("action.save")}
      initial={
        one
          ? { ...one, every_minutes: one.every_minutes ?? 15, often: one.daily_at ? "daily" : "every" }
          : {
              source: places[0],
              pattern: "*.csv",
              every_minutes: 15,
              daily_at: "06:00",
              after: "keep",
              run_as: user.id,
              often: "every",
            }
      }
      submit={submit}
      onClose={onClose}
    >
      <Form.Item name="name" label={t("schedules.name")} rules={needed}>
        <Input autoFocus maxLength={200} />
      </Form.Item>
      <Form.Item
        name="template"
        label={t("imports.template")}
        rules={needed}
        extra={t("schedules.templateText")}
      >
        <Select
          options={(templates?.items ?? []).map(({ name, title }) => ({ value: name, label: title || name }))}
        />
      </Form.Item>
      <div className={styles.pair}>
        <Form.Item name="source" label={t("schedules.source")}>
          <Select options={places.map((value) => ({ value, label: t(`schedules.sources.${value}`) }))} />
        </Form.Item>
        <Form.Item name="path" label={t("schedules.path")}>
          <Input placeholder="erp/daily" maxLength={200} />
        </Form.Item>
        <Form.Item name="pattern" label={t("schedules.pattern")} rules={needed}>
          <Input maxLength={200} />
        </Form.Item>
      </div>
      <There read={() => form.getFieldsValue()} />
      <div className={styles.pair}>
        <Form.Item name="often" label={t("schedules.when")}>
          <Radio.Group
            options={[
              { value: "every", label: t("schedules.often") },
              { value: "daily", label: t("schedules.onceADay") },
            ]}
          />
        </Form.Item>
        {often === "daily" ? (
          <Form.Item name="daily_at" label={t("schedules.at")} rules={needed}>
            <Input type="time" />
          </Form.Item>
        ) : (
          <Form.Item name="every_minutes" label={t("schedules.minutes")} rules={needed}>
            <InputNumber min={1} max={10080} precision={0} />
          </Form.Item>
        )}
      </div>
      <Form.Item name="after" label={t("schedules.after")}>
        <Select
          options={(["keep", "move"] as const).map((value) => ({
            value,
            label: t(`schedules.afters.${value}`),
          }))}
        />
      </Form.Item>
      {can("user.manage") && (
        <Form.Item name="run_as" label={t("schedules.runAs")} rules={needed}>
          <Select
            showSearch={{ optionFilterProp: "label" }}
            options={people.map((person) => ({ value: person.id, label: person.name }))}
          />
        </Form.Item>
      )}
    </FormDialog>
  );
}

/** What lies there now, so that a wrong path is seen before anything is saved. */
function There({ read }: { read: () => Values }) {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const [found, setFound] = useState<{ good: boolean; text: string }>();
  const [busy, setBusy] = useState(false);
  async function look() {
    setBusy(true);
    const { source, path, pattern } = read();
    try {
      const { files, total } = await preview({ source, path: path ?? "", pattern });
      const names = files.slice(0, 5).map((file) => file.name);
      const more = total > names.length ? " …" : "";
      setFound({ good: true, text: `${t("schedules.there", { count: total })} ${names.join(" · ")}${more}` });
    } catch (error) {
      setFound({ good: false, text: problemText(error) });
    }
    setBusy(false);
  }
  return (
    <div className={styles.there}>
      <Button size="small" loading={busy} onClick={look}>
        {t("schedules.look")}
      </Button>
      {found && <Alert type={found.good ? "info" : "error"} showIcon title={found.text} />}
    </div>
  );
}
