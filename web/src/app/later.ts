import { queryClient } from "./query-client";

/** How long nothing is asked for before the first page counts as drawn, in milliseconds. */
const quiet = 400;

let drawn: Promise<void> | undefined;

function firstPage(): Promise<void> {
  return new Promise((resolve) => {
    let since = performance.now();
    const look = () => {
      const busy = document.readyState !== "complete" || queryClient.isFetching() > 0;
      const now = performance.now();
      if (busy) since = now;
      if (now - since > quiet) resolve();
      else setTimeout(look, 100);
    };
    look();
  });
}

/** Does something once the first page is drawn and has all it asked for, so that it does not wait for it. Returns how to call it off. */
export function afterFirstPage(work: () => void): () => void {
  let off = false;
  drawn ??= firstPage();
  drawn.then(() => off || work());
  return () => {
    off = true;
  };
}
