/** A name for a custom object or field from what people call it; what is left of it without letters is filled by `kind`. */
export function nameFrom(label: string, kind: string): string {
  const ascii = label
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "")
    .slice(0, 40);
  return `x_${/^[a-z]/.test(ascii) ? ascii : [kind, ascii].filter(Boolean).join("_")}`;
}
