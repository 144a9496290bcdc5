import type { LucideIcon } from "lucide-react";

export function IconTile({ icon: Icon }: { icon: LucideIcon }) {
  return (
    <span
      style={{
        display: "grid",
        placeItems: "center",
        width: 44,
        height: 44,
        borderRadius: 10,
        color: "var(--gx-primary)",
        background: "var(--gx-primary-bg)",
        flex: "none",
      }}
    >
      <Icon size={22} strokeWidth={1.7} aria-hidden="true" />
    </span>
  );
}
