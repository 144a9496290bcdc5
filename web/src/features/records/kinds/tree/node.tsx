import { Button } from "antd";
import { ArrowRightLeft, ChevronRight } from "lucide-react";
import type { KeyboardEvent, ReactNode } from "react";
import { isEmpty, valueType } from "../../../../api/definition";
import { useMeta } from "../../../../api/session";
import type { FieldDef, ObjectDef, RecordData, TitleMap } from "../../../../api/types";
import { useTranslation } from "../../../../app/i18n";
import { objectIcon } from "../../../../app/icons";
import { usePlace } from "../../../../app/place";
import { Avatar } from "../../../../ui/avatar";
import { formatNumber } from "../../../../ui/format";
import { useLabels } from "../../field/labels";
import { FieldValue } from "../../field/value";
import { RecordPicker } from "../../form/record-picker";
import { useRecordTitle, wide } from "../card";
import { MoveButton } from "../move-button";
import styles from "./tree.module.css";

/** Says to those who cannot see it how records are carried. */
export const treeHint = "tree-hint";

/** A record that was picked up, and what it would be put below; null: nothing, it would be at the top. */
export interface Held {
  record: RecordData;
  over: string | null | undefined;
  keys: boolean;
}

/** What every node needs to know. */
export interface Nodes {
  object: ObjectDef;
  field: FieldDef;
  fields: FieldDef[];
  /** Nodes stay where they are. */
  fixed: boolean;
  held: Held | undefined;
  moving: ReadonlySet<string>;
  /** The one that Tab comes to; none: the first. */
  active: string | undefined;
  opened: string | undefined;
  onActive: (id: string) => void;
  onOpen: (id: string) => void;
  onPage: (id: string) => void;
  onKey: (
    event: KeyboardEvent,
    node?: { record: RecordData; toggle?: (open: boolean) => void; open?: boolean },
  ) => void;
  onHold: (record: RecordData | undefined) => void;
  onOver: (id: string | null) => void;
  onDrop: (id: string | null) => void;
  onMove: (record: RecordData, to: string | null) => void;
}

interface Props {
  nodes: Nodes;
  row: RecordData;
  titles: TitleMap;
  level: number;
  /** Its place among its siblings, and how many they are; -1: not known. */
  place: number;
  size: number;
  /** How many stand directly below it. */
  count?: number;
  /** It is there only for its place. */
  path?: boolean;
  open: boolean;
  toggle?: (open: boolean) => void;
  children?: ReactNode;
}

/** A record of a tree with those below it. */
export function Node(props: Props) {
  const { nodes, row, titles, level, place, size, count, path, open, toggle, children } = props;
  const { object, held } = nodes;
  const { t } = useTranslation();
  const { language } = usePlace();
  const labels = useLabels();
  const { company } = useMeta();
  const title = useRecordTitle(object)(row);
  const Icon = objectIcon(object);
  const leaf = count === 0 && !children;
  const first = level === 1 && place === 1;
  const active = nodes.active ? nodes.active === row.id : first;
  return (
    <div role="none">
      <div
        role="treeitem"
        className={styles.line}
        style={{ "--level": level - 1 } as React.CSSProperties}
        data-node={row.id}
        aria-describedby={nodes.fixed ? undefined : treeHint}
        aria-level={level}
        aria-posinset={place}
        aria-setsize={size}
        aria-expanded={leaf ? undefined : open}
        aria-selected={row.id === nodes.opened}
        tabIndex={active ? 0 : -1}
        draggable={!nodes.fixed}
        data-opened={row.id === nodes.opened ? "" : undefined}
        data-held={held?.record.id === row.id ? "" : undefined}
        data-over={held && held.over === row.id ? "" : undefined}
        data-saving={nodes.moving.has(row.id) ? "" : undefined}
        data-path={path ? "" : undefined}
        onFocus={() => nodes.onActive(row.id)}
        onKeyDown={(event) => {
          if (event.target === event.currentTarget)
            nodes.onKey(event, { record: row, toggle, open: !leaf && open });
        }}
        onDragStart={(event) => {
          event.dataTransfer.effectAllowed = "move";
          event.dataTransfer.setData("text/plain", title);
          nodes.onHold(row);
        }}
        onDragEnd={() => nodes.onHold(undefined)}
        onDragOver={(event) => {
          if (!held) return;
          event.preventDefault();
          nodes.onOver(row.id);
        }}
        onDrop={(event) => {
          event.preventDefault();
          nodes.onDrop(row.id);
        }}
        onClick={(event) => {
          if (event.ctrlKey || event.metaKey) window.open(`/records/${object.name}/${row.id}`, "_blank");
          else nodes.onOpen(row.id);
        }}
        onDoubleClick={() => nodes.onPage(row.id)}
      >
        <span
          className={styles.twist}
          data-open={open ? "" : undefined}
          aria-hidden="true"
          onClick={(event) => {
            if (leaf || !toggle) return;
            event.stopPropagation();
            toggle(!open);
          }}
          onDoubleClick={(event) => event.stopPropagation()}
        >
          {!leaf && <ChevronRight size={16} />}
        </span>
        {object.name === "customer" ? (
          <Avatar id={row.id} name={title} size={22} square={row.kind === "company"} />
        ) : (
          <Icon size={16} className="muted" aria-hidden="true" />
        )}
        <span className={`clip ${styles.title}`} data-title="">
          {title}
        </span>
        {count ? (
          <span className="muted num">
            <span aria-hidden="true">{formatNumber(count, language)}</span>
            <span className="sr-only">
              {t("kinds.tree.below", { count, n: formatNumber(count, language) })}
            </span>
          </span>
        ) : null}
        <span className={styles.gap} />
        {nodes.fields.map((field) =>
          isEmpty(row[field.name]) ? null : (
            <span key={field.name} className={styles.fact}>
              <span className={wide.has(valueType(field)) ? "sr-only" : "muted"}>{labels.field(field)} </span>
              <FieldValue
                field={field}
                value={row[field.name]}
                titles={titles}
                cell
                currency={company.currency}
              />
            </span>
          ),
        )}
        {!nodes.fixed && <MoveUnder nodes={nodes} row={row} title={title} tabIndex={active ? 0 : -1} />}
      </div>
      {children}
    </div>
  );
}

interface MoveProps {
  nodes: Nodes;
  row: RecordData;
  title: string;
  tabIndex: number;
}

/** Puts a record below another one without dragging it. */
function MoveUnder({ nodes, row, title, tabIndex }: MoveProps) {
  const { object, field } = nodes;
  const { t } = useTranslation();
  return (
    <MoveButton
      className={styles.move}
      title={title}
      heading={t("kinds.tree.moveUnder")}
      icon={<ArrowRightLeft size={14} />}
      placement="bottomRight"
      tabIndex={tabIndex}
    >
      {(close) => {
        const move = (to: string | null) => {
          close();
          nodes.onMove(row, to);
        };
        return (
          <div className={styles.picker}>
            <RecordPicker
              object={object.name}
              label={t("kinds.tree.moveUnder")}
              onChange={(id) => id && move(id)}
            />
            {row[field.name] && !field.required ? (
              <Button onClick={() => move(null)}>{t("kinds.tree.toTop")}</Button>
            ) : null}
          </div>
        );
      }}
    </MoveButton>
  );
}
