import { queryOptions, useQuery } from "@tanstack/react-query";
import { everyRecord } from "../../api/records";
import { useCan } from "../../api/session";
import type { FieldDef, RecordData } from "../../api/types";

/** A tag: records hold its code, people see its name in its colour. */
export interface Tag {
  code: string;
  name: string;
  color: string;
  /** Name of the group; empty without one. */
  group: string;
}

const tagsQuery = queryOptions({
  queryKey: ["records", "tag", "all"],
  queryFn: async ({ signal }): Promise<Tag[]> => {
    const [groups, tags] = await Promise.all([
      everyRecord("tag_group", { sort: "position", fields: "name" }, signal),
      everyRecord("tag", { sort: "name", fields: "code,name,color,group" }, signal),
    ]);
    const place = new Map(groups.map((group, index) => [group.id, index]));
    const placeOf = (tag: RecordData) => place.get(String(tag.group)) ?? groups.length;
    return tags
      .sort((a, b) => placeOf(a) - placeOf(b))
      .map((tag) => ({
        code: String(tag.code),
        name: String(tag.name || tag.code),
        color: String(tag.color),
        group: String(groups[placeOf(tag)]?.name ?? ""),
      }));
  },
  staleTime: 300_000,
});

/** Whether a field holds codes of tags. */
export function holdsTags(field: FieldDef): boolean {
  return field.name === "tags" && field.type === "text" && field.multi === true;
}

/** All tags, by group in the order of the groups; none before they are loaded. */
export function useTags(enabled = true): Tag[] {
  const can = useCan();
  const open = can("record.read", "tag") && can("record.read", "tag_group");
  return useQuery({ ...tagsQuery, enabled: enabled && open }).data ?? none;
}

const none: Tag[] = [];
