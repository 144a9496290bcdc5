import { Button, Checkbox, Radio } from "antd";
import { Columns2, Merge, Split, Undo2 } from "lucide-react";
import { useState } from "react";
import { isEmpty } from "../../api/definition";
import type { ObjectDef, RecordData } from "../../api/types";
import { useTranslation } from "../../app/i18n";
import { usePlace } from "../../app/place";
import { formatNumber } from "../../ui/format";
import { RecordLink } from "../../ui/record-link";
import { Table } from "../../ui/table";
import { Tag } from "../../ui/tag";
import { When } from "../../ui/when";
import { useKindName } from "../customers/kind-name";
import { useLabels } from "../records/field/labels";
import { UserName } from "../records/field/reference-link";
import { FieldValue } from "../records/field/value";
import { type Group, type Level, type Line, lines } from "./data";
import styles from "./duplicates.module.css";
import type { Decide } from "./use-decide";

interface Props {
  object: ObjectDef;
  group: Group;
  /** The one that keys act upon. */
  current: boolean;
  onFocus: () => void;
  chosen: boolean;
  toggle: () => void;
  survivor: string;
  keep: (id: string) => void;
  decide: Decide;
  compare: () => void;
}

/** Lines shown before one asks for all. */
const few = 8;

export const colours: Record<Level, string> = { same: "green", near: "teal", like: "amber", other: "red" };

/** Records that are probably the same, side by side. */
export function GroupCard(props: Props) {
  const { object, group, current, onFocus, survivor, keep } = props;
  const { t } = useTranslation();
  const [all, setAll] = useState(false);
  const open = group.state === "open";
  const every = lines(object, group);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: keys walk from group to group with J and K
    <li
      className={styles.group}
      data-group={group.id}
      data-current={current ? "" : undefined}
      aria-current={current ? "true" : undefined}
      onClick={onFocus}
    >
      <Head {...props} />
      <Table
        dense
        head={
          <>
            <th className={styles.label}>{t("merge.field")}</th>
            {group.records.map((record) => (
              <th key={record.id}>
                <Heading
                  object={object}
                  record={record}
                  keep={open ? keep : undefined}
                  kept={record.id === survivor}
                />
              </th>
            ))}
          </>
        }
      >
        {(all ? every : every.slice(0, few)).map((line) => (
          <Row key={line.field.name} line={line} records={group.records} survivor={survivor} />
        ))}
      </Table>
      {every.length > few && !all && (
        <Button type="link" size="small" onClick={() => setAll(true)}>
          {t("duplicates.moreFields", { count: every.length - few })}
        </Button>
      )}
    </li>
  );
}

function Head({ group, chosen, toggle, decide, compare }: Props) {
  const { t } = useTranslation();
  const { language } = usePlace();
  const open = group.state === "open";
  const chance = formatNumber(Math.floor(group.chance * 1000) / 10, language);
  const name = useKindName();
  const known = [...new Set(group.reasons.flatMap((reason) => reason.identifiers ?? []))].map(name);
  return (
    <div className={styles.head}>
      <Checkbox checked={chosen} onChange={toggle} aria-label={t("duplicates.choose")} />
      <b className="num">{t("duplicates.chance", { chance })}</b>
      {known.length > 0 && (
        <Tag color="green" text={t("duplicates.identifiers", { kinds: known.join(" · ") })} />
      )}
      {group.decided_at && (
        <span className="muted">
          {group.decided_by && <UserName id={group.decided_by} />} <When value={group.decided_at} />
        </span>
      )}
      <span className={styles.actions}>
        {open ? (
          <>
            <Button
              size="small"
              type="primary"
              icon={<Merge size={14} />}
              disabled={decide.busy}
              onClick={() => decide.to("merge", [group])}
            >
              {t("duplicates.do.merge")}
            </Button>
            <Button size="small" icon={<Columns2 size={14} />} onClick={compare}>
              {t("duplicates.compare")}
            </Button>
            <Button
              size="small"
              icon={<Split size={14} />}
              disabled={decide.busy}
              onClick={() => decide.to("apart", [group])}
            >
              {t("duplicates.do.apart")}
            </Button>
          </>
        ) : (
          <Button
            size="small"
            icon={<Undo2 size={14} />}
            disabled={decide.busy}
            onClick={() => decide.to("undo", [group])}
          >
            {t("duplicates.takeBack")}
          </Button>
        )}
      </span>
    </div>
  );
}

interface HeadingProps {
  object: ObjectDef;
  record: RecordData;
  kept: boolean;
  /** None: it was decided. */
  keep?: (id: string) => void;
}

function Heading({ object, record, kept, keep }: HeadingProps) {
  const { t } = useTranslation();
  const name = String(record[object.title] ?? "") || t("list.untitled");
  return (
    <>
      <RecordLink object={object.name} id={record.id} className={styles.name} target="_blank">
        {name}
      </RecordLink>
      <div className={styles.made}>
        {keep && (
          <Radio checked={kept} onChange={() => keep(record.id)}>
            <span className="muted">{t("duplicates.keep")}</span>
          </Radio>
        )}
        <When value={String(record.created_at)} />
      </div>
    </>
  );
}

interface RowProps {
  line: Line;
  records: RecordData[];
  survivor: string;
}

/** One field of all records; what differs from the record that stays is marked. */
function Row({ line: { field, level }, records, survivor }: RowProps) {
  const { t } = useTranslation();
  const labels = useLabels();
  const text = (record?: RecordData) => {
    const value = record?.[field.name];
    return isEmpty(value) ? "" : JSON.stringify(value);
  };
  const kept = text(records.find((record) => record.id === survivor));
  return (
    <tr>
      <td className={styles.label}>
        {labels.field(field)} {level && <Tag color={colours[level]} text={t(`duplicates.${level}`)} />}
      </td>
      {records.map((record) => (
        <td key={record.id} data-differs={text(record) === kept ? undefined : ""}>
          <FieldValue field={field} value={record[field.name]} />
        </td>
      ))}
    </tr>
  );
}
