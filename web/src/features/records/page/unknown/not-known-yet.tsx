import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { CircleCheck, Plus } from "lucide-react";
import { useState } from "react";
import { factsOf } from "../../../../api/definition";
import { useCan } from "../../../../api/session";
import type { FieldDef, ObjectDef, RecordData } from "../../../../api/types";
import { useTranslation } from "../../../../app/i18n";
import { usePlace } from "../../../../app/place";
import { formatNumber } from "../../../../ui/format";
import { knownQuery, percent } from "../../../reports/data";
import { shownOf } from "../../arrangement/shown";
import { whyClosed } from "../../field/closed";
import { useLabels } from "../../field/labels";
import { FactEditor } from "../fact-editor";
import { Section } from "../section";
import styles from "./unknown.module.css";
import { type Lack, worthAsking } from "./worth";

const few = 5;
/** The figures move slowly, and cost a walk over all records. */
const hour = 3_600_000;

/** Of which part of all records each field is known; nothing where that cannot be told. */
function useShares(object: ObjectDef, asked: boolean): [Map<string, number> | undefined, pending: boolean] {
  const counted = asked && Boolean(object.owned);
  const query = { ...knownQuery(object.name), staleTime: hour, gcTime: hour, retry: false, enabled: counted };
  const { data, isPending } = useQuery(query);
  const shares = data?.fields.map((name, i): [string, number] => {
    const [filled, of] = data.all.fields[i] ?? [0, 0];
    return [name, of ? filled / of : 0];
  });
  return [shares && new Map(shares), counted && isPending];
}

/** What is not known of a record and worth asking for next; a click fills it in where it stands. */
export function NotKnownYet({ object, record }: { object: ObjectDef; record: RecordData }) {
  const { t } = useTranslation();
  const { language } = usePlace();
  const mayUpdate = useCan()("record.update", object.name);
  const [all, setAll] = useState(false);
  const [editing, setEditing] = useState<FieldDef>();
  const deleted = Boolean(record.deleted_at);
  const shown = shownOf(object, factsOf(object), record);
  const open = shown.filter((field) => !whyClosed(object, field, { mayUpdate, deleted }));
  const lacks = worthAsking(open, record);
  const [shares, pending] = useShares(object, lacks.length > 0);
  if (open.length === 0 || pending) return null;
  if (lacks.length === 0) {
    return (
      <p className={styles.whole}>
        <CircleCheck size={14} aria-hidden="true" />
        {t("notKnown.whole")}
      </p>
    );
  }
  const asked = worthAsking(open, record, shares);
  return (
    <Section title={t("notKnown.title")} count={formatNumber(asked.length, language)}>
      <ul className={styles.list}>
        {(all ? asked : asked.slice(0, few)).map((one) => (
          <li key={one.field.name}>
            {editing?.name === one.field.name ? (
              <Asked
                object={object}
                record={record}
                field={one.field}
                onClose={() => setEditing(undefined)}
              />
            ) : (
              <Ask lack={one} onClick={() => setEditing(one.field)} />
            )}
          </li>
        ))}
      </ul>
      {asked.length > few && (
        <Button
          type="link"
          size="small"
          className={styles.more}
          aria-expanded={all}
          onClick={() => setAll(!all)}
        >
          {all ? t("notKnown.less") : t("notKnown.more", { count: asked.length - few })}
        </Button>
      )}
    </Section>
  );
}

function Ask({ lack: { field, share }, onClick }: { lack: Lack; onClick: () => void }) {
  const { t } = useTranslation();
  const { language } = usePlace();
  const name = useLabels().field(field);
  return (
    <button type="button" className={`plain ${styles.ask}`} onClick={onClick}>
      <Plus size={14} aria-hidden="true" />
      <span className="clip">{name}</span>
      {share !== undefined && share >= 0.005 && (
        <span className={styles.share}>{t("notKnown.share", { share: percent(share, language) })}</span>
      )}
    </button>
  );
}

function Asked(props: { object: ObjectDef; record: RecordData; field: FieldDef; onClose: () => void }) {
  const name = useLabels().field(props.field);
  return (
    <fieldset className={styles.asked}>
      <legend>{name}</legend>
      <FactEditor {...props} />
    </fieldset>
  );
}
