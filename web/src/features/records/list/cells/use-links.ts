import { useQuery } from "@tanstack/react-query";
import { get } from "../../../../api/client";
import { objectOf } from "../../../../api/definition";
import { useMeta } from "../../../../api/session";
import type { FieldDef, Page, RecordData, TitleMap } from "../../../../api/types";
import { write } from "../../filter/syntax";
import type { Pasted } from "./paste";

/** The record that a pasted name means, or why none. */
type Link = { id: string } | "none" | "several";

interface Links {
  found: Record<string, Link>;
  titles: TitleMap;
}

const none: Links = { found: {}, titles: {} };
const targetOf = (field: FieldDef) => (field.type === "user" ? "user" : (field.object ?? ""));
const keyOf = (object: string, text: string) => `${object} ${text}`;

export function linkOf(links: Links, field: FieldDef, text: string): Link | undefined {
  return links.found[keyOf(targetOf(field), text)];
}

/** Names that are looked up at the same time. */
const together = 8;

/** Looks up the records that pasted cells name by their titles. */
export function useLinks(cells: Pasted[]): { links: Links; looking: boolean } {
  const meta = useMeta();
  const wanted = new Map<string, { object: string; text: string }>();
  for (const { field, reading } of cells) {
    if (!("link" in reading)) continue;
    const object = targetOf(field);
    wanted.set(keyOf(object, reading.link), { object, text: reading.link });
  }
  const { data, isLoading } = useQuery({
    queryKey: ["pasted-names", [...wanted.keys()]],
    enabled: wanted.size > 0,
    gcTime: 0,
    queryFn: async ({ signal }): Promise<Links> => {
      const links: Links = { found: {}, titles: {} };
      async function look([key, { object, text }]: [string, { object: string; text: string }]) {
        const title = objectOf(meta, object)?.title;
        if (!title) return;
        const filter = write({ kind: "test", path: title, op: "is", values: [text] });
        const query = { filter, limit: 2, fields: title };
        const { items } = await get<Page<RecordData>>(`/records/${object}`, query, signal);
        const [first] = items;
        links.found[key] = items.length > 1 ? "several" : first ? { id: first.id } : "none";
        if (first) links.titles[first.id] = String(first[title]);
      }
      const names = [...wanted];
      for (let at = 0; at < names.length; at += together)
        await Promise.all(names.slice(at, at + together).map(look));
      return links;
    },
  });
  return { links: data ?? none, looking: isLoading };
}
