import { Button } from "antd";
import { Eye } from "lucide-react";
import { useState } from "react";
import { post } from "../../../api/client";
import type { FieldDef, ObjectDef } from "../../../api/types";
import { useTranslation } from "../../../app/i18n";
import { useFailureNotice } from "../../../ui/notices";
import { Panel } from "../../../ui/panel";
import { useLabels } from "./labels";
import { FieldValue } from "./value";

interface Props {
  object: ObjectDef;
  id: string;
  field: FieldDef;
}

/** Shows the whole of a value that is shown in part, as long as the note is open; the server writes down who looked. */
export function Reveal({ object, id, field }: Props) {
  const { t } = useTranslation();
  const labels = useLabels();
  const fail = useFailureNotice();
  const [value, setValue] = useState<unknown>();
  const name = labels.field(field);
  async function show() {
    try {
      const whole = await post<{ value: unknown }>(`/records/${object.name}/${id}/reveal`, {
        field: field.name,
      });
      setValue(whole.value);
    } catch (error) {
      fail(t("record.reveal", { name }), error);
    }
  }
  const open = value !== undefined;
  return (
    <Panel
      open={open}
      onOpenChange={(wanted) => (wanted ? show() : setValue(undefined))}
      title={t("record.revealed")}
      content={open && <FieldValue field={{ ...field, access: "read" }} value={value} />}
    >
      <Button type="text" size="small" icon={<Eye size={14} />} aria-label={t("record.reveal", { name })} />
    </Panel>
  );
}
