import { queryOptions } from "@tanstack/react-query";
import { get, request } from "../../api/client";
import type { Schemas } from "../../api/types";

export type Shown = Required<Schemas["FieldShown"]>;
export type PageSection = Required<Schemas["PageSection"]>;

/** How the fields of an object stand on its pages and forms. */
export interface Arrangement {
  version: number;
  tabs: Schemas["PageTab"][];
  /** None: as the fields are defined. */
  sections: PageSection[];
  /** Fields that are shown only sometimes, or only for some. */
  fields: Record<string, Shown>;
}

export const always: Shown = { when: "", roles: [] };

export const isAlways = ({ when, roles }: Shown) => !when && roles.length === 0;

export function arrangementQuery(object: string) {
  return queryOptions({
    queryKey: ["arrangement", object],
    queryFn: ({ signal }) => get<Arrangement>(`/objects/${object}/arrangement`, undefined, signal),
    staleTime: 0,
    gcTime: 0,
  });
}

export const keepArrangement = (object: string, arrangement: Arrangement) =>
  request<Arrangement>("PUT", `/objects/${object}/arrangement`, { json: arrangement });
