import { Button } from "antd";
import { ArrowRight, Check, ChevronDown, Flag, TriangleAlert } from "lucide-react";
import { isEmpty } from "../../api/definition";
import { useCan } from "../../api/session";
import type { FieldDef, ObjectDef, RecordData } from "../../api/types";
import { useTranslation } from "../../app/i18n";
import { DropMenu } from "../../ui/drop-menu";
import { When } from "../../ui/when";
import { whyClosed } from "../records/field/closed";
import { useLabels } from "../records/field/labels";
import { FieldValue } from "../records/field/value";
import { mayEnter, stageField, stageOf, standing, wayOf } from "./data";
import styles from "./stages.module.css";
import { useEnter } from "./use-enter";

interface Props {
  object: ObjectDef;
  record: RecordData;
}

/** Where a record stands on its way: passed stages, the present one, the next by a press, and the ends. */
export function StageBar({ object, record }: Props) {
  const field = stageField(object);
  return field ? <Bar object={object} record={record} field={field} /> : null;
}

function Bar({ object, record, field }: Props & { field: FieldDef }) {
  const { t } = useTranslation();
  const labels = useLabels();
  const mayUpdate = useCan()("record.update", object.name);
  const { enter, saving, dialog } = useEnter(object, field);
  const closed = whyClosed(object, field, { mayUpdate, deleted: Boolean(record.deleted_at) });
  const value = record[field.name];
  const { path, ends } = wayOf(field, value);
  const at = path.findIndex((option) => option.value === value);
  const ended = at < 0 && !isEmpty(value);
  const won = ended && stageOf(field, value).outcome === "won";
  const open = (to: string) => !closed && to !== value && mayEnter(field, value, to);
  const next = ended ? undefined : path[at + 1];
  const { since, stalled } = standing(field, record, Date.now());
  const stateOf = (place: number) => (place === at ? "now" : place < at || won ? "passed" : "ahead");
  return (
    <nav className={styles.bar} aria-label={labels.field(field)}>
      <ol className={styles.path}>
        {path.map((option, place) => {
          const name = labels.option(option);
          const state = stateOf(place);
          return (
            <li key={option.value} className={styles.step} data-state={state}>
              <button
                type="button"
                className="plain"
                disabled={saving || (state !== "now" && !open(option.value))}
                aria-current={state === "now" ? "step" : undefined}
                title={state === "now" ? undefined : t("stages.move", { stage: name })}
                onClick={() => enter(record, option.value)}
              >
                {state === "passed" && <Check size={13} aria-hidden="true" />}
                <span className="clip">{name}</span>
              </button>
            </li>
          );
        })}
      </ol>
      {ended && <FieldValue field={field} value={value} />}
      {since && (
        <span className={styles.since} data-stalled={stalled ? "" : undefined}>
          {stalled ? <TriangleAlert size={13} aria-hidden="true" /> : null}
          {stalled ? (
            t("stages.stalled", { count: stalled })
          ) : (
            <>
              {t("stages.entered")} <When value={since} />
            </>
          )}
        </span>
      )}
      {next && open(next.value) && (
        <Button
          loading={saving}
          icon={<ArrowRight size={14} aria-hidden="true" />}
          onClick={() => enter(record, next.value)}
        >
          {t("stages.next", { stage: labels.option(next) })}
        </Button>
      )}
      {!closed && ends.length > 0 && (
        <DropMenu
          menu={{
            items: ends.map((option) => ({
              key: option.value,
              label: labels.option(option),
              disabled: !open(option.value),
            })),
            onClick: ({ key }) => enter(record, key),
          }}
        >
          <Button icon={<Flag size={14} aria-hidden="true" />}>
            {t("stages.end")} <ChevronDown size={13} aria-hidden="true" />
          </Button>
        </DropMenu>
      )}
      {dialog}
    </nav>
  );
}
