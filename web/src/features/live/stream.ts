import { address, request } from "../../api/client";
import type { Schemas } from "../../api/types";

/** What the stream says; `closed` when it cannot be opened, for want of a session or a server. */
export interface LiveEvent {
  name: "change" | "definitions" | "notice" | "presence" | "resync" | "closed";
  data: unknown;
}

export interface Shown {
  object: string;
  id: string;
}

/** What tabs of one browser say to each other: one holds the stream and passes on what comes. */
type Said =
  | { kind: "event"; event: LiveEvent; last: string }
  | { kind: "shows"; tab: string; shown: Shown[] }
  | { kind: "who" };

type Looking = Schemas["Seen"]["looking"];

const lock = "guanxi.live";
const names = ["change", "definitions", "notice", "presence", "resync"] as const;
/** What is shown is said again this often, in milliseconds: who says nothing for longer is thought to be gone. */
const sayAgain = 30_000;
const firstWait = 3_000;
const longestWait = 60_000;
/** As many records as the server takes. */
const mostShown = 20;

export interface Stream {
  /** Says which records this tab shows. */
  show: (shown: Shown[]) => void;
  close: () => void;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

/** Hears what changes on the server: from the one stream of this browser, which this tab opens when no other has it. */
export function openStream(hear: (event: LiveEvent) => void): Stream {
  const tab = Math.random().toString(36).slice(2);
  const channel = new BroadcastChannel(lock);
  const ends = new AbortController();
  const others = new Map<string, Shown[]>();
  let mine: Shown[] = [];
  let last = "";
  let leader: Leader | undefined;

  function say(said: Said) {
    if (!ends.signal.aborted) channel.postMessage(said);
  }
  function pass(event: LiveEvent, id = last) {
    if (ends.signal.aborted) return;
    last = id;
    say({ kind: "event", event, last });
    hear(event);
  }
  function announce() {
    say({ kind: "shows", tab, shown: mine });
    leader?.shows([mine, ...others.values()].flat());
  }
  channel.onmessage = ({ data: said }: MessageEvent<Said>) => {
    if (said.kind === "event") {
      last = said.last;
      hear(said.event);
    } else if (said.kind === "shows") {
      if (said.shown.length) others.set(said.tab, said.shown);
      else others.delete(said.tab);
      leader?.shows([mine, ...others.values()].flat());
    } else {
      say({ kind: "shows", tab, shown: mine });
    }
  };
  function lead(): Promise<void> {
    leader = leading(pass, () => last);
    say({ kind: "who" });
    leader.shows([mine, ...others.values()].flat());
    return new Promise((resolve) => ends.signal.addEventListener("abort", () => resolve()));
  }
  // Pages that came over plain http from another machine have no locks: each then has a stream of its own.
  if (navigator.locks) navigator.locks.request(lock, { signal: ends.signal }, lead).catch(() => {});
  else lead();
  return {
    show(shown) {
      mine = shown;
      announce();
    },
    close() {
      mine = [];
      say({ kind: "shows", tab, shown: [] });
      leader?.close();
      ends.abort();
      channel.close();
    },
  };
}

interface Leader {
  shows: (shown: Shown[]) => void;
  close: () => void;
}

/** Holds the stream, comes back to it, and tells the server what the tabs show. */
function leading(pass: (event: LiveEvent, id?: string) => void, last: () => string): Leader {
  let source: EventSource | undefined;
  let stream: string | undefined;
  let shown: Shown[] = [];
  let said = "[]";
  let wait = firstWait;
  let retry: ReturnType<typeof setTimeout> | undefined;

  function connect() {
    const opened = new EventSource(address("/live", { after: last() }));
    source = opened;
    for (const name of names)
      opened.addEventListener(name, (event) =>
        pass({ name, data: parsed(event.data) }, event.lastEventId || undefined),
      );
    opened.addEventListener("hello", (event) => {
      stream = (parsed(event.data) as { stream: string }).stream;
      wait = firstWait;
      said = "[]";
      tell();
    });
    opened.onerror = () => {
      stream = undefined;
      if (opened.readyState !== EventSource.CLOSED) return;
      pass({ name: "closed", data: {} });
      retry = setTimeout(connect, wait);
      wait = Math.min(wait * 2, longestWait);
    };
  }
  async function tell(again = false) {
    const now = JSON.stringify(shown);
    if (!stream || (now === said && !again)) return;
    said = now;
    try {
      const seen = await request<Schemas["Seen"]>("PUT", `/live/${stream}`, { json: { looking: shown } });
      for (const data of seen.looking as Looking) pass({ name: "presence", data });
    } catch {
      // the stream is gone or another server answered: it is said again when there is a new one
    }
  }
  const saying = setInterval(() => shown.length > 0 && tell(true), sayAgain);
  connect();
  return {
    shows(all) {
      const each = new Map(all.map((one) => [`${one.object}/${one.id}`, one]));
      shown = [...each.values()].slice(0, mostShown);
      tell();
    },
    close() {
      clearTimeout(retry);
      clearInterval(saying);
      source?.close();
    },
  };
}
