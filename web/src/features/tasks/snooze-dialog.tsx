import { Form } from "antd";
import type { RecordData } from "../../api/types";
import { useTranslation } from "../../app/i18n";
import { usePlace } from "../../app/place";
import { FormDialog } from "../../ui/form-dialog";
import { DateTimeInput } from "../records/form/small-inputs";
import { useTaskActs } from "./acts";
import { soon } from "./when";

/** Until when a task shall be out of sight. */
export default function SnoozeDialog({ task, onClose }: { task: RecordData; onClose: () => void }) {
  const { t } = useTranslation();
  const { zone } = usePlace();
  const { snooze } = useTaskActs(task);
  const tomorrow = soon(zone).find(({ choice }) => choice === "tomorrow")?.at;
  return (
    <FormDialog<{ until: string }>
      title={t("tasks.snooze")}
      save={t("tasks.snooze")}
      initial={{ until: tomorrow }}
      submit={({ until }) => snooze(until)}
      onClose={onClose}
    >
      <Form.Item
        name="until"
        label={t("tasks.until")}
        extra={t("tasks.untilText")}
        rules={[{ required: true, message: t("form.requiredShort") }]}
      >
        <DateTimeInput />
      </Form.Item>
    </FormDialog>
  );
}
