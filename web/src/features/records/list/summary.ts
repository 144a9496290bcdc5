import { queryOptions } from "@tanstack/react-query";
import { get } from "../../../api/client";
import { isNumeric, valueType } from "../../../api/definition";
import type { FieldDef, ObjectDef, Schemas } from "../../../api/types";
import type { ListSearch } from "../../../routes/search";

export type Summary = Schemas["ListSummary"];
export type Figures = Schemas["ListFigures"];
export type Group = Schemas["ListGroup"];

/** What a list comes to: counts, sums of those fields that are numbers, and the same for each group. */
export function summaryQuery(object: ObjectDef, search: ListSearch, fields: FieldDef[]) {
  const { filter, q, deleted, group } = search;
  const sums = fields.filter(isSummable).map((field) => field.name);
  const query = { filter, q, deleted: deleted === "1" || undefined, group, sums: sums.join(",") };
  return queryOptions({
    queryKey: ["records", object.name, "summary", query],
    queryFn: ({ signal }) => get<Summary>(`/records/${object.name}/summary`, query, signal),
    staleTime: 15_000,
    retry: false,
  });
}

/** Whether the values of a field can be added up. */
export const isSummable = (field: FieldDef) => isNumeric(field) && field.access !== "masked";

const groupable = ["text", "select", "reference", "user", "boolean", "date", "datetime"];

/** Whether a list can be told apart by the values of a field. */
export const isGroupable = (field: FieldDef) =>
  !field.multi &&
  !field.unique &&
  !field.hidden &&
  field.access !== "masked" &&
  field.type === valueType(field) &&
  groupable.includes(field.type);

/** The condition of a list's records in a group. */
export function filterOf(search: ListSearch, group: Group): string {
  if (!search.filter) return group.filter;
  return `(${search.filter}) ${group.filter}`;
}
