import { Form } from "antd";
import { isWritable } from "../../api/definition";
import type { FieldDef, ObjectDef, RecordData } from "../../api/types";
import { useTranslation } from "../../app/i18n";
import { FormDialog } from "../../ui/form-dialog";
import { useLabels } from "../records/field/labels";
import { FieldInput } from "../records/form/field-input";

interface Props {
  object: ObjectDef;
  record: RecordData;
  /** What the stage is called. */
  stage: string;
  /** What it needs and the record lacks. */
  fields: FieldDef[];
  /** Resolves when record and stage are saved together; rejects with the server's refusal. */
  submit: (values: Record<string, unknown>) => Promise<void>;
  onClose: () => void;
}

/** Asks for what a stage needs, and moves the record there with it. */
export function StageDialog({ object, record, stage, fields, submit, onClose }: Props) {
  const { t } = useTranslation();
  const labels = useLabels();
  const title = String(record[object.title] ?? "") || t("list.untitled");
  const shut = fields.filter((field) => !isWritable(field)).map(labels.field);
  return (
    <FormDialog<Record<string, unknown>>
      title={t("stages.enter", { title, stage })}
      save={t("stages.move", { stage })}
      idle={shut.length > 0}
      submit={submit}
      nameOf={(name) => labels.field(fields.find((field) => field.name === name) ?? ({ name } as FieldDef))}
      onClose={onClose}
    >
      <p>
        {shut.length > 0
          ? t("stages.shut", { names: shut.join(", ") })
          : t("stages.asks", { stage, count: fields.length })}
      </p>
      {fields.filter(isWritable).map((field, at) => {
        const name = labels.field(field);
        return (
          <Form.Item
            key={field.name}
            name={field.name}
            label={name}
            extra={labels.help(field) || undefined}
            rules={[{ required: true, message: t("form.required", { name }) }]}
          >
            <FieldInput field={field} label={name} autoFocus={at === 0} />
          </Form.Item>
        );
      })}
    </FormDialog>
  );
}
