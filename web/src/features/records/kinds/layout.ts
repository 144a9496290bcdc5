import { fieldOf, isSystem, isWritable, valueType, visibleFields } from "../../../api/definition";
import type { FieldDef, ObjectDef } from "../../../api/types";
import { isSummable } from "../list/summary";

/** How the records of a list are laid out. */
const kinds = ["table", "board", "calendar", "tree", "map", "gallery"] as const;
export type Kind = (typeof kinds)[number];

export interface Layout {
  kind: Kind;
  /** The field that it goes by: columns of a board, days of a calendar, what is above in a tree, places of a map, pictures of a gallery. */
  by?: FieldDef;
  /** Fields on cards; absent: the first ones of the object's list. */
  cards?: string[];
  /** Most cards that a column of a board should have, by value. */
  limits: Record<string, number>;
  /** Field that columns of a board are added up by; null: none; absent: the likeliest. */
  sum?: string | null;
  /** A calendar of one week instead of a month. */
  week?: boolean;
}

const preferred = /^(x_)?(stage|status|state)$/;

const planned = /^(x_)?(due|date|day|starts?|begins?|planned|scheduled|visit|event)(_(at|on|date))?$/;

/** What is planned comes first, then what people set, then when records were made. */
function dayRank(field: FieldDef): number {
  if (planned.test(field.name)) return 0;
  if (isWritable(field) && !/birth/.test(field.name)) return 1;
  if (field.name === "created_at") return 2;
  return isSystem(field) ? 4 : 3;
}

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
    case "calendar":
      return seen
        .filter((field) => valueType(field) === "date" || valueType(field) === "datetime")
        .sort((a, b) => dayRank(a) - dayRank(b));
    case "tree":
      return seen.filter(
        (field) => field.type === "reference" && field.object === object.name && !field.unique,
      );
    case "map":
      return seen.filter((field) => field.type === "geo_point");
    case "gallery":
      return seen.filter((field) => field.type === "file");
    default:
      return [];
  }
}

const table: Layout = { kind: "table", limits: {} };

/** The kinds that an object's records can be laid out as. */
export function kindsOf(object: ObjectDef): Kind[] {
  return kinds.filter((kind) => kind === "table" || kind === "gallery" || fieldsFor(object, kind).length > 0);
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
    if (key === "span") layout.week = value === "week";
    if (key === "sum") layout.sum = value || null;
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

export function writeLayout({ kind, by, cards, limits, sum, week }: Layout): string | undefined {
  if (kind === "table") return undefined;
  const most = Object.entries(limits).map(([value, count]) => `${encodeURIComponent(value)}.${count}`);
  const parts = [
    by || kind === "gallery" ? `${kind}:${by?.name ?? ""}` : kind,
    ...(cards ? [`cards:${cards.join(",")}`] : []),
    ...(most.length ? [`limits:${most.join(",")}`] : []),
    ...(week ? ["span:week"] : []),
    ...(sum === undefined ? [] : [`sum:${sum ?? ""}`]),
  ];
  return parts.join("|");
}

/** Fields on a card besides its title: the chosen ones, else the first of the object's list. */
export function cardFields(object: ObjectDef, { cards, by }: Layout, standard: string[]): FieldDef[] {
  const names = cards ?? standard.filter((name) => name !== object.title && name !== by?.name).slice(0, 4);
  return names.flatMap((name) => fieldOf(object, name) ?? []);
}

const worth = /^(x_)?(total|amount|value|net)$/;

/** Fields that columns of a board can be added up by, the likeliest first. */
export function sumFields(object: ObjectDef): FieldDef[] {
  const rank = (field: FieldDef) => {
    if (worth.test(field.name)) return 0;
    if (valueType(field) !== "money") return 3;
    return object.list?.includes(field.name) ? 1 : 2;
  };
  return visibleFields(object)
    .filter(isSummable)
    .sort((a, b) => rank(a) - rank(b));
}

/** The field by which the columns of a board are added up; amounts without being asked for. */
export function sumField(object: ObjectDef, { sum }: Layout): FieldDef | undefined {
  const fields = sumFields(object);
  const first = fields[0] && valueType(fields[0]) === "money" ? fields[0] : undefined;
  return sum === undefined ? first : fields.find((field) => field.name === sum);
}
