import { App } from "antd";
import { type ClipboardEvent, useState } from "react";
import { largestBatch } from "../../../../api/records";
import type { FieldDef, RecordData, TitleMap } from "../../../../api/types";
import { useTranslation } from "../../../../app/i18n";
import { readBlock, writeBlock } from "./clipboard";
import type { CellChange } from "./edits";
import { isSame, type Plan, planPaste } from "./paste";
import { blockOf, type Cursor } from "./place";
import { cellText } from "./text";
import { useAround } from "./use-around";
import type { CellColumn } from "./use-cells";

interface Props {
  rows: RecordData[];
  titles: TitleMap;
  columns: CellColumn[];
  cursor: Cursor | undefined;
  /** The value of a cell as it was last saved. */
  valueAt: (row: RecordData, field: FieldDef) => unknown;
  /** Says something below the cursor. */
  say: (note: string) => void;
  saveOne: (change: CellChange) => void;
}

/** Copies the block of the cursor, and pastes: one cell at once, several after they were shown. */
export function useClipboard({ rows, titles, columns, cursor, valueAt, say, saveOne }: Props) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const around = useAround();
  const [plan, setPlan] = useState<Plan>();
  const ours = (target: EventTarget) => (target as HTMLElement).matches("[data-here], [role=grid]");
  function onCopy(event: ClipboardEvent) {
    if (!cursor || !ours(event.target)) return;
    const { top, bottom, left, right } = blockOf(cursor);
    const block = rows
      .slice(top, bottom + 1)
      .map((row) =>
        columns
          .slice(left, right + 1)
          .map(({ field }) => cellText(field, valueAt(row, field), around, titles)),
      );
    event.clipboardData.setData("text/plain", writeBlock(block));
    event.preventDefault();
    message.success(t("cells.copied", { count: block.length * (right - left + 1) }), 2);
  }
  function onPaste(event: ClipboardEvent) {
    if (!cursor || !ours(event.target)) return;
    event.preventDefault();
    const texts = readBlock(event.clipboardData.getData("text/plain"));
    if (!texts.length) return;
    const closed = (field: FieldDef) => columns.find((column) => column.field === field)?.closed;
    const table = { rows, columns, closed, around, most: largestBatch };
    const planned = planPaste(texts, blockOf(cursor), table);
    const [only] = planned.cells;
    if (planned.cells.length !== 1 || !only || "link" in only.reading) return setPlan(planned);
    const { row, field, text, reading } = only;
    if ("closed" in reading) say(t(`cells.why.${reading.closed}`));
    else if ("wrong" in reading) say(t(`cells.unread.${reading.wrong}`, { text }));
    else if ("value" in reading && !isSame(row[field.name], reading.value))
      saveOne({ id: row.id, field: field.name, before: valueAt(row, field) ?? null, after: reading.value });
  }
  return { plan, close: () => setPlan(undefined), on: { onCopy, onPaste } };
}
