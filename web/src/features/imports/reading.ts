import type { Labels, ObjectDef } from "../../api/types";
import { readCsv } from "./csv";
import type { Reading, Template } from "./data";

/** As much of a file as surely holds its header. */
const head = 64 * 1024;

/** The cells of a file's first line, packed or not; none when it cannot be read. */
export async function headerOf(file: File): Promise<string[]> {
  const bytes = new Uint8Array(await file.slice(0, head).arrayBuffer());
  const packed = bytes[0] === 0x1f && bytes[1] === 0x8b;
  const text = packed ? await unpacked(bytes) : new TextDecoder().decode(bytes);
  const first = text.split("\n", 1)[0] ?? "";
  const separator = [",", ";", "\t", "|"].reduce((best, one) =>
    first.split(one).length > first.split(best).length ? one : best,
  );
  return (readCsv(first, separator)[0] ?? []).map((cell) => cell.trim());
}

/** The beginning of a packed file ends in the middle, which is no error here. */
async function unpacked(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const reader = new Blob([bytes])
    .stream()
    .pipeThrough(new DecompressionStream("gzip"))
    .pipeThrough(new TextDecoderStream())
    .getReader();
  let text = "";
  try {
    while (!text.includes("\n")) {
      const { done, value } = await reader.read();
      if (done) break;
      text += value;
    }
  } catch {
    return text;
  }
  reader.cancel().catch(() => {});
  return text;
}

/** Which columns of a file a reading takes. */
export interface Fit {
  reading: Reading;
  known: Set<string>;
}

function folded(text: string): string {
  return text.trim().normalize("NFKC").toLowerCase();
}

function said(labels: Labels | undefined): string[] {
  return Object.values(labels ?? {}).filter(Boolean);
}

/** Columns that a template names anywhere. */
function columnsOf(template: Template): string[] {
  return (template.object ?? []).flatMap(({ when, fields }) => [
    ...(when ? [when] : []),
    ...Object.values(fields ?? {}).flatMap((source) =>
      typeof source === "string" ? source : (source.column ?? []),
    ),
  ]);
}

/** Templates and objects whose columns or fields the file's header names, the best first. */
export function fitting(header: string[], templates: Template[], objects: ObjectDef[]): Fit[] {
  const fitOf = (reading: Reading, words: string[]): Fit => {
    const wanted = new Set(words.map(folded));
    return { reading, known: new Set(header.filter((cell) => wanted.has(folded(cell)))) };
  };
  return [
    ...templates.map((one) => fitOf({ template: one.name }, columnsOf(one))),
    ...objects.map((one) =>
      fitOf(
        { object: one.name },
        one.fields.filter((field) => !field.hidden).flatMap((field) => [field.name, ...said(field.labels)]),
      ),
    ),
  ].sort((a, b) => b.known.size - a.known.size);
}

/** The reading that a file most likely needs; undefined when less than half of its columns are known to any. */
export function bestFit(header: string[], fits: Fit[]): Fit | undefined {
  const best = fits[0];
  return best && best.known.size > 0 && best.known.size * 2 >= header.length ? best : undefined;
}

/** Files sent as dry runs in this tab, so that they can be taken in without choosing them again. */
export const tried = new Map<string, { file: File; reading: Reading }>();
