import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useRef, useState } from "react";
import { Problem } from "../../../../api/client";
import { refreshObject, type Update, updateMany } from "../../../../api/records";
import type { ObjectDef, RecordData } from "../../../../api/types";
import { useTranslation } from "../../../../app/i18n";
import { useFailureNotice } from "../../../../ui/notices";
import { problemText, refusalText } from "../../../../ui/refusal";
import { useSave } from "../../page/use-save";
import {
  byRecord,
  type CellChange,
  type Edit,
  type Edits,
  inverse,
  refusedOperation,
  withEdits,
} from "./edits";

/** Changes that can be taken back by Ctrl-Z. */
const remembered = 100;

/** Which cell of which record the server refused, and why. */
export function refusalOf(error: unknown, records: readonly { id: string }[]) {
  if (!(error instanceof Problem)) return undefined;
  const [first] = error.errors;
  const found = refusedOperation(first?.field ?? error.detail);
  const id = found && records[found.index]?.id;
  return id
    ? {
        id,
        field: found.field,
        message: first ? refusalText(first) : problemText(error),
        status: error.status,
      }
    : undefined;
}

/** Saves cells: what was typed stands there at once, and goes back where the server refuses it. */
export function useEdits(object: ObjectDef, rowOf: (id: string) => RecordData | undefined) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const fail = useFailureNotice();
  const { save } = useSave(object);
  const [edits, setEdits] = useState<Edits>(new Map());
  const done = useRef<CellChange[][]>([]);
  /** Records as they came back from saving; a list read meanwhile may be older. */
  const newest = useRef(new Map<string, RecordData>());
  /** Saves of one record wait for each other, so that each begins with the version of the one before. */
  const queue = useRef(new Map<string, Promise<unknown>>());

  const latest = useCallback(
    (id: string) => {
      const [listed, saved] = [rowOf(id), newest.current.get(id)];
      return saved && (!listed || saved.version >= listed.version) ? saved : listed;
    },
    [rowOf],
  );
  const put = (cells: readonly CellChange[], edit: (index: number) => Edit | undefined) =>
    setEdits((before) => withEdits(before, cells, edit));
  const keep = (changes: CellChange[]) => {
    done.current = [...done.current, changes].slice(-remembered);
  };

  /** Saves one cell. Gives why it was refused, nothing when it was saved. */
  async function one(change: CellChange, undoing = false): Promise<string | undefined> {
    put([change], () => ({ value: change.after }));
    const before = queue.current.get(change.id);
    const work = (async () => {
      await before;
      const base = latest(change.id);
      if (!base) return t("cells.notSaved");
      const outcome = await save({ [change.field]: change.after }, base);
      if (!outcome.saved) {
        const why = outcome.errors.map(refusalText).join(" ") || t("cells.notSaved");
        put([change], () => ({ value: change.after, refused: why }));
        return why;
      }
      newest.current.set(change.id, outcome.record);
      put([change], () => undefined);
      if (!undoing) keep([change]);
      return undefined;
    })();
    queue.current.set(change.id, work);
    return work;
  }

  /** Saves cells of several records in one go, all or none; rejects with what the server says. */
  async function many(changes: CellChange[], undoing = false): Promise<void> {
    const records = byRecord(changes);
    await Promise.all(records.map(({ id }) => queue.current.get(id)));
    put(changes, (index) => ({ value: changes[index]?.after }));
    try {
      const operations = records.map(
        ({ id, values }): Update => ({ op: "update", id, values, version: latest(id)?.version }),
      );
      const outcomes = await updateMany(object.name, operations);
      outcomes.forEach(({ id, version }, index) => {
        const base = latest(id);
        if (base) newest.current.set(id, { ...base, ...records[index]?.values, version });
      });
      if (!undoing) keep(changes);
      await refreshObject(client, object.name);
      put(changes, () => undefined);
    } catch (error) {
      put(changes, () => undefined);
      const refused = refusalOf(error, records);
      const cell = changes.find(({ id, field }) => id === refused?.id && field === refused.field);
      if (cell && refused) put([cell], () => ({ value: cell.after, refused: refused.message }));
      throw error;
    }
  }

  async function takeBack(changes: CellChange[]) {
    done.current = done.current.filter((one) => one !== changes);
    const back = inverse(changes);
    const [first] = back;
    if (back.length === 1 && first) {
      await one(first, true);
      return;
    }
    await many(back, true).catch((error) => fail(t("action.undo"), error));
  }
  /** Takes the last change back; false when there is none. */
  async function undo(): Promise<boolean> {
    const changes = done.current.at(-1);
    if (changes) await takeBack(changes);
    return changes !== undefined;
  }
  /** A refused value is forgotten. */
  const forget = (id: string, field: string) =>
    put([{ id, field, before: null, after: null }], () => undefined);
  return { edits, one, many, undo, takeBack, forget, latest };
}
