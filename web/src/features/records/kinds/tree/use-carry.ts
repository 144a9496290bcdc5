import { useQueryClient } from "@tanstack/react-query";
import { App } from "antd";
import { type KeyboardEvent, type RefObject, useState } from "react";
import { recordQuery } from "../../../../api/records";
import type { FieldDef, ObjectDef, RecordData } from "../../../../api/types";
import { useTranslation } from "../../../../app/i18n";
import type { Closed } from "../../field/closed";
import { useRecordTitle } from "../card";
import { parentOf, standsBelow } from "./family";
import type { Held, Nodes } from "./node";

interface Carried {
  object: ObjectDef;
  field: FieldDef;
  closed: Closed | undefined;
  box: RefObject<HTMLElement | null>;
  move: (record: RecordData, to: string | null, name: string, title: string) => Promise<void>;
  open: (id: string) => void;
  /** Shows what stands below a record. */
  expand: (id: string) => void;
}

const itemsOf = (box: HTMLElement | null) => [
  ...(box?.querySelectorAll<HTMLElement>('[role="treeitem"]') ?? []),
];

/** Walks a tree by keys, carries its records below others by mouse or keys, and says what happens. */
export function useCarry({ object, field, closed, box, move, open, expand }: Carried) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const client = useQueryClient();
  const titleOf = useRecordTitle(object);
  const [held, setHeld] = useState<Held>();
  const [said, say] = useState("");
  const mayTop = !field.required;

  const nodeOf = (id: string) => itemsOf(box.current).find((one) => one.dataset.node === id);
  /** What a place is called: a record in sight, or the top. */
  const nameOf = (id: string | null) =>
    id === null ? t("kinds.tree.top") : (nodeOf(id)?.querySelector("[data-title]")?.textContent ?? "");

  async function carry(record: RecordData, to: string | null) {
    setHeld(undefined);
    if ((parentOf(record, field) ?? null) === to) return;
    const title = titleOf(record);
    const target = to === null ? undefined : await nameFor(to);
    // A record below itself is for the server to refuse; what would cut a whole branch off is seen before.
    if (to !== null && to !== record.id && (await standsBelow(client, object, field, to, record.id))) {
      const text = t("kinds.tree.circle", { title, to: target });
      say(text);
      message.error(text, 8);
      return;
    }
    const name = target ?? t("kinds.tree.top");
    say(t("kinds.moved", { title, to: name }));
    if (to !== null) expand(to);
    await move(record, to, name, title);
  }
  async function nameFor(id: string) {
    const seen = nameOf(id);
    if (seen) return seen;
    return titleOf(await client.fetchQuery(recordQuery(object.name, id)));
  }

  const onKey: Nodes["onKey"] = (event, node) => {
    const { key } = event;
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const items = itemsOf(box.current);
    const item = event.currentTarget as HTMLElement;
    const at = items.indexOf(item);
    if (held?.keys) carryByKeys(event, items);
    else if (key === "ArrowDown") items[at + 1]?.focus();
    else if (key === "ArrowUp") items[at - 1]?.focus();
    else if (key === "Home") items[0]?.focus();
    else if (key === "End") items.at(-1)?.focus();
    else if (key === "ArrowLeft" && node?.open && node.toggle) node.toggle(false);
    else if (key === "ArrowLeft")
      (item.closest('[role="group"]')?.previousElementSibling as HTMLElement | null)?.focus();
    else if (key === "ArrowRight" && node?.open) items[at + 1]?.focus();
    else if (key === "ArrowRight" && item.ariaExpanded === "false") node?.toggle?.(true);
    else if (key === "Enter" && node) open(node.record.id);
    else if (key === " " && node) {
      if (closed) say(t(`cells.why.${closed}`));
      else {
        const over = parentOf(node.record, field) ?? null;
        setHeld({ record: node.record, over: node.record.id, keys: true });
        say(t("kinds.pickedUp", { title: titleOf(node.record), place: nameOf(over) }));
      }
    } else if (/^\S$/.test(key)) {
      const letter = key.toLowerCase();
      const begins = (one: HTMLElement) =>
        one.querySelector("[data-title]")?.textContent?.toLowerCase().startsWith(letter);
      [...items.slice(at + 1), ...items.slice(0, at)].find(begins)?.focus();
    } else return;
    event.preventDefault();
  };

  function carryByKeys(event: KeyboardEvent, items: HTMLElement[]) {
    if (!held) return;
    const places = [...(mayTop ? [null] : []), ...items.flatMap((one) => one.dataset.node ?? [])];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      const over = places[places.indexOf(held.over ?? null) + step];
      if (over === undefined) return;
      setHeld({ ...held, over });
      say(over === null ? t("kinds.tree.top") : t("kinds.tree.under", { title: nameOf(over) }));
      if (over !== null) nodeOf(over)?.scrollIntoView({ block: "nearest" });
    } else if (event.key === " " || event.key === "Enter") drop(held.over ?? null);
    else if (event.key === "Escape") {
      setHeld(undefined);
      say(t("kinds.putBack", { title: titleOf(held.record) }));
    }
  }
  function drop(to: string | null) {
    if (held && !(held.keys && to === held.record.id)) carry(held.record, to);
    else setHeld(undefined);
  }
  return {
    held,
    said,
    onKey,
    drop,
    carry,
    hold: (record: RecordData | undefined) => setHeld(record && { record, over: undefined, keys: false }),
    over: (id: string | null) => setHeld((now) => (now && now.over !== id ? { ...now, over: id } : now)),
  };
}
