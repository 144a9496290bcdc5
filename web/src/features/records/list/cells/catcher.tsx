import type { FieldDef, TitleMap } from "../../../../api/types";
import { useLabels } from "../../field/labels";
import styles from "./cells.module.css";
import { cellText } from "./text";
import { useAround } from "./use-around";

interface Props {
  field: FieldDef;
  value: unknown;
  titles: TitleMap;
  onType: (text: string) => void;
}

/** Takes what is typed where the cursor is. It is an input of its own, because only inputs are written to by input methods: a
 *  Chinese word is composed here, and editing begins with it. */
export function Catcher({ field, value, titles, onType }: Props) {
  const labels = useLabels();
  const around = useAround();
  function take(input: HTMLInputElement) {
    const text = input.value;
    input.value = "";
    delete input.dataset.composing;
    if (text) onType(text);
  }
  return (
    <input
      className={styles.catcher}
      data-here=""
      tabIndex={-1}
      autoComplete="off"
      aria-label={`${labels.field(field)}: ${cellText(field, value, around, titles)}`}
      onCompositionStart={({ currentTarget }) => {
        currentTarget.dataset.composing = "";
      }}
      onCompositionEnd={({ currentTarget }) => take(currentTarget)}
      onInput={({ currentTarget, nativeEvent }) => {
        if (!(nativeEvent as InputEvent).isComposing) take(currentTarget);
      }}
    />
  );
}
