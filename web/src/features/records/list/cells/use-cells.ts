import {
  type KeyboardEvent,
  type MouseEvent,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { fieldOf, isEmpty } from "../../../../api/definition";
import { largestBatch } from "../../../../api/records";
import { useCan } from "../../../../api/session";
import type { FieldDef, ObjectDef, RecordData, TitleMap } from "../../../../api/types";
import { useTranslation } from "../../../../app/i18n";
import type { ListSearch } from "../../../../routes/search";
import { useFailureNotice, useUndoNotice } from "../../../../ui/notices";
import { type Closed, whyClosed } from "../../field/closed";
import { useLabels } from "../../field/labels";
import type { Left } from "../../form/in-place";
import type { Column } from "../columns";
import type { Open } from "../grid";
import { recall, remember } from "../memory";
import type { Selection } from "../use-selection";
import type { CellChange } from "./edits";
import { isSame } from "./paste";
import { type Block, blockOf, type Cursor, isSingle, moved, type Place, single, tabbed } from "./place";
import { useClipboard } from "./use-clipboard";
import { useEdits } from "./use-edits";

export interface CellColumn extends Column {
  /** Why its cells cannot be set by hand. */
  closed: Closed | undefined;
}

/** A cell that is being edited. */
export interface Begun {
  id: string;
  field: string;
  value: unknown;
  typed?: string;
  wrong?: string;
}

interface Around {
  object: ObjectDef;
  rows: RecordData[];
  titles: TitleMap;
  columns: Column[];
  search: ListSearch;
  selection: Selection;
  open: Open;
  /** Brings a cell into view. */
  reveal: (at: Place) => void;
  /** Rows that fit on the screen. */
  page: number;
}

/** The cursor of a table, and what is done with it: moving, editing, emptying, copying, pasting. */
export function useCells(props: Around) {
  const { object, rows, titles, search, selection, open, reveal, page } = props;
  const { t } = useTranslation();
  const labels = useLabels();
  const fail = useFailureNotice();
  const undoNotice = useUndoNotice();
  const mayUpdate = useCan()("record.update", object.name);
  const deleted = search.deleted === "1";
  const columns = useMemo(
    () =>
      props.columns.map(
        (column): CellColumn => ({
          ...column,
          closed: whyClosed(object, column.field, { mayUpdate, deleted }),
        }),
      ),
    [props.columns, object, mayUpdate, deleted],
  );
  const byId = useMemo(() => new Map(rows.map((row) => [row.id, row])), [rows]);
  const rowOf = useCallback((id: string) => byId.get(id), [byId]);
  const edits = useEdits(object, rowOf);

  const before = useMemo(() => recall(object.name, search), [object.name, search]);
  const [cursor, setCursor] = useState<Cursor | undefined>(() =>
    before.active < 0 ? undefined : single({ row: before.active, col: before.col }),
  );
  const [editing, setEditing] = useState<Begun>();
  const [note, setNote] = useState<string>();

  // The cursor stays with its record when others come or go.
  const here = useRef<string>(undefined);
  const at = cursor?.at;
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when the rows are others
  useEffect(() => {
    if (!at || !here.current || rows[at.row]?.id === here.current) return;
    const row = rows.findIndex(({ id }) => id === here.current);
    if (row >= 0) setCursor(single({ row, col: at.col }));
  }, [rows]);
  useEffect(() => {
    here.current = at && rows[at.row]?.id;
  });
  useEffect(
    () => remember(object.name, search, { active: at?.row ?? -1, col: at?.col ?? 0 }),
    [object.name, search, at],
  );

  function go(next: Cursor) {
    setCursor(next);
    setNote(undefined);
    reveal(next.at);
    const row = rows[next.at.row];
    if (search.open && row && next.at.row !== at?.row) open.panel(row.id, true);
  }
  function cellAt(place: Place | undefined) {
    const row = place && rows[place.row];
    const column = place && columns[place.col];
    return row && column && { row, column, field: column.field };
  }
  const valueAt = (row: RecordData, field: FieldDef) => (edits.latest(row.id) ?? row)[field.name];

  function begin(typed?: string) {
    const cell = cellAt(at);
    if (!cell) return;
    const { row, field, column } = cell;
    if (column.closed) return setNote(t(`cells.why.${column.closed}`));
    const value = valueAt(row, field);
    if (field.type === "boolean" && !field.multi) {
      if (typed === undefined)
        edits.one({ id: row.id, field: field.name, before: value, after: value !== true });
      return;
    }
    // Its input is still being loaded.
    if (typed !== undefined && editing?.id === row.id && editing.field === field.name)
      return setEditing({ ...editing, typed: (editing.typed ?? "") + typed });
    const refused = edits.edits.get(row.id)?.[field.name];
    const again =
      refused?.refused === undefined ? { value } : { value: refused.value, wrong: refused.refused };
    setNote(undefined);
    setEditing({ id: row.id, field: field.name, typed, ...again });
  }
  function done(value: unknown, left: Left, back: boolean) {
    if (!editing) return;
    const { id, field } = editing;
    setEditing(undefined);
    const row = edits.latest(id);
    if (row && isSame(row[field], value)) edits.forget(id, field);
    else if (row) edits.one({ id, field, before: row[field] ?? null, after: value });
    if (!at) return;
    if (left === "Enter")
      go(single({ ...at, row: Math.max(0, Math.min(rows.length - 1, at.row + (back ? -1 : 1))) }));
    const next = left === "Tab" && tabbed(at, back, { rows: rows.length, cols: columns.length });
    if (next) go(single(next));
  }

  /** All cells of a block that have a value and may lose it. */
  function emptied(block: Block): CellChange[] {
    return rows.slice(block.top, Math.min(block.bottom + 1, block.top + largestBatch)).flatMap((row) =>
      columns.slice(block.left, block.right + 1).flatMap(({ field, closed }) => {
        const value = valueAt(row, field);
        if (closed || field.required || isEmpty(value)) return [];
        return [{ id: row.id, field: field.name, before: value, after: null }];
      }),
    );
  }
  async function changeAll(changes: CellChange[]) {
    await edits.many(changes);
    undoNotice(t("cells.changed", { count: changes.length }), () => edits.takeBack(changes));
  }
  async function empty() {
    const cell = cellAt(at);
    if (!cursor || !cell) return;
    if (!isSingle(cursor)) {
      const changes = emptied(blockOf(cursor));
      if (changes.length) await changeAll(changes).catch((error) => fail(t("cells.empties"), error));
      return;
    }
    const { column, field } = cell;
    if (column.closed) return setNote(t(`cells.why.${column.closed}`));
    if (field.required) return setNote(t("form.required", { name: labels.field(field) }));
    const [change] = emptied(blockOf(cursor));
    if (change && !(await edits.one(change)))
      undoNotice(t("cells.emptied", { name: labels.field(field) }), () => edits.takeBack([change]));
  }

  function leave() {
    const cell = cellAt(at);
    const refused = cell && edits.edits.get(cell.row.id)?.[cell.field.name]?.refused;
    if (refused) edits.forget(cell.row.id, cell.field.name);
    else if (cursor && !isSingle(cursor)) setCursor(single(cursor.at));
    else if (search.open) open.panel(undefined, false);
    else if (selection.ids.size) selection.clear();
    else setCursor(undefined);
  }

  function onKeyDown(event: KeyboardEvent) {
    const target = event.target as HTMLElement;
    if (event.altKey || event.nativeEvent.isComposing || event.defaultPrevented) return;
    const other = target.closest("input, textarea, button, a, [data-editor]");
    if (other && !other.matches("[data-here]") && event.key !== "Escape") return;
    const { key } = event;
    const far = event.ctrlKey || event.metaKey;
    const row = at && rows[at.row];
    const next = moved(cursor, event, { rows: rows.length, cols: columns.length, page });
    if (next) go(next);
    else if (key === "Tab" && at) {
      const cell = tabbed(at, event.shiftKey, { rows: rows.length, cols: columns.length });
      if (!cell) return;
      go(single(cell));
    } else if (key === "Enter" && row) {
      const refused = edits.edits.get(row.id)?.[columns[at.col]?.field.name ?? ""];
      if (far) open.page(row.id);
      else if (columns[at.col]?.field.name === object.title && !refused)
        open.panel(row.id, Boolean(search.open));
      else begin();
    } else if (key === "F2" && row) begin();
    else if ((key === "Delete" || key === "Backspace") && row) empty();
    else if (key === " " && row) selection.toggle(rows, at.row, event.shiftKey);
    else if (key.toLowerCase() === "z" && far && !event.shiftKey) edits.undo();
    else if (key === "Escape") leave();
    else return;
    event.preventDefault();
  }

  function placeOf(target: EventTarget): Place | undefined {
    const cell = (target as HTMLElement).closest<HTMLElement>("[data-col]");
    const line = cell?.closest<HTMLElement>("[aria-rowindex]");
    if (!cell || !line) return undefined;
    return { row: Number(line.getAttribute("aria-rowindex")) - 2, col: Number(cell.dataset.col) };
  }
  const inside = (target: EventTarget) => (target as HTMLElement).closest("[data-editor], button") !== null;
  function onMouseDown(event: MouseEvent) {
    const place = placeOf(event.target);
    if (!place || event.button !== 0 || inside(event.target)) return;
    // The cell itself takes the focus.
    event.preventDefault();
    if (event.ctrlKey || event.metaKey) return;
    if (event.shiftKey && cursor) setCursor({ at: place, from: cursor.from });
    else go(single(place));
  }
  function onMouseOver(event: MouseEvent) {
    const place = event.buttons === 1 && cursor && !editing ? placeOf(event.target) : undefined;
    if (place) setCursor((now) => now && { at: place, from: now.from });
  }
  function onDoubleClick(event: MouseEvent) {
    const place = placeOf(event.target);
    const cell = cellAt(place);
    if (!cell || inside(event.target)) return;
    if (cell.field.name === object.title) open.page(cell.row.id);
    else begin();
  }

  const clipboard = useClipboard({
    rows,
    titles,
    columns,
    cursor,
    valueAt,
    say: setNote,
    saveOne: edits.one,
  });
  return {
    columns,
    cursor,
    block: cursor && !isSingle(cursor) ? blockOf(cursor) : undefined,
    edits,
    editing,
    editedField: editing && fieldOf(object, editing.field),
    note,
    plan: clipboard.plan,
    closePlan: clipboard.close,
    changeAll,
    begin,
    done,
    stop: () => setEditing(undefined),
    on: { onKeyDown, onMouseDown, onMouseOver, onDoubleClick, ...clipboard.on },
  };
}
