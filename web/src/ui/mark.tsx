/** The sign of the product, in the company's colour. */
export function Mark({ size = 28 }: { size?: number }) {
  return (
    <svg viewBox="0 0 32 32" width={size} height={size} aria-hidden="true" style={{ flex: "none" }}>
      <rect width="32" height="32" rx="8" fill="var(--gx-accent)" />
      <g fill="none" stroke="#fff" strokeWidth="2.4" strokeLinecap="round">
        <circle cx="11.5" cy="12" r="3.6" />
        <circle cx="21.5" cy="20.5" r="3.6" />
        <path d="M14.3 14.4l4.4 3.7" />
      </g>
    </svg>
  );
}
