import { Button, Checkbox, Input } from "antd";
import { ArrowDown, ArrowUp } from "lucide-react";
import { useRef, useState } from "react";
import { useTranslation } from "../../app/i18n";
import { RemoveButton } from "../../ui/remove-button";
import { checklistOf, type Item, Progress } from "./progress";
import styles from "./tasks.module.css";

interface Props {
  value?: unknown;
  onChange?: (items: Item[] | null) => void;
  readOnly?: boolean;
}

/** Items in order: ticked, worded, moved, taken away, added by Enter. */
export default function Checklist({ value, onChange, readOnly }: Props) {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const list = useRef<HTMLUListElement>(null);
  const items = checklistOf(value);
  const tell = (next: Item[]) => onChange?.(next.length ? next : null);
  const put = (at: number, item: Item) => tell(items.map((one, index) => (index === at ? item : one)));
  function move(at: number, to: number) {
    const next = [...items];
    next.splice(to, 0, ...next.splice(at, 1));
    tell(next);
    const button = to < at ? "up" : "down";
    requestAnimationFrame(() => {
      const moved = list.current?.children[to]?.querySelector<HTMLButtonElement>(`[data-move=${button}]`);
      moved?.focus();
    });
  }
  function add() {
    const next = text.trim();
    if (next) tell([...items, { text: next, done: false }]);
    setText("");
  }
  return (
    <div className={styles.checklist}>
      {items.length > 0 && <Progress items={items} />}
      <ul ref={list}>
        {items.map((item, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: an item is its place
          <li key={at} className={styles.item}>
            <Checkbox
              checked={item.done}
              disabled={readOnly}
              onChange={(event) => put(at, { ...item, done: event.target.checked })}
              aria-label={item.text}
            />
            {readOnly ? (
              <span className={item.done ? styles.ticked : undefined}>{item.text}</span>
            ) : (
              <Words item={item} onChange={(words) => put(at, { ...item, text: words })} />
            )}
            {!readOnly && (
              <span className={styles.moves}>
                <Button
                  type="text"
                  size="small"
                  data-move="up"
                  disabled={at === 0}
                  icon={<ArrowUp size={14} />}
                  aria-label={t("tasks.up", { text: item.text })}
                  onClick={() => move(at, at - 1)}
                />
                <Button
                  type="text"
                  size="small"
                  data-move="down"
                  disabled={at === items.length - 1}
                  icon={<ArrowDown size={14} />}
                  aria-label={t("tasks.down", { text: item.text })}
                  onClick={() => move(at, at + 1)}
                />
                <RemoveButton
                  label={t("tasks.dropItem", { text: item.text })}
                  onClick={() => tell(items.filter((_, index) => index !== at))}
                />
              </span>
            )}
          </li>
        ))}
      </ul>
      {!readOnly && (
        <Input
          value={text}
          maxLength={200}
          placeholder={t("tasks.addItem")}
          aria-label={t("tasks.addItem")}
          onChange={(event) => setText(event.target.value)}
          onPressEnter={(event) => {
            event.preventDefault();
            add();
          }}
          onBlur={add}
        />
      )}
    </div>
  );
}

/** Kept when they are left, so that a half word is not saved. */
function Words({ item, onChange }: { item: Item; onChange: (text: string) => void }) {
  const [typed, setTyped] = useState<string>();
  function leave() {
    const next = typed?.trim();
    if (next && next !== item.text) onChange(next);
    setTyped(undefined);
  }
  return (
    <Input
      variant="borderless"
      className={item.done ? styles.ticked : undefined}
      value={typed ?? item.text}
      maxLength={200}
      aria-label={item.text}
      onChange={(event) => setTyped(event.target.value)}
      onBlur={leave}
      onPressEnter={(event) => {
        event.preventDefault();
        event.currentTarget.blur();
      }}
    />
  );
}
