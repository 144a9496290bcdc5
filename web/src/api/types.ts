/** Shapes that the server speaks for every object; the objects themselves are known only at run time. */

import type { components } from "./schema";

export type Schemas = components["schemas"];

export type LanguageCode = "en" | "zh-CN" | "zh-TW";
export type Labels = Partial<Record<LanguageCode, string>>;

export interface SelectOption {
  value: string;
  labels: Labels;
  color?: string;
  hidden?: boolean;
}

/** What an option of a select is as a stage of its object. */
export interface Stage {
  value: string;
  outcome: "open" | "won" | "lost";
  /** In per cent, of open ones. */
  probability?: number;
  /** Days after which a record that stands in it is stalled. */
  stalled_after?: number;
  /** Fields that must be known to enter it. */
  needs: string[];
  /** Stages from which a record may come; none: all. */
  from: string[];
}

export type ResultType = "text" | "integer" | "boolean" | "money" | "date" | "datetime" | { decimal: number };

export type FieldType =
  | "id"
  | "text"
  | "long_text"
  | "integer"
  | "decimal"
  | "money"
  | "boolean"
  | "date"
  | "datetime"
  | "email"
  | "phone"
  | "url"
  | "address"
  | "geo_point"
  | "select"
  | "reference"
  | "user"
  | "file"
  | "json"
  | "auto_number"
  | "formula"
  | "roll_up";

export interface FieldDef {
  name: string;
  type: FieldType;
  labels: Labels;
  help?: Labels;
  required?: boolean;
  multi?: boolean;
  unique?: boolean;
  indexed?: boolean;
  default?: string | null;
  sensitivity?: "none" | "personal" | "sensitive";
  /** What its values are used for; none: anything. */
  purposes?: string[];
  by?: string[];
  section?: string;
  hidden?: boolean;
  /** How open it is to the signed-in person: shown in part when masked. */
  access: "write" | "read" | "masked";
  max?: number;
  scale?: number;
  options?: SelectOption[];
  /** What its options are as the stages of the object; none: it holds no stages. */
  stages?: Stage[];
  object?: string;
  via?: string;
  result?: ResultType;
  expr?: string;
  prefix?: string;
}

export type Act = "read" | "create" | "update" | "delete" | "merge" | "export" | "import";

/** A rule of the company's own: records that its condition finds are refused, with its message at the field. */
export interface ValidationRule {
  name: string;
  condition: string;
  field: string;
  message: Labels;
}

/** How the fields of an object stand on its pages and forms; they come in this order, each with its section. */
export interface Arranged {
  tabs: { name: string; labels: Labels }[];
  sections: { name: string; labels: Labels; tab: string; columns: number; when: string }[];
  /** Fields shown only for records that a condition finds. */
  when: Record<string, string>;
  /** Fields that are not for the signed-in person's role. */
  out: string[];
}

export interface ObjectDef {
  name: string;
  labels: Labels;
  plural: Labels;
  /** What its records are for. */
  description?: Labels;
  /** Name of its icon; none: the app's own choice. */
  icon?: string;
  department: string;
  fields: FieldDef[];
  title: string;
  sort?: string;
  list?: string[];
  owned?: boolean;
  append_only?: boolean;
  mergeable?: boolean;
  custom?: boolean;
  hidden?: boolean;
  /** The company's own rules that hold, as far as they are open to the signed-in person. */
  rules?: ValidationRule[];
  /** There when the company arranged it. */
  arrangement?: Arranged;
  /** What the signed-in person may do with its records. */
  may: Act[];
}

export interface Meta {
  version: string | number;
  company: Schemas["MeCompany"];
  languages?: string[];
  objects: ObjectDef[];
}

/** The person signed in, their company and what they may do. */
export type Me = Schemas["Me"];

export interface Money {
  amount: string;
  currency: string;
}

export interface Address {
  country?: string | null;
  division?: string | null;
  province?: string | null;
  city?: string | null;
  district?: string | null;
  street?: string | null;
  postcode?: string | null;
}

export interface RecordData {
  id: string;
  version: number;
  created_at: string;
  updated_at: string;
  deleted_at?: string | null;
  [field: string]: unknown;
}

export type TitleMap = Record<string, string>;

export interface Page<T> {
  items: T[];
  next?: string | null;
  count?: number | null;
  /** False: there are at least so many. */
  count_is_exact?: boolean;
  labels?: TitleMap;
}

/** How many there are; not exact: at least so many. */
export interface Count {
  count: number;
  exact: boolean;
}

export type FieldError = NonNullable<Schemas["Problem"]["errors"]>[number];
