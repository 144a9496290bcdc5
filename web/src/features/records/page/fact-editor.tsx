import { useRef, useState } from "react";
import type { FieldDef, ObjectDef, RecordData } from "../../../api/types";
import { refusalText } from "../../../ui/refusal";
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
  const { save, saving } = useSave(object);
  const [wrong, setWrong] = useState<string>();
  const busy = useRef(false);

  async function done(after: unknown) {
    if (busy.current) return;
    if (JSON.stringify(after) === JSON.stringify(seen[field.name] ?? null)) return onClose();
    busy.current = true;
    setWrong(undefined);
    const outcome = await save({ [field.name]: after }, seen);
    busy.current = false;
    if (outcome.saved) onClose();
    else setWrong(outcome.errors.map(refusalText).join(" "));
  }
  return (
    <InPlace
      field={field}
      value={seen[field.name]}
      wrong={wrong}
      saving={saving}
      onDone={done}
      onLeave={onClose}
    />
  );
}
