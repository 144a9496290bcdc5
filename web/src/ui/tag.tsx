import { useMode } from "../app/preferences";
import { namedColor } from "../app/theme";
import styles from "./tag.module.css";

interface Props {
  color?: string;
  text: string;
  /** A dot before the word: for states. */
  dot?: boolean;
}

export function Tag({ color, text, dot }: Props) {
  const tone = namedColor(color, useMode());
  return (
    <span className={styles.tag} style={{ color: tone.text, background: tone.background }}>
      {dot && <i className={styles.dot} style={{ background: tone.text }} />}
      <span className="clip">{text}</span>
    </span>
  );
}
