import type {
  FieldDef,
  FieldError,
  Labels,
  LanguageCode,
  ObjectDef,
  SelectOption,
  Stage,
} from "../../api/types";
import { stageOf } from "../stages/data";

/** What of a field can be changed; the type never is. */
export interface FieldValues {
  labels: Labels;
  help: Labels;
  required: boolean;
  sensitivity: NonNullable<FieldDef["sensitivity"]>;
  purposes: string[];
  options: SelectOption[];
  stages: Stage[];
  default: unknown;
  /** Text of a formula. */
  expr: string;
}

export type FieldPatch = Partial<FieldValues> & { hidden?: boolean };

/** What of an object can be changed. */
export interface ObjectValues {
  labels: Labels;
  plural: Labels;
  description: Labels;
  icon: string;
  department: string;
  title: string;
}

export type ObjectPatch = Partial<ObjectValues>;

/** The default that new records get, as a value. */
function defaultOf(field: FieldDef): unknown {
  if (!field.default) return null;
  try {
    return JSON.parse(field.default);
  } catch {
    return field.default;
  }
}

export function fieldValues(field: FieldDef): FieldValues {
  return {
    labels: field.labels,
    help: field.help ?? {},
    required: field.required ?? false,
    sensitivity: field.sensitivity ?? "none",
    purposes: field.purposes ?? [],
    options: field.options ?? [],
    stages: field.stages?.length ? (field.options ?? []).map(({ value }) => stageOf(field, value)) : [],
    default: defaultOf(field),
    expr: field.expr ?? "",
  };
}

export function objectValues(object: ObjectDef): ObjectValues {
  return {
    labels: object.labels,
    plural: object.plural,
    description: object.description ?? {},
    icon: object.icon ?? "",
    department: object.department,
    title: object.title,
  };
}

/** The same with keys in order and without what says nothing, so that it can be compared as text. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value === "" || value === false ? undefined : value;
  const entries = Object.entries(value).map(([key, one]) => [key, plain(one)] as const);
  return Object.fromEntries(
    entries.filter(([, one]) => one !== undefined).sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

const same = (a: unknown, b: unknown) =>
  JSON.stringify(plain(a) ?? null) === JSON.stringify(plain(b) ?? null);

/** Only what differs from before; none when nothing does. */
export function changed<Values extends object>(
  before: Values,
  after: Partial<Values>,
): Partial<Values> | undefined {
  const keys = (Object.keys(after) as (keyof Values)[]).filter((key) => !same(before[key], after[key]));
  return keys.length
    ? (Object.fromEntries(keys.map((key) => [key, after[key]])) as Partial<Values>)
    : undefined;
}

/** What takes a patch back: what was there before. An option that came with it cannot go again, so it is retired. */
export function inverse<Patch extends object>(before: Patch, patch: Patch): Patch {
  const keys = Object.keys(patch) as (keyof Patch)[];
  const back = Object.fromEntries(keys.map((key) => [key, before[key]])) as Patch;
  const [was, now] = [before, patch].map((one) => ("options" in one ? (one.options as SelectOption[]) : []));
  const added = (now ?? []).filter(({ value }) => !was?.some((option) => option.value === value));
  if (added.length === 0) return back;
  return { ...back, options: [...(was ?? []), ...added.map((option) => ({ ...option, hidden: true }))] };
}

/** An option's value made from what people call it, unlike those that there are. */
export function optionValue(label: string, taken: string[]): string {
  const word = label
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "");
  const base = word || "option";
  for (let number = word ? 1 : taken.length + 1; ; number++) {
    const value = number === 1 && word ? base : `${base}_${number}`;
    if (!taken.includes(value)) return value;
  }
}

/** An option in a form, with what it is as a stage. */
export type OptionRow = Partial<SelectOption> & { stage?: Partial<Stage> };

/** Options as they are stored: those without a name are left out, new ones get a value. */
export function storedOptions(rows: OptionRow[], language: string): SelectOption[] {
  return valued(rows, language).map(({ stage, ...option }) => option);
}

/** What the options are as stages, each said in full. */
export function storedStages(rows: OptionRow[], language: string): Stage[] {
  return valued(rows, language).map(({ value, stage }) => {
    const outcome = stage?.outcome ?? "open";
    const { probability, stalled_after } = outcome === "open" ? (stage ?? {}) : {};
    return {
      value,
      outcome,
      ...(typeof probability === "number" && { probability }),
      ...(typeof stalled_after === "number" && { stalled_after }),
      needs: stage?.needs ?? [],
      from: stage?.from ?? [],
    };
  });
}

function valued(rows: OptionRow[], language: string) {
  const taken = rows.flatMap(({ value }) => value ?? []);
  return rows.flatMap(({ value, labels = {}, color, hidden, stage }) => {
    const label = labels[language as LanguageCode] || Object.values(labels).find(Boolean);
    if (!value && !label) return [];
    const stored = value ?? optionValue(label ?? "", taken);
    if (!value) taken.push(stored);
    return [{ value: stored, labels, color: color ?? "", hidden: hidden ?? false, stage }];
  });
}

/** What is wrong with a formula is told of its field; it stands beside its text. */
export const placed = (error: FieldError): FieldError =>
  error.code === "bad_formula" ? { ...error, field: "expr" } : error;
