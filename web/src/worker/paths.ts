/** An address of the app itself: none of the API or of what else the server answers, and no file. */
export function isPage(path: string): boolean {
  return !/^\/(api|g|healthz|readyz|metrics)(\/|$)/.test(path) && !path.split("/").at(-1)?.includes(".");
}

/** A file whose name carries the hash of what is in it. */
export function isPart(path: string): boolean {
  return path.startsWith("/assets/");
}

/** What is kept of versions before the last one; names come oldest first. Pages of the last one may still be open. */
export function outdated(names: string[], current: string): string[] {
  return names.filter((name) => name.startsWith("guanxi.") && name !== current).slice(0, -1);
}
