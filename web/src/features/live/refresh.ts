import type { QueryClient } from "@tanstack/react-query";
import { recordQuery, refreshRecords } from "../../api/records";
import { meQuery, metaQuery } from "../../api/session";
import { noticesQuery } from "../notices/data";
import type { LiveEvent } from "./stream";

interface Change {
  records: { object: string; id: string; rev: number }[];
  lists: string[];
}

/** Lists wait this long for what else changes, and are read again at most this often; in milliseconds. */
const together = 200;
const apart = 2_000;

/** Reads again what is on screen when the stream says that it changed. */
export function refresher(client: QueryClient) {
  const waiting = new Map<string, ReturnType<typeof setTimeout>>();
  const read = new Map<string, number>();

  function record(object: string, id: string, rev: number) {
    const { queryKey } = recordQuery(object, id);
    const known = client.getQueryData(queryKey);
    if (known && Number(known.rev ?? 0) >= rev) return;
    client.invalidateQueries({ queryKey });
    client.invalidateQueries({ queryKey: ["history", object, id] });
  }
  function lists(object: string) {
    waiting.delete(object);
    read.set(object, Date.now());
    client.invalidateQueries({
      predicate: ({ queryKey: [area, first, what] }) =>
        area === "customer" || (area === "records" && first === object && what !== "one"),
      refetchType: document.hidden ? "none" : "active",
    });
  }
  function soon(object: string) {
    if (waiting.has(object)) return;
    const wait = Math.max(together, (read.get(object) ?? 0) + apart - Date.now());
    waiting.set(object, setTimeout(lists, wait, object));
  }
  /** What changed while nobody looked is read when somebody does. */
  function shown() {
    if (!document.hidden) client.refetchQueries({ type: "active", stale: true });
  }
  document.addEventListener("visibilitychange", shown);
  return {
    hear({ name, data }: LiveEvent) {
      if (name === "resync") refreshRecords(client);
      if (name === "resync" || name === "notice")
        client.invalidateQueries({ queryKey: noticesQuery.queryKey });
      if (name === "definitions")
        for (const { queryKey } of [metaQuery, meQuery]) client.invalidateQueries({ queryKey });
      else if (name === "closed") client.refetchQueries({ queryKey: meQuery.queryKey });
      else if (name === "change") {
        const change = data as Change;
        for (const one of change.records) record(one.object, one.id, one.rev);
        for (const object of new Set([...change.lists, ...change.records.map((one) => one.object)]))
          soon(object);
      }
    },
    close() {
      document.removeEventListener("visibilitychange", shown);
      for (const timer of waiting.values()) clearTimeout(timer);
    },
  };
}
