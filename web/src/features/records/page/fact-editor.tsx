import { useId, useRef, useState } from "react";
import type { FieldDef, ObjectDef, RecordData } from "../../../api/types";
import { useTranslation } from "../../../app/i18n";
import { useUndoNotice } from "../../../ui/notices";
import { refusalText } from "../../../ui/refusal";
import { useLabels } from "../field/labels";
import { InPlace } from "../form/in-place";
import { useSave } from "./use-save";

interface Props {
  object: ObjectDef;
  record: RecordData;
  field: FieldDef;
  onClose: () => void;
}

/** Edits one fact where it stands. */
export function FactEditor({ object, record, field, onClose }: Props) {
  const [seen] = useState(record);
  const id = useId();
  const { t } = useTranslation();
  const labels = useLabels();
  const { save, saving } = useSave(object);
  const undone = useUndoNotice();
  const [wrong, setWrong] = useState<string>();
  const busy = useRef(false);

  async function done(after: unknown) {
    if (busy.current) return;
    if (JSON.stringify(after) === JSON.stringify(seen[field.name] ?? null)) return onClose();
    busy.current = true;
    setWrong(undefined);
    const outcome = await save({ [field.name]: after }, seen);
    busy.current = false;
    if (!outcome.saved) return setWrong(outcome.errors.map(refusalText).join(" "));
    onClose();
    const before = seen[field.name] ?? null;
    undone(t("record.edited", { name: labels.field(field) }), () =>
      save({ [field.name]: before }, outcome.record),
    );
  }
  return (
    <>
      <label htmlFor={id} className="sr-only">
        {labels.field(field)}
      </label>
      <InPlace
        id={id}
        field={field}
        value={seen[field.name]}
        wrong={wrong}
        saving={saving}
        onDone={done}
        onLeave={onClose}
      />
    </>
  );
}
