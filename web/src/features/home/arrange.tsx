import { useQueryClient } from "@tanstack/react-query";
import { App, Button, Select } from "antd";
import { ArrowDown, ArrowUp, Columns2, GripVertical, Plus, RectangleHorizontal, X } from "lucide-react";
import { type DragEvent, useRef, useState } from "react";
import { useCan } from "../../api/session";
import { useTranslation } from "../../app/i18n";
import { DropMenu } from "../../ui/drop-menu";
import { useFailureNotice } from "../../ui/notices";
import { useRoleOptions } from "../roles/data";
import styles from "./arrange.module.css";
import { type Card, homeQuery, type Kind, keepHome, kinds, moved } from "./data";

interface Props {
  cards: Card[];
  /** They are as the person arranged them. */
  own: boolean;
  onDone: () => void;
}

/** Chooses and orders the cards of the home page, by mouse and by keys. */
export default function Arrange({ cards: begun, own, onDone }: Props) {
  const { t } = useTranslation();
  const can = useCan();
  const client = useQueryClient();
  const fail = useFailureNotice();
  const { message } = App.useApp();
  const roles = useRoleOptions();
  const [cards, setCards] = useState(begun);
  const [busy, setBusy] = useState(false);
  const list = useRef<HTMLOListElement>(null);
  const [held, setHeld] = useState<number>();

  async function keep(next: Card[] | null, role?: { value: string; label: string }) {
    setBusy(true);
    try {
      await keepHome(next, role?.value);
      await client.invalidateQueries({ queryKey: homeQuery.queryKey });
      if (role) message.success(t("home.keptForRole", { role: role.label }));
      else onDone();
    } catch (error) {
      fail(t("home.arrange"), error);
    }
    setBusy(false);
  }
  function move(from: number, to: number, focus: "up" | "down") {
    setCards(moved(cards, from, to));
    requestAnimationFrame(() =>
      list.current?.children[to]?.querySelector<HTMLElement>(`[data-move=${focus}]`)?.focus(),
    );
  }
  function over(event: DragEvent, at: number) {
    if (held === undefined) return;
    event.preventDefault();
    if (held === at) return;
    setCards(moved(cards, held, at));
    setHeld(at);
  }
  const others = kinds.filter((kind) => !cards.some((card) => card.kind === kind));
  const name = (kind: Kind) => t(`home.card.${kind}`);
  return (
    <div className={styles.arrange}>
      <p className="muted">{t("home.arrangeText")}</p>
      <ol ref={list} className={styles.list}>
        {cards.map((card, at) => (
          <li
            key={card.kind}
            className={styles.row}
            data-held={held === at ? "" : undefined}
            draggable
            onDragStart={() => setHeld(at)}
            onDragEnter={(event) => over(event, at)}
            onDragOver={(event) => held !== undefined && event.preventDefault()}
            onDragEnd={() => setHeld(undefined)}
          >
            <GripVertical size={16} className="muted" aria-hidden="true" />
            <span className={styles.name}>{name(card.kind)}</span>
            <Button
              type="text"
              size="small"
              aria-pressed={card.wide}
              icon={card.wide ? <RectangleHorizontal size={15} /> : <Columns2 size={15} />}
              onClick={() =>
                setCards(cards.map((one) => (one === card ? { ...card, wide: !card.wide } : one)))
              }
            >
              {card.wide ? t("home.wide") : t("home.column")}
            </Button>
            <Button
              type="text"
              size="small"
              data-move="up"
              disabled={at === 0}
              icon={<ArrowUp size={15} />}
              aria-label={t("home.up", { name: name(card.kind) })}
              onClick={() => move(at, at - 1, at === 1 ? "down" : "up")}
            />
            <Button
              type="text"
              size="small"
              data-move="down"
              disabled={at === cards.length - 1}
              icon={<ArrowDown size={15} />}
              aria-label={t("home.down", { name: name(card.kind) })}
              onClick={() => move(at, at + 1, at === cards.length - 2 ? "up" : "down")}
            />
            <Button
              type="text"
              size="small"
              icon={<X size={15} />}
              aria-label={t("home.drop", { name: name(card.kind) })}
              onClick={() => setCards(cards.filter((one) => one !== card))}
            />
          </li>
        ))}
      </ol>
      {others.length > 0 && (
        <Select
          value={null}
          className={styles.add}
          suffixIcon={<Plus size={14} />}
          placeholder={t("home.add")}
          aria-label={t("home.add")}
          options={others.map((kind) => ({ value: kind, label: name(kind) }))}
          onChange={(kind: Kind | null) => kind && setCards([...cards, { kind, wide: false }])}
        />
      )}
      <div className={styles.buttons}>
        <Button type="primary" loading={busy} onClick={() => keep(cards)}>
          {t("action.save")}
        </Button>
        <Button onClick={onDone}>{t("action.cancel")}</Button>
        {own && (
          <Button type="text" onClick={() => keep(null)}>
            {t("home.reset")}
          </Button>
        )}
        {can("company.manage") && roles.length > 0 && (
          <DropMenu
            menu={{
              items: roles.map((role) => ({ key: role.value, label: role.label })),
              onClick: ({ key }) => {
                const role = roles.find((one) => one.value === key);
                if (role) keep(cards, role);
              },
            }}
          >
            <Button type="text">{t("home.forRole")}</Button>
          </DropMenu>
        )}
      </div>
    </div>
  );
}
