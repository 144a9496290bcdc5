import { useQueryClient } from "@tanstack/react-query";
import { App } from "antd";
import { useRef, useState } from "react";
import type { FieldDef, ObjectDef, RecordData } from "../../../api/types";
import { useTranslation } from "../../../app/i18n";
import { useUndoNotice } from "../../../ui/notices";
import { useLabels } from "../field/labels";
import { useEdits } from "../list/cells/use-edits";

/** A record on its way to another place. */
export interface Move {
  record: RecordData;
  value: unknown;
}

/** Moves records by setting a field: at once where one looks, back with the reason where it is refused, and with undo. */
export function useMove(object: ObjectDef, field: FieldDef | undefined) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const client = useQueryClient();
  const labels = useLabels();
  const undoNotice = useUndoNotice();
  const [moves, setMoves] = useState<ReadonlyMap<string, Move>>(new Map());
  const seen = useRef(new Map<string, RecordData>());
  const edits = useEdits(object, (id) => seen.current.get(id));

  async function put(record: RecordData, value: unknown, before: unknown): Promise<boolean> {
    if (!field) return false;
    seen.current.set(record.id, record);
    setMoves((all) => new Map(all).set(record.id, { record, value }));
    const refused = await edits.one({
      id: record.id,
      field: field.name,
      before: before ?? null,
      after: value,
    });
    if (refused) {
      edits.forget(record.id, field.name);
      message.error(`${labels.field(field)}: ${refused}`, 8);
    } else await client.invalidateQueries({ queryKey: ["records", object.name] }, { cancelRefetch: false });
    setMoves((all) => {
      const rest = new Map(all);
      rest.delete(record.id);
      return rest;
    });
    return !refused;
  }
  /** `to`: where it went, in words. */
  async function move(record: RecordData, value: unknown, to: string, title: string) {
    if (!field) return;
    const before = record[field.name] ?? null;
    if (JSON.stringify(before) === JSON.stringify(value)) return;
    if (await put(record, value, before))
      undoNotice(t("kinds.moved", { title, to }), () =>
        put(edits.latest(record.id) ?? { ...record, [field.name]: value }, before, value),
      );
  }
  return { moves, move };
}
