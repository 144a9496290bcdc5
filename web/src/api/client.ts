import type { FieldError, Schemas } from "./types";

/** What the server says when it refuses, as RFC 9457 problem details; status 0 when it could not be reached. */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly errors: FieldError[];
  readonly requestId: string | undefined;
  /** The version there is now, where another was expected. */
  readonly version: number | undefined;

  constructor(status: number, body: Partial<ProblemBody>) {
    super(body.title ?? `HTTP ${status}`);
    this.status = status;
    this.code = body.code ?? (status === 0 ? "unreachable" : `http_${status}`);
    this.detail = body.detail ?? "";
    this.errors = body.errors ?? [];
    this.requestId = body.request_id;
    this.version = body.version;
  }
}

type ProblemBody = Schemas["Problem"];

export type Query = Record<string, string | number | boolean | undefined | null>;

interface Options {
  query?: Query;
  json?: unknown;
  body?: BodyInit;
  headers?: Record<string, string>;
  signal?: AbortSignal;
  /** Gets the headers of a good answer. */
  onHeaders?: (headers: Headers) => void;
}

type Method = "HEAD" | "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** Called when the session has ended; set once by the app. */
let onSignedOut: () => void = () => {};
export function setSignedOutHandler(handler: () => void) {
  onSignedOut = handler;
}

/** The address of an operation with its query; empty values are left out. */
export function address(path: string, query: Query = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== "" && value !== false) {
      search.set(name, value === true ? "1" : String(value));
    }
  }
  const text = search.toString();
  return `/api${path}${text ? `?${text}` : ""}`;
}

function problemOf(status: number, text: string): Problem {
  try {
    return new Problem(status, JSON.parse(text));
  } catch {
    return new Problem(status, { detail: text.slice(0, 300) });
  }
}

/** One request. Rejects with a `Problem`, or with an abort of `signal`. */
export async function request<T>(method: Method, path: string, options: Options = {}): Promise<T> {
  const headers: Record<string, string> = { Accept: "application/json", ...options.headers };
  if (method !== "GET") headers["X-Guanxi"] = "1";
  if (options.json !== undefined) headers["Content-Type"] = "application/json";
  let response: Response;
  try {
    response = await fetch(address(path, options.query), {
      method,
      headers,
      body: options.json !== undefined ? JSON.stringify(options.json) : options.body,
      signal: options.signal,
      credentials: "same-origin",
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new Problem(0, {});
  }
  if (!response.ok) {
    const problem = problemOf(response.status, await response.text());
    if (response.status === 401 && !path.startsWith("/sign-in") && path !== "/me") onSignedOut();
    throw problem;
  }
  options.onHeaders?.(response.headers);
  if (response.status === 204) return undefined as T;
  const text = await response.text();
  return (text ? JSON.parse(text) : undefined) as T;
}

export function get<T>(path: string, query?: Query, signal?: AbortSignal): Promise<T> {
  return request<T>("GET", path, { query, signal });
}

export function post<T>(path: string, json?: unknown, headers?: Record<string, string>): Promise<T> {
  return request<T>("POST", path, { json, headers });
}

interface Sending {
  query?: Query;
  signal?: AbortSignal;
  /** Told how much has arrived, from 0 to 1. */
  onProgress?: (share: number) => void;
}

/** Sends the content of a file; `fetch` does not tell how far that has come. Rejects as `request` does. */
export function send<T>(path: string, body: Blob, { query, signal, onProgress }: Sending = {}): Promise<T> {
  return new Promise((resolve, reject) => {
    const call = new XMLHttpRequest();
    call.open("POST", address(path, query));
    call.setRequestHeader("Accept", "application/json");
    call.setRequestHeader("X-Guanxi", "1");
    call.setRequestHeader("Content-Type", body.type || "application/octet-stream");
    call.upload.onprogress = ({ loaded, total }) => onProgress?.(total ? loaded / total : 0);
    call.onload = () => {
      if (call.status >= 200 && call.status < 300) return resolve(JSON.parse(call.responseText));
      if (call.status === 401) onSignedOut();
      reject(problemOf(call.status, call.responseText));
    };
    call.onerror = () => reject(new Problem(0, {}));
    call.onabort = () => reject(new DOMException("The upload was stopped", "AbortError"));
    signal?.addEventListener("abort", () => call.abort());
    call.send(body);
  });
}
