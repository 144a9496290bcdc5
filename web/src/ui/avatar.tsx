import { useMode } from "../app/preferences";
import { colorOfId, namedColor } from "../app/theme";
import styles from "./avatar.module.css";
import { initialsOf } from "./format";

interface Props {
  id: string;
  name: string;
  size?: number;
  /** Companies are squares, people circles. */
  square?: boolean;
}

export function Avatar({ id, name, size = 24, square = false }: Props) {
  const mode = useMode();
  const { text, background } = namedColor(colorOfId(id), mode);
  const initials = initialsOf(name);
  const style = {
    width: size,
    height: size,
    color: text,
    background,
    borderRadius: square ? Math.max(4, size * 0.22) : size,
    fontSize: Math.max(9, size * (initials.length > 1 ? 0.36 : 0.44)),
  };
  return (
    <span className={styles.avatar} style={style} aria-hidden="true">
      {initials}
    </span>
  );
}
