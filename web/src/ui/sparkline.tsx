import styles from "./sparkline.module.css";

interface Props {
  points: { label: string; value: number; text: string }[];
  /** What the whole says, for screen readers. */
  label: string;
}

/** A bar for each step of time from zero; each says its value. */
export function Sparkline({ points, label }: Props) {
  const most = Math.max(...points.map((point) => point.value), 1e-9);
  return (
    <div className={styles.bars} role="img" aria-label={label}>
      {points.map((point, index) => (
        <span
          key={point.label}
          data-hint={`${point.label}: ${point.text}`}
          data-hint-now=""
          className={styles.slot}
        >
          <span
            className={styles.bar}
            data-last={index === points.length - 1 ? "" : undefined}
            style={{ height: point.value > 0 ? `${Math.max(6, (point.value / most) * 100)}%` : 2 }}
          />
        </span>
      ))}
    </div>
  );
}
