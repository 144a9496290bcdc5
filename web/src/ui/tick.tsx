import { type MouseEvent, useEffect, useRef } from "react";
import styles from "./tick.module.css";

interface Props {
  label: string;
  checked: boolean;
  /** Some of what it stands for, not all. */
  some?: boolean;
  disabled?: boolean;
  tabIndex?: number;
  onPress: (event: MouseEvent) => void;
}

/** Chooses a row. Lists show hundreds at once, so it is the browser's own box. */
export function Tick({ label, checked, some = false, disabled, tabIndex, onPress }: Props) {
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (box.current) box.current.indeterminate = some;
  }, [some]);
  return (
    <input
      ref={box}
      type="checkbox"
      className={styles.tick}
      aria-label={label}
      checked={checked}
      disabled={disabled}
      tabIndex={tabIndex}
      readOnly
      onClick={onPress}
    />
  );
}
