import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useSyncExternalStore } from "react";
import type { Schemas } from "../../api/types";
import { refresher } from "./refresh";
import { openStream, type Shown, type Stream } from "./stream";

type Person = Schemas["Person"];

let stream: Stream | undefined;
/** What this tab shows; a record stands here as often as it is on screen. */
let shown: Shown[] = [];
const people = new Map<string, Person[]>();
const listeners = new Set<() => void>();
const nobody: Person[] = [];
const keyOf = ({ object, id }: Shown) => `${object}/${id}`;

let saying: ReturnType<typeof setTimeout> | undefined;

/** Says what is shown once the page has settled: whoever passes by looks at nothing. */
function announce() {
  clearTimeout(saying);
  saying = setTimeout(() => stream?.show(document.hidden ? [] : shown), 200);
}

function put(looking: Schemas["Looking"]) {
  people.set(keyOf(looking), looking.people);
  for (const listener of listeners) listener();
}

/** Keeps what is on screen as it is on the server, while somebody is signed in. */
export function useLive(user: string | undefined) {
  const client = useQueryClient();
  useEffect(() => {
    if (!user) return;
    const refresh = refresher(client);
    stream = openStream((event) => {
      if (event.name === "presence") put(event.data as Schemas["Looking"]);
      else refresh.hear(event);
    });
    announce();
    document.addEventListener("visibilitychange", announce);
    return () => {
      document.removeEventListener("visibilitychange", announce);
      stream?.close();
      stream = undefined;
      refresh.close();
      people.clear();
    };
  }, [client, user]);
}

function listen(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Says that a record is on screen, and who looks at it. */
export function useLooking(object: string, id: string): Person[] {
  useEffect(() => {
    const one = { object, id };
    shown = [...shown, one];
    announce();
    return () => {
      shown = shown.filter((other) => other !== one);
      people.delete(keyOf(one));
      announce();
    };
  }, [object, id]);
  return useSyncExternalStore(
    listen,
    useCallback(() => people.get(keyOf({ object, id })) ?? nobody, [object, id]),
  );
}
