import { ArrowRightLeft } from "lucide-react";
import { type KeyboardEvent, memo, type RefObject, useState } from "react";
import type { FieldDef, ObjectDef, RecordData, TitleMap } from "../../../../api/types";
import { useTranslation } from "../../../../app/i18n";
import { DropMenu } from "../../../../ui/drop-menu";
import { StalledMark } from "../../../stages/board-marks";
import { mayEnter } from "../../../stages/data";
import { CardFacts, useRecordTitle } from "../card";
import card from "../card.module.css";
import { boardHint, type Choice } from "./board";
import styles from "./board.module.css";

/** What can be done with a card. */
export interface CardActs {
  key: (event: KeyboardEvent, record: RecordData, value: string | null) => void;
  /** Picked up, or with nothing let go. */
  hold: (record: RecordData | undefined, value: string | null) => void;
  move: (record: RecordData, value: string | null) => void;
  open: (id: string) => void;
  page: (id: string) => void;
}

interface Props {
  object: ObjectDef;
  row: RecordData;
  titles: TitleMap;
  fields: FieldDef[];
  field: FieldDef;
  choice: Choice;
  choices: Choice[];
  movable: boolean;
  opened: boolean;
  held: boolean;
  saving: boolean;
  acts: RefObject<CardActs>;
}

/** A record on the board. While one is carried, only the cards that it concerns are drawn again. */
export const BoardCard = memo(function BoardCard(props: Props) {
  const { object, row, titles, fields, field, choice, movable, opened, held, saving, acts } = props;
  const title = useRecordTitle(object)(row);
  return (
    <article
      className={card.card}
      data-card={row.id}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: cards are walked by arrow keys
      tabIndex={0}
      aria-label={title}
      aria-describedby={boardHint}
      draggable={movable}
      data-opened={opened ? "" : undefined}
      data-held={held ? "" : undefined}
      data-saving={saving ? "" : undefined}
      onDragStart={(event) => {
        event.dataTransfer.effectAllowed = "move";
        event.dataTransfer.setData("text/plain", title);
        acts.current.hold(row, choice.value);
      }}
      onDragEnd={() => acts.current.hold(undefined, choice.value)}
      onKeyDown={(event) => acts.current.key(event, row, choice.value)}
      onClick={(event) => {
        if (event.ctrlKey || event.metaKey) window.open(`/records/${object.name}/${row.id}`, "_blank");
        else acts.current.open(row.id);
      }}
      onDoubleClick={() => acts.current.page(row.id)}
    >
      <CardFacts object={object} row={row} titles={titles} fields={fields} />
      <StalledMark field={field} row={row} />
      {movable && <MoveMenu {...props} title={title} />}
    </article>
  );
});

/** Moves a card without dragging it. */
function MoveMenu({ choices, choice, field, row, title, acts }: Props & { title: string }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const items = choices
    .filter((one) => one.value !== choice.value)
    .map((one) => ({
      key: one.value ?? "",
      label: one.name,
      disabled: !mayEnter(field, choice.value, one.value),
    }));
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keeps presses of the menu from opening the record
    // biome-ignore lint/a11y/useKeyWithClickEvents: keeps presses of the menu from opening the record
    <span
      className={styles.move}
      data-open={open ? "" : undefined}
      onClick={(event) => event.stopPropagation()}
    >
      <DropMenu
        placement="bottomRight"
        onOpenChange={setOpen}
        menu={{ items, onClick: ({ key }) => acts.current.move(row, key || null) }}
      >
        <button type="button" className={`plain ${styles.mover}`} aria-label={t("kinds.move", { title })}>
          <ArrowRightLeft size={14} aria-hidden="true" />
        </button>
      </DropMenu>
    </span>
  );
}
