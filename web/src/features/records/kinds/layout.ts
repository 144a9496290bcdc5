import { fieldOf } from "../../../api/definition";
import type { FieldDef, ObjectDef } from "../../../api/types";

/** How the records of a list are laid out. */
export type Kind = "table" | "board" | "gallery";

export interface Layout {
  kind: Kind;
  /** The field that it goes by: columns of a board, pictures of a gallery. */
  by?: FieldDef;
  /** Fields on cards; absent: the first ones of the object's list. */
  cards?: string[];
  /** Most cards that a column of a board should have, by value. */
  limits: Record<string, number>;
}

const preferred = /^(x_)?(stage|status|state)$/;

/** Fields that a kind can go by, the likeliest first. A gallery goes without one as well. */
export function fieldsFor(object: ObjectDef, kind: Kind): FieldDef[] {
  const seen = object.fields.filter(
    (field) => !field.hidden && !field.multi && field.access !== "masked" && field.name !== "deleted_at",
  );
  switch (kind) {
    case "board":
      return seen
        .filter((field) => field.type === "select")
        .sort((a, b) => Number(preferred.test(b.name)) - Number(preferred.test(a.name)));
    case "gallery":
      return seen.filter((field) => field.type === "file");
    default:
      return [];
  }
}

const table: Layout = { kind: "table", limits: {} };

/** The kinds that an object's records can be laid out as. */
export function kindsOf(object: ObjectDef): Kind[] {
  return fieldsFor(object, "board").length ? ["table", "board", "gallery"] : ["table", "gallery"];
}

/** `board:stage|cards:spend,owner|limits:new.5`, as addresses and views hold it; what is not possible is a table. */
export function readLayout(object: ObjectDef, text: string | undefined): Layout {
  const [first = "", ...more] = (text ?? "").split("|");
  const [name, by] = first.split(":");
  const kind = kindsOf(object).find((one) => one === name) ?? "table";
  if (kind === "table") return table;
  const fields = fieldsFor(object, kind);
  const layout: Layout = { ...table, kind, by: fields.find((field) => field.name === by) ?? fields[0] };
  if (kind === "gallery" && by === "") layout.by = undefined;
  for (const part of more) {
    const [key, value = ""] = part.split(":");
    if (key === "cards") layout.cards = value.split(",").filter((one) => fieldOf(object, one));
    if (key === "limits") layout.limits = readLimits(value);
  }
  return layout;
}

function readLimits(text: string): Record<string, number> {
  const limits = text.split(",").flatMap((part) => {
    const dot = part.lastIndexOf(".");
    const most = Number.parseInt(part.slice(dot + 1), 10);
    return dot >= 0 && most > 0 ? [[decodeURIComponent(part.slice(0, dot)), most] as const] : [];
  });
  return Object.fromEntries(limits);
}

export function writeLayout({ kind, by, cards, limits }: Layout): string | undefined {
  if (kind === "table") return undefined;
  const most = Object.entries(limits).map(([value, count]) => `${encodeURIComponent(value)}.${count}`);
  const parts = [
    by || kind === "gallery" ? `${kind}:${by?.name ?? ""}` : kind,
    ...(cards ? [`cards:${cards.join(",")}`] : []),
    ...(most.length ? [`limits:${most.join(",")}`] : []),
  ];
  return parts.join("|");
}

/** Fields on a card besides its title: the chosen ones, else the first of the object's list. */
export function cardFields(object: ObjectDef, { cards, by }: Layout, standard: string[]): FieldDef[] {
  const names = cards ?? standard.filter((name) => name !== object.title && name !== by?.name).slice(0, 4);
  return names.flatMap((name) => fieldOf(object, name) ?? []);
}
