import { type Found, plain } from "../../api/search";

interface Place {
  object: string;
  id: string;
}

/** The record that a code is the address of, on whatever host it was printed. */
export function addressed(code: string): Place | undefined {
  const path = URL.canParse(code) ? new URL(code).pathname : "";
  const [, object, id] = /^\/records\/(\w+)\/([0-9a-f-]{36})\/?$/.exec(path) ?? [];
  return object && id ? { object, id } : undefined;
}

const folded = (text: string) => text.replace(/[\s-]/g, "").toLowerCase();

/** The record that bears a code whole, else the only one that was found by it; none when it could be one of several. */
export function meant({ groups }: Pick<Found, "groups">, code: string): Place | undefined {
  const hits = groups.flatMap(({ object, hits, more }) =>
    hits.map(({ id, title, fields }) => ({
      object,
      id,
      more,
      whole: [title, ...fields.map(({ parts }) => parts)].some(
        (parts) => folded(plain(parts)) === folded(code),
      ),
    })),
  );
  const whole = hits.filter((hit) => hit.whole);
  const [only, ...others] = whole.length ? whole : hits;
  if (!only || others.length || (!only.whole && only.more)) return undefined;
  return { object: only.object, id: only.id };
}
