import { isEmpty, isWritable } from "../../../api/definition";
import type { FieldDef, ObjectDef } from "../../../api/types";
import { type Node, parse } from "../filter/syntax";

type Values = Record<string, unknown>;
type Test = Extract<Node, { kind: "test" }>;

const day = /^\d{4}-\d\d-\d\d$/;
const exact = new Set(["select", "reference", "user", "boolean"]);

function compared(op: Test["op"], order: number): boolean | undefined {
  switch (op) {
    case "is":
      return order === 0;
    case "lt":
      return order < 0;
    case "lte":
      return order <= 0;
    case "gt":
      return order > 0;
    case "gte":
      return order >= 0;
    default:
      return undefined;
  }
}

/** What a page shows is decided by the nearest guess: text without case and width, amounts without their currency, times by their day. */
function near(op: Test["op"], value: unknown, wanted: string): boolean | undefined {
  const whole = typeof value === "object" && value !== null && "amount" in value ? value.amount : value;
  const [a, b] = [whole, wanted].map((text) => String(text).normalize("NFKC").toLowerCase().trim()) as [
    string,
    string,
  ];
  if (op === "contains") return a.includes(b);
  if (op === "starts_with") return a.startsWith(b);
  if (op === "ends_with") return a.endsWith(b);
  const [x, y] = [Number(a), Number(b)];
  if (a && b && Number.isFinite(x) && Number.isFinite(y)) return compared(op, x - y);
  const held = day.test(b) ? a.slice(0, 10) : a;
  return compared(op, held < b ? -1 : Number(held > b));
}

/** One value against one wanted; undefined where the server alone can tell (folded text, zones, currencies). */
function one(field: FieldDef, op: Test["op"], value: unknown, wanted: string): boolean | undefined {
  if (exact.has(field.type)) return op === "is" ? String(value) === wanted : undefined;
  if (field.type === "integer" || field.type === "decimal") {
    const [a, b] = [Number(value), Number(wanted)];
    if (!Number.isFinite(a) || !Number.isFinite(b)) return undefined;
    return compared(op, a - b);
  }
  if (field.type === "date" && typeof value === "string" && day.test(value) && day.test(wanted))
    return compared(op, value < wanted ? -1 : Number(value > wanted));
  return op === "is" && value === wanted ? true : undefined;
}

/** True when one is, false when all are known not to be. */
function any(all: (boolean | undefined)[]): boolean | undefined {
  if (all.includes(true)) return true;
  return all.includes(undefined) ? undefined : false;
}

const not = (value: boolean | undefined) => (value === undefined ? undefined : !value);

function test(
  object: ObjectDef,
  { path, op, values }: Test,
  record: Values,
  guess: boolean,
): boolean | undefined {
  const field = object.fields.find((one) => one.name === path);
  if (!field || !(isWritable(field) || field.name === "owner" || (guess && path in record))) return undefined;
  const held = (Array.isArray(record[path]) ? record[path] : [record[path]]).filter(
    (value) => !isEmpty(value),
  );
  if (op === "empty") return held.length === 0;
  const told = (value: unknown, wanted: string) =>
    one(field, op, value, wanted) ?? (guess ? near(op, value, wanted) : undefined);
  return any(held.flatMap((value) => values.map((wanted) => told(value, wanted))));
}

/** Whether a condition finds a record with these values, as far as that can be told here, or guessed. */
export function judge(object: ObjectDef, node: Node, record: Values, guess = false): boolean | undefined {
  const of = (item: Node) => judge(object, item, record, guess);
  switch (node.kind) {
    case "test":
      return test(object, node, record, guess);
    case "not":
      return not(of(node.item));
    case "any":
      return any(node.items.map(of));
    case "all":
      return not(any(node.items.map((item) => not(of(item)))));
  }
}

/** The condition of a text; none when it cannot be read. */
export function conditionOf(text: string): Node | undefined {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}

/** The fields that a condition asks for. */
export function asked(node: Node): string[] {
  if (node.kind === "test") return [node.path.split(".")[0] ?? ""];
  if (node.kind === "not") return asked(node.item);
  return [...new Set(node.items.flatMap(asked))];
}
