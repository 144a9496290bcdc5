import { QueryObserver, type QueryObserverOptions } from "@tanstack/react-query";
import { use, useSyncExternalStore } from "react";
import { queryClient } from "../app/query-client";

/**
 * A query that hundreds of components of a page ask: each cell of a list wants to know the company's currency. They share one observer,
 * where each would make and keep its own.
 */
export function sharedQuery<T>(options: QueryObserverOptions<T, Error, T, T, string[]>) {
  let observer: QueryObserver<T, Error, T, T, string[]> | undefined;
  let first: Promise<T> | undefined;
  const listeners = new Set<() => void>();

  function subscribe(listener: () => void) {
    listeners.add(listener);
    if (!observer) {
      observer = new QueryObserver(queryClient, { ...options, notifyOnChangeProps: ["data"] });
      observer.subscribe(() => {
        for (const each of listeners) each();
      });
    }
    return () => {
      listeners.delete(listener);
      if (listeners.size > 0) return;
      observer?.destroy();
      observer = undefined;
    };
  }

  const now = (): T | undefined =>
    observer ? observer.getCurrentResult().data : queryClient.getQueryData(options.queryKey);

  return {
    /** What is known; undefined as long as nothing is. */
    useKnown: () => useSyncExternalStore(subscribe, now),
    /** What is known; waits for it as long as nothing is. */
    useIt(): T {
      const known = useSyncExternalStore(subscribe, now);
      if (known !== undefined) return known;
      first ??= queryClient.ensureQueryData(options).finally(() => {
        first = undefined;
      });
      return use(first);
    },
  };
}
