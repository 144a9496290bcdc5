import { Checkbox, Form, InputNumber, Select } from "antd";
import { isWritable } from "../../api/definition";
import type { FieldDef, ObjectDef, SelectOption } from "../../api/types";
import { useTranslation } from "../../app/i18n";
import { useLabels } from "../records/field/labels";
import type { OptionRow } from "../studio/definition";
import { stageField } from "./data";
import styles from "./stages.module.css";

interface Props {
  object: ObjectDef;
  field: FieldDef;
}

/** Makes the options of a select the stages of its object, for a form: what each is worth and what it asks of records that enter it. */
export function StageRows({ object, field }: Props) {
  const { t } = useTranslation();
  const labels = useLabels();
  const form = Form.useFormInstance();
  const staged: boolean = Form.useWatch("staged", form) ?? false;
  // with the values of options, which have no input of their own
  const rows: OptionRow[] = Form.useWatch("options", { form, preserve: true }) ?? [];
  const other = stageField(object);
  const taken = other && other.name !== field.name ? labels.field(other) : undefined;
  // an option that is new has neither value nor words
  const stages = rows.flatMap((row, at) =>
    row.value && !row.hidden ? [{ row, at, name: labels.option(row as SelectOption) }] : [],
  );
  const fields = object.fields.filter((one) => isWritable(one) && one.name !== field.name);
  return (
    <>
      <Form.Item
        name="staged"
        valuePropName="checked"
        extra={taken ? t("stages.taken", { field: taken }) : t("stages.areHelp")}
      >
        <Checkbox disabled={Boolean(taken)}>{t("stages.are")}</Checkbox>
      </Form.Item>
      {staged &&
        stages.map(({ row, at, name }) => {
          const open = (row.stage?.outcome ?? "open") === "open";
          const place = (part: string) => ["options", at, "stage", part];
          const of = (what: string) => t("stages.partOf", { what, name });
          return (
            <fieldset key={row.value} className={styles.row}>
              <legend>{name}</legend>
              <Form.Item name={place("outcome")} label={t("stages.outcome")} initialValue="open">
                <Select
                  aria-label={of(t("stages.outcome"))}
                  options={(["open", "won", "lost"] as const).map((value) => ({
                    value,
                    label: t(`stages.outcomes.${value}`),
                  }))}
                />
              </Form.Item>
              {open && (
                <Form.Item name={place("probability")} label={t("stages.probability")}>
                  <InputNumber
                    min={0}
                    max={100}
                    precision={0}
                    suffix="%"
                    aria-label={of(t("stages.probability"))}
                  />
                </Form.Item>
              )}
              {open && (
                <Form.Item name={place("stalled_after")} label={t("stages.stalledAfter")}>
                  <InputNumber
                    min={1}
                    max={3650}
                    precision={0}
                    suffix={t("stages.days")}
                    aria-label={of(t("stages.stalledAfter"))}
                  />
                </Form.Item>
              )}
              <Form.Item name={place("needs")} label={t("stages.needs")} className={styles.long}>
                <Select
                  mode="multiple"
                  aria-label={of(t("stages.needs"))}
                  placeholder={t("stages.nothing")}
                  showSearch={{ optionFilterProp: "label" }}
                  options={fields.map((one) => ({ value: one.name, label: labels.field(one) }))}
                />
              </Form.Item>
              <Form.Item name={place("from")} label={t("stages.from")} className={styles.long}>
                <Select
                  mode="multiple"
                  aria-label={of(t("stages.from"))}
                  placeholder={t("stages.anywhere")}
                  options={stages
                    .filter((one) => one.at !== at)
                    .map((one) => ({ value: one.row.value, label: one.name }))}
                />
              </Form.Item>
            </fieldset>
          );
        })}
      {staged && rows.some((row) => !row.value) && <p className="muted">{t("stages.saveFirst")}</p>}
    </>
  );
}
