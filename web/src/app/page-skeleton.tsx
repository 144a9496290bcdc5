import styles from "./page-skeleton.module.css";

const rows = Array.from({ length: 14 }, (_, index) => index);

/** Drawn while a room is loaded: a bar and rows, as most rooms have. */
export function PageSkeleton() {
  return (
    <div className={styles.page} aria-busy="true">
      <div className={styles.bar}>
        <span className="bone" style={{ width: 140, height: 22 }} />
        <span className="bone" style={{ width: 84, height: 28 }} />
      </div>
      {rows.map((row) => (
        <div key={row} className={styles.row}>
          <span className="bone" style={{ width: `${18 + ((row * 7) % 9)}%`, height: 12 }} />
          <span className="bone" style={{ width: `${10 + ((row * 5) % 8)}%`, height: 12 }} />
          <span className="bone" style={{ width: `${14 + ((row * 3) % 7)}%`, height: 12 }} />
        </div>
      ))}
    </div>
  );
}
