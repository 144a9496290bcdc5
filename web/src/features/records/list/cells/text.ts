import { valueType } from "../../../../api/definition";
import type { FieldDef, Money, TitleMap } from "../../../../api/types";
import { countryName, isMoney } from "../../../../ui/format";
import { addressLine } from "../../field/address";
import { countryOf } from "../../field/countries";
import { storedPhone } from "../../field/phone";
import { readDate, readDateTime, writeDateTime } from "./days";

/** What reading and writing of cells depends on. */
export interface Around {
  language: string;
  /** Time zone of the person. */
  zone: string;
  /** Currency of the company. */
  currency: string;
  /** Country of the company. */
  country?: string;
  /** Labels of options and words for yes and no in the person's language. */
  option: (field: FieldDef, value: string) => string;
  yes: string;
  no: string;
}

const between = /[,，、;；]/;

/** A value as text that spreadsheets take, and that reads back as the same value. */
export function cellText(field: FieldDef, value: unknown, around: Around, titles: TitleMap = {}): string {
  if (value === null || value === undefined) return "";
  if (Array.isArray(value) && field.multi)
    return value.map((one) => oneText(field, one, around, titles)).join(", ");
  return oneText(field, value, around, titles);
}

const isCountry = (field: FieldDef) => field.name === "country";

function oneText(field: FieldDef, value: unknown, around: Around, titles: TitleMap): string {
  switch (valueType(field)) {
    case "money":
      if (!isMoney(value)) return String(value);
      return value.currency === around.currency ? value.amount : `${value.amount} ${value.currency}`;
    case "boolean":
      return value ? around.yes : around.no;
    case "datetime":
      return writeDateTime(String(value), around.zone);
    case "select":
      return around.option(field, String(value));
    case "reference":
    case "user":
    case "file":
      return titles[String(value)] ?? String(value);
    case "address":
      return addressLine(value as Parameters<typeof addressLine>[0], around.language);
    case "geo_point":
    case "json":
      return JSON.stringify(value);
    case "text":
      return isCountry(field) ? countryName(String(value), around.language) : String(value);
    default:
      return String(value);
  }
}

type Unread = "number" | "day" | "yes_no" | "option" | "link" | "kind";

/** A pasted text as a value; `link` where a record is named, which the server knows; else why it cannot be read. */
export type Reading = { value: unknown } | { link: string } | { wrong: Unread };

const numberText = (text: string) => text.normalize("NFKC").replace(/[\s,_']/g, "");

function readNumber(text: string, whole: boolean): Reading {
  const plain = numberText(text);
  if (!/^[-+]?(\d+\.?\d*|\.\d+)$/.test(plain) || (whole && !/^[-+]?\d+(\.0*)?$/.test(plain)))
    return { wrong: "number" };
  const tidy = plain.replace(/^\+/, "");
  return { value: whole ? Number.parseInt(tidy, 10) : tidy };
}

const signs: Record<string, string> = { "€": "EUR", "£": "GBP", US$: "USD", HK$: "HKD", NT$: "TWD" };

function readMoney(text: string, before: unknown, around: Around): Reading {
  const parts = /^(\D*?)([-+.\d][\d\s,.']*)(\D*)$/.exec(text.normalize("NFKC").trim());
  if (!parts) return { wrong: "number" };
  const sign = (parts[1] || parts[3] || "").trim().toUpperCase();
  const known = /^[A-Z]{3}$/.test(sign) ? sign : signs[sign];
  if (sign && !known && !/^[¥￥$元]$/.test(sign)) return { wrong: "number" };
  const amount = readNumber(parts[2] ?? "", false);
  if (!("value" in amount)) return amount;
  const currency = known ?? (isMoney(before) ? before.currency : around.currency);
  return { value: { amount: String(amount.value), currency } satisfies Money };
}

const fold = (text: string) => text.normalize("NFKC").trim().toLowerCase();

function readOption(field: FieldDef, text: string, around: Around): Reading {
  const wanted = fold(text);
  const found = field.options?.find((option) => {
    const names = [option.value, around.option(field, option.value), ...Object.values(option.labels)];
    return names.some((name) => fold(name) === wanted);
  });
  return found ? { value: found.value } : { wrong: "option" };
}

function readBoolean(text: string, around: Around): Reading {
  const wanted = fold(text);
  if ([fold(around.yes), "true", "yes", "1", "是", "✓", "y"].includes(wanted)) return { value: true };
  if ([fold(around.no), "false", "no", "0", "否", "✗", "n"].includes(wanted)) return { value: false };
  return { wrong: "yes_no" };
}

function readOne(field: FieldDef, text: string, before: unknown, around: Around): Reading {
  switch (field.type) {
    case "integer":
      return readNumber(text, true);
    case "decimal":
      return readNumber(text, false);
    case "money":
      return readMoney(text, before, around);
    case "boolean":
      return readBoolean(text, around);
    case "date": {
      const day = readDate(text);
      return day ? { value: day } : { wrong: "day" };
    }
    case "datetime": {
      const time = readDateTime(text, around.zone);
      return time ? { value: time } : { wrong: "day" };
    }
    case "select":
      return readOption(field, text, around);
    case "reference":
    case "user":
      return { link: text };
    case "phone":
      return { value: storedPhone(text, around.country) };
    case "text": {
      if (!isCountry(field)) return { value: text };
      const code = countryOf(text, around.language);
      return code ? { value: code } : { wrong: "option" };
    }
    case "long_text":
    case "email":
    case "url":
      return { value: text };
    default:
      return { wrong: "kind" };
  }
}

/** What a pasted text means in a field; an empty one empties it. */
export function readCell(field: FieldDef, text: string, before: unknown, around: Around): Reading {
  const trimmed = text.trim();
  if (!trimmed) return { value: null };
  if (!field.multi) return readOne(field, trimmed, before, around);
  if (field.type === "reference" || field.type === "user") return { wrong: "kind" };
  const values: unknown[] = [];
  for (const part of trimmed.split(between).map((one) => one.trim())) {
    if (!part) continue;
    const one = readOne(field, part, undefined, around);
    if (!("value" in one)) return one;
    values.push(one.value);
  }
  return { value: values };
}
