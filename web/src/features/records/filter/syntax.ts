/**
 * The compact form of a condition, as it stands in addresses and the server takes it:
 * `country:GB spend>=1000 (tags:vip|gold or not email:empty) created_at:last(90d)`.
 */

export type Op =
  | "is"
  | "lt"
  | "lte"
  | "gt"
  | "gte"
  | "contains"
  | "starts_with"
  | "ends_with"
  | "empty"
  | "within";

interface Test {
  kind: "test";
  path: string;
  op: Op;
  /** One value, several that any may match (`is`), a window such as `last(90d)`; none for `empty`. */
  values: string[];
}

export type Node = Test | { kind: "all" | "any"; items: Node[] } | { kind: "not"; item: Node };

export class SyntaxProblem extends Error {
  readonly at: number;
  constructor(message: string, at: number) {
    super(message);
    this.at = at;
  }
}

const marks: [string, Op][] = [
  [">=", "gte"],
  ["<=", "lte"],
  [">", "gt"],
  ["<", "lt"],
  ["~", "contains"],
  ["^", "starts_with"],
  ["$", "ends_with"],
  [":", "is"],
];
/** A window of time: named, or `from..to` with either end open. */
const window = /^((last|next|this)\([a-z0-9]+\)|[\d:TZ+-]*\.\.[\d:TZ+-]*)$/i;

class Reader {
  private at = 0;
  constructor(private readonly text: string) {}

  read(): Node {
    const node = this.any();
    this.space();
    if (this.at < this.text.length) throw new SyntaxProblem("unexpected", this.at);
    return node;
  }

  private space() {
    while (/\s/.test(this.text[this.at] ?? "")) this.at++;
  }

  private word(word: string): boolean {
    this.space();
    const end = this.at + word.length;
    if (this.text.slice(this.at, end).toLowerCase() !== word) return false;
    if (/[\w.:]/.test(this.text[end] ?? "")) return false;
    this.at = end;
    return true;
  }

  private any(): Node {
    const items = [this.all()];
    while (this.word("or")) items.push(this.all());
    return items.length === 1 ? items[0]! : { kind: "any", items };
  }

  private all(): Node {
    const items: Node[] = [];
    for (;;) {
      this.space();
      const next = this.text[this.at];
      if (next === undefined || next === ")") break;
      const before = this.at;
      if (this.word("or")) {
        this.at = before;
        break;
      }
      if (this.word("and")) continue;
      items.push(this.one());
    }
    return items.length === 1 ? items[0]! : { kind: "all", items };
  }

  private one(): Node {
    if (this.word("not")) return { kind: "not", item: this.one() };
    this.space();
    if (this.text[this.at] === "(") {
      this.at++;
      const node = this.any();
      this.space();
      if (this.text[this.at] !== ")") throw new SyntaxProblem("unclosed", this.at);
      this.at++;
      return node;
    }
    return this.test();
  }

  private test(): Test {
    const path = /^[a-zA-Z_][\w.]*/.exec(this.text.slice(this.at))?.[0];
    if (!path) throw new SyntaxProblem("field", this.at);
    this.at += path.length;
    const mark = marks.find(([text]) => this.text.startsWith(text, this.at));
    if (!mark) throw new SyntaxProblem("operator", this.at);
    this.at += mark[0].length;
    const values = [this.value()];
    while (this.text[this.at] === "|") {
      this.at++;
      values.push(this.value());
    }
    return shaped(path, mark[1], values);
  }

  private value(): { text: string; quoted: boolean } {
    if (this.text[this.at] === '"') {
      let out = "";
      for (this.at++; this.at < this.text.length; this.at++) {
        const char = this.text[this.at]!;
        if (char === "\\" && this.at + 1 < this.text.length) out += this.text[++this.at];
        else if (char === '"') {
          this.at++;
          return { text: out, quoted: true };
        } else out += char;
      }
      throw new SyntaxProblem("quote", this.at);
    }
    const rest = this.text.slice(this.at);
    const found = /^(?:last|next|this)\([^)\s]*\)/i.exec(rest)?.[0] ?? /^[^\s()|"]+/.exec(rest)?.[0];
    if (!found) throw new SyntaxProblem("value", this.at);
    this.at += found.length;
    return { text: found, quoted: false };
  }
}

function shaped(path: string, op: Op, values: { text: string; quoted: boolean }[]): Test {
  const texts = values.map((value) => value.text);
  const only = values.length === 1 ? values[0]! : undefined;
  if (op === "is" && only && !only.quoted) {
    if (only.text === "empty") return { kind: "test", path, op: "empty", values: [] };
    if (window.test(only.text)) return { kind: "test", path, op: "within", values: texts };
  }
  return { kind: "test", path, op, values: texts };
}

/** The tree of a text. Throws a `SyntaxProblem` with the place when it cannot be read. */
export function parse(text: string): Node {
  return new Reader(text).read();
}

const plain = /^[^\s()|"\\]+$/;

function quote(value: string): string {
  if (plain.test(value) && value !== "empty") return value;
  return `"${value.replace(/["\\]/g, "\\$&")}"`;
}

function writeTest(test: Test): string {
  if (test.op === "empty") return `${test.path}:empty`;
  if (test.op === "within") return `${test.path}:${test.values[0] ?? ""}`;
  const mark = marks.find(([, op]) => op === test.op)![0];
  return `${test.path}${mark}${test.values.map(quote).join("|")}`;
}

/** The text of a tree; `parse` reads it back the same. */
export function write(node: Node): string {
  switch (node.kind) {
    case "test":
      return writeTest(node);
    case "not":
      return `not ${node.item.kind === "test" || node.item.kind === "not" ? write(node.item) : `(${write(node.item)})`}`;
    case "all":
      return node.items.map((item) => (item.kind === "any" ? `(${write(item)})` : write(item))).join(" ");
    case "any":
      return node.items.map(write).join(" or ");
  }
}

/** A test of a plain list of tests, each possibly turned round. */
export interface Clause {
  test: Test;
  not: boolean;
}

/** The clauses of a condition that is only tests joined by "and"; null when it is more than that. */
export function clausesOf(node: Node): Clause[] | null {
  if (node.kind === "test") return [{ test: node, not: false }];
  if (node.kind === "not") return node.item.kind === "test" ? [{ test: node.item, not: true }] : null;
  if (node.kind === "any") return null;
  const parts = node.items.map(clausesOf);
  return parts.every((part) => part !== null) ? parts.flat() : null;
}

export function writeClauses(clauses: Clause[]): string {
  const items = clauses.map(({ test, not }): Node => (not ? { kind: "not", item: test } : test));
  return write({ kind: "all", items });
}
