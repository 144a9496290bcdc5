import { queryOptions } from "@tanstack/react-query";
import { geoPath } from "d3-geo";
import { feature } from "topojson-client";
import type { GeometryCollection, Topology } from "topojson-specification";
import fine from "world-atlas/land-50m.json?url";
import coarse from "world-atlas/land-110m.json?url";
import { get } from "../../../../api/client";
import type { ListQuery } from "../../../../api/records";
import type { Page, RecordData, TitleMap } from "../../../../api/types";
import { projection } from "./world";

/** Most records that a map shows at a time. */
export const most = 2_000;

/** The outlines of all land as a path; finer where one looks from near. */
export function landQuery(near: boolean) {
  return queryOptions({
    queryKey: ["land", near],
    queryFn: async ({ signal }) => {
      const answer = await fetch(near ? fine : coarse, { signal });
      const world = (await answer.json()) as Topology<{ land: GeometryCollection }>;
      return geoPath(projection).digits(3)(feature(world, world.objects.land)) ?? "";
    },
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** The records of a list, as many as a map shows. */
export function placesQuery(object: string, query: ListQuery) {
  return queryOptions({
    queryKey: ["records", object, "places", query],
    queryFn: async ({ signal }) => {
      const rows: RecordData[] = [];
      const titles: TitleMap = {};
      let cursor: string | undefined;
      do {
        const asked = { ...query, limit: 200, labels: true, cursor };
        const page: Page<RecordData> = await get(`/records/${object}`, asked, signal);
        rows.push(...page.items);
        Object.assign(titles, page.labels);
        cursor = page.next ?? undefined;
      } while (cursor && rows.length < most);
      return { rows, titles, more: cursor !== undefined };
    },
    staleTime: 15_000,
  });
}
