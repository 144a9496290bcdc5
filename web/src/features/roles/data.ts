import { queryOptions, useQuery } from "@tanstack/react-query";
import type { TFunction } from "i18next";
import { get } from "../../api/client";
import { useCan } from "../../api/session";
import type { FieldDef, Meta, ObjectDef } from "../../api/types";
import { useTranslation } from "../../app/i18n";

/** How far an act reaches. */
export type Scope = "none" | "own" | "team" | "team_and_below" | "all";

const scopes: Scope[] = ["none", "own", "team", "team_and_below", "all"];

export type Level = "write" | "read" | "masked" | "hidden";

/** What a role may do with the records of an object. */
export interface Grant {
  read: Scope;
  update: Scope;
  delete: Scope;
  create: boolean;
  merge: boolean;
  export: boolean;
  import: boolean;
  fields?: Record<string, Level>;
}

export interface Grants {
  permissions: string[];
  /** For objects that are not named. */
  usual: Grant;
  objects: Record<string, Grant>;
}

export interface Role {
  code: string;
  /** Empty for the program's own. */
  name: string;
  built_in: boolean;
  people: number;
  grants: Grants;
}

interface Roles {
  items: Role[];
  /** General permissions there are. */
  permissions: string[];
}

export const rolesQuery = queryOptions({
  queryKey: ["roles"],
  queryFn: ({ signal }) => get<Roles>("/roles", undefined, signal),
});

export function roleName(t: TFunction, role: Pick<Role, "code" | "name">): string {
  if (role.code === "administrator" || role.code === "member") return t(`roles.own.${role.code}`);
  return role.name || role.code;
}

/** Roles to choose from, for those who manage people. */
export function useRoleOptions(): { value: string; label: string }[] {
  const { t } = useTranslation();
  const can = useCan();
  const { data } = useQuery({ ...rolesQuery, enabled: can("unit.people") });
  return (data?.items ?? []).map((role) => ({ value: role.code, label: roleName(t, role) }));
}

export const nothing: Grant = {
  read: "none",
  update: "none",
  delete: "none",
  create: false,
  merge: false,
  export: false,
  import: false,
};

export const everything: Grant = {
  read: "all",
  update: "all",
  delete: "all",
  create: true,
  merge: true,
  export: true,
  import: true,
};

/** The nearer one of two reaches. */
export function nearer(a: Scope, b: Scope): Scope {
  return scopes[Math.min(scopes.indexOf(a), scopes.indexOf(b))] ?? "none";
}

/** A grant in which nothing reaches further than reading, and whatever cannot be seen cannot be done. */
export function settled(grant: Grant): Grant {
  if (grant.read === "none") return { ...nothing, ...(grant.fields ? { fields: grant.fields } : {}) };
  return { ...grant, update: nearer(grant.update, grant.read), delete: nearer(grant.delete, grant.read) };
}

/** Objects of the editor: those that people work with, the rest by name. */
export function editedObjects(meta: Meta): ObjectDef[] {
  const rank = (object: ObjectDef) => (object.department && object.department !== "studio" ? 0 : 1);
  return meta.objects.filter((object) => !object.hidden).sort((a, b) => rank(a) - rank(b));
}

/** Whether records of the object have reaches of their own: by their owner. */
export function scopesOf(object: ObjectDef | undefined): Scope[] {
  return !object || object.owned ? scopes : ["none", "all"];
}

/** Whether a field can be shown in part. */
export function isMaskable(field: FieldDef): boolean {
  return field.multi || ["text", "long_text", "email", "phone", "url", "select"].includes(field.type);
}
