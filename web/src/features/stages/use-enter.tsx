import { type ReactNode, useState } from "react";
import { Problem } from "../../api/client";
import { fieldOf } from "../../api/definition";
import type { FieldDef, ObjectDef, RecordData } from "../../api/types";
import { useTranslation } from "../../app/i18n";
import { useFailureNotice, useUndoNotice } from "../../ui/notices";
import { useLabels } from "../records/field/labels";
import { useSave } from "../records/page/use-save";
import { lacking, stageOf } from "./data";
import { StageDialog } from "./stage-dialog";

interface Asked {
  record: RecordData;
  to: string;
  fields: FieldDef[];
}

interface Entering {
  /** Moves a record to a stage, and says so with a way back; asks first for what it lacks. */
  enter: (record: RecordData, to: string) => Promise<void>;
  /** Asks for what a record lacks to enter a stage; false when it lacks nothing. */
  ask: (record: RecordData, to: string) => boolean;
  saving: boolean;
  /** What asks; to be shown. */
  dialog: ReactNode;
}

/** Moves records from stage to stage. */
export function useEnter(object: ObjectDef, field: FieldDef): Entering {
  const { t } = useTranslation();
  const labels = useLabels();
  const fail = useFailureNotice();
  const undoNotice = useUndoNotice();
  const { save, saving } = useSave(object);
  const [asked, setAsked] = useState<Asked>();
  const nameOf = (value: string) => {
    const option = field.options?.find((one) => one.value === value);
    return option ? labels.option(option) : value;
  };
  const refused = (errors: Problem["errors"]) => new Problem(422, { errors });

  async function put(record: RecordData, values: Record<string, unknown>) {
    const outcome = await save(values, record);
    if (!outcome.saved) return outcome.errors;
    const back = Object.fromEntries(Object.keys(values).map((name) => [name, record[name] ?? null]));
    const title = String(record[object.title] ?? "") || t("list.untitled");
    undoNotice(t("kinds.moved", { title, to: nameOf(String(values[field.name])) }), async () => {
      const undone = await save(back, outcome.record);
      if (!undone.saved && undone.errors.length) fail(labels.field(field), refused(undone.errors));
    });
    return undefined;
  }

  function ask(record: RecordData, to: string, fields = lacking(object, stageOf(field, to), record)) {
    if (fields.length > 0) setAsked({ record, to, fields });
    return fields.length > 0;
  }

  async function enter(record: RecordData, to: string) {
    if (record[field.name] === to || ask(record, to)) return;
    const errors = await put(record, { [field.name]: to });
    if (!errors?.length) return;
    // what the record has may not be good enough for the server
    const needed = errors.filter(({ code }) => code === "stage_needs");
    const fields = needed.flatMap((one) => fieldOf(object, one.field) ?? []);
    if (!ask(record, to, fields)) fail(labels.field(field), refused(errors));
  }

  return {
    enter,
    ask,
    saving,
    dialog: asked && (
      <StageDialog
        key={asked.record.id}
        object={object}
        record={asked.record}
        stage={nameOf(asked.to)}
        fields={asked.fields}
        submit={async (values) => {
          const errors = await put(asked.record, { ...values, [field.name]: asked.to });
          if (errors) throw refused(errors);
        }}
        onClose={() => setAsked(undefined)}
      />
    ),
  };
}
