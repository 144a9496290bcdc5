import { useMemo, useRef, useState } from "react";
import { useCan } from "../../../../api/session";
import type { FieldDef } from "../../../../api/types";
import { useTranslation } from "../../../../app/i18n";
import { whyClosed } from "../../field/closed";
import { useLabels } from "../../field/labels";
import { columnNames } from "../../list/columns";
import { ListEmpty } from "../../list/list-empty";
import { cardFields } from "../layout";
import { Said } from "../said";
import type { KindProps } from "../types";
import { useMove } from "../use-move";
import { type Grown, Level, useLevel } from "./level";
import { Matches } from "./matches";
import { type Nodes, treeHint } from "./node";
import styles from "./tree.module.css";
import { useCarry } from "./use-carry";

/** What was open when a tree was left; lives as long as the tab. */
const left = new Map<string, ReadonlySet<string>>();

/** Records below those that they name as above them; carried from branch to branch. */
export default function Tree(props: KindProps) {
  const field = props.layout.by;
  return field ? <Branches key={field.name} {...props} field={field} /> : null;
}

type Props = KindProps & { field: FieldDef };

function Branches({ object, search, layout, open, clear, field }: Props) {
  const { t } = useTranslation();
  const labels = useLabels();
  const can = useCan();
  const box = useRef<HTMLDivElement>(null);
  const key = `${object.name}.${field.name}`;
  const [expanded, setExpanded] = useState<ReadonlySet<string>>(() => left.get(key) ?? new Set());
  const [active, setActive] = useState<string>();
  const deleted = search.deleted === "1";
  const closed = whyClosed(object, field, { mayUpdate: can("record.update", object.name), deleted });
  const { moves, move } = useMove(object, field);
  const cols = columnNames(object, search.cols).join();
  const fields = useMemo(() => cardFields(object, layout, cols.split(",")), [object, layout, cols]);

  function toggle(id: string, next: boolean) {
    setExpanded((before) => {
      const after = new Set(before);
      if (next) after.add(id);
      else after.delete(id);
      left.set(key, after);
      return after;
    });
  }
  const panel = (id: string) => open.panel(id, Boolean(search.open));
  const carried = useCarry({
    object,
    field,
    closed,
    box,
    move,
    open: panel,
    expand: (id) => toggle(id, true),
  });
  const { held, said } = carried;
  const nodes: Nodes = {
    object,
    field,
    fields,
    fixed: closed !== undefined,
    held,
    moving: new Set(moves.keys()),
    active,
    opened: search.open,
    onActive: setActive,
    onOpen: panel,
    onPage: open.page,
    onKey: carried.onKey,
    onHold: carried.hold,
    onOver: carried.over,
    onDrop: carried.drop,
    onMove: carried.carry,
  };
  const grown: Grown = { nodes, search, moves, expanded, toggle };
  const narrowed = Boolean(search.filter || search.q || deleted);
  return (
    <>
      <div className={`${styles.tree} scroll`}>
        {held?.record[field.name] && !field.required ? (
          // biome-ignore lint/a11y/noStaticElementInteractions: by keys it is one of the places
          <div
            className={styles.top}
            data-over={held.over === null ? "" : undefined}
            onDragOver={(event) => {
              event.preventDefault();
              carried.over(null);
            }}
            onDrop={(event) => {
              event.preventDefault();
              carried.drop(null);
            }}
          >
            {t("kinds.tree.toTop")}
          </div>
        ) : null}
        <div
          ref={box}
          role="tree"
          aria-label={t("kinds.by", { kind: t("kinds.kind.tree"), field: labels.field(field) })}
        >
          {narrowed ? (
            <Matches grown={grown} search={search} />
          ) : (
            <Level grown={grown} parent={null} level={1} />
          )}
        </div>
        {!narrowed && <None grown={grown} clear={clear} />}
      </div>
      <span id={treeHint} hidden>
        {t("kinds.tree.hint")}
      </span>
      <Said seen={Boolean(closed && said)}>{said}</Said>
    </>
  );
}

/** What stands where there are no records at all. */
function None({ grown, clear }: { grown: Grown; clear: () => void }) {
  const { list, rows } = useLevel(grown, null);
  if (list.isPending || list.isError || rows.length) return null;
  return <ListEmpty object={grown.nodes.object} search={{}} clear={clear} />;
}
