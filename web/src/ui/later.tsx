import { type ReactNode, startTransition, useEffect, useState } from "react";

/** What is drawn once the page around it has been seen: parts below the fold, and what need not be read first. */
export function Later({ children }: { children: ReactNode }) {
  const [seen, setSeen] = useState(false);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    // a frame begins, and has ended
    const frame = requestAnimationFrame(() => {
      timer = setTimeout(() => startTransition(() => setSeen(true)));
    });
    return () => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
    };
  }, []);
  return seen && children;
}
