import { queryOptions } from "@tanstack/react-query";
import { get, post } from "../../api/client";
import { fieldOf } from "../../api/definition";
import type { ObjectDef, Schemas } from "../../api/types";

export type Identifiers = Schemas["Identifiers"];
export type Identifier = Schemas["Identifier"];
export type NewIdentifier = Schemas["NewIdentifier"];

/** Kinds that are values of the customer's own fields. */
const own = { email: "emails", phone: "phones", social: "socials", number: "external_id" } as const;
export type OwnKind = keyof typeof own;
export const isOwn = (kind: string): kind is OwnKind => kind in own;

/** The kinds that the person may add, those of fields first. */
export function kindsOf(customer: ObjectDef, identifier: ObjectDef | undefined): string[] {
  const written = (object: ObjectDef | undefined, name: string) =>
    object && fieldOf(object, name)?.access === "write";
  const fields = Object.entries(own).filter(([, name]) => written(customer, name));
  const options = (identifier && fieldOf(identifier, "kind")?.options) ?? [];
  const others = written(identifier, "value") ? options.filter((option) => !option.hidden) : [];
  return [...fields.map(([kind]) => kind), ...others.map((option) => option.value)];
}

export function identifiersQuery(id: string) {
  return queryOptions({
    queryKey: ["customer", id, "identifiers"],
    queryFn: ({ signal }) => get<Identifiers>(`/records/customer/${id}/identifiers`, undefined, signal),
    staleTime: 10_000,
  });
}

export const addIdentifier = (id: string, one: NewIdentifier) =>
  post<Identifiers>(`/records/customer/${id}/identifiers`, one);

export const removeIdentifier = (id: string, { kind, value }: NewIdentifier) =>
  post<Identifiers>(`/records/customer/${id}/identifiers/remove`, { kind, value });

export const shareIdentifier = ({ kind, value }: NewIdentifier, shared: boolean) =>
  post("/records/customer/identifiers/share", { kind, value, shared });
