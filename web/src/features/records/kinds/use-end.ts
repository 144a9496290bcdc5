import { useEffect, useRef } from "react";

interface Paged {
  hasNextPage: boolean;
  isFetching: boolean;
  fetchNextPage: () => unknown;
}

/** Loads the next page when what it is given to comes near. */
export function useEnd({ hasNextPage, isFetching, fetchNextPage }: Paged) {
  const end = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (!end.current || !hasNextPage || isFetching) return;
    const near = ([entry]: IntersectionObserverEntry[]) => entry?.isIntersecting && fetchNextPage();
    const watch = new IntersectionObserver(near, { rootMargin: "400px" });
    watch.observe(end.current);
    return () => watch.disconnect();
  }, [hasNextPage, isFetching, fetchNextPage]);
  return end;
}
