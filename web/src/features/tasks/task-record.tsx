import { Button } from "antd";
import { AlarmClock, Check, CircleCheckBig, RotateCcw, UserPlus } from "lucide-react";
import { useState } from "react";
import { factsOf, fieldOf, isEmpty } from "../../api/definition";
import { useCan, useMe } from "../../api/session";
import { type Action, useActions } from "../../app/actions";
import { useTranslation } from "../../app/i18n";
import { useLabels } from "../records/field/labels";
import { ReferenceLink, UserName } from "../records/field/reference-link";
import { FieldValue } from "../records/field/value";
import { FactSections } from "../records/page/fact-sections";
import { useFactTabs } from "../records/page/fact-tabs";
import { IconTile } from "../records/page/icon-tile";
import { RecordHeader } from "../records/page/record-header";
import { RecordLayout } from "../records/page/record-layout";
import type { RecordProps } from "../records/page/record-view";
import { Section } from "../records/page/section";
import { useTaskActs } from "./acts";
import Checklist from "./checklist";
import SnoozeDialog from "./snooze-dialog";
import { SnoozeMenu } from "./snooze-menu";

/** A task: what is to be done, for whom, by when, and what it takes. */
export default function TaskRecord(props: RecordProps) {
  const { object, record } = props;
  const { t } = useTranslation();
  const can = useCan();
  const labels = useLabels();
  const acts = useTaskActs(record);
  const may = can("record.update", "task") && !record.deleted_at;
  const list = fieldOf(object, "checklist");
  const told = new Set(["checklist", "progress", "title", "state"]);
  const facts = factsOf(object).filter(
    (field) => !told.has(field.name) && !(field.name === "previous" && isEmpty(record.previous)),
  );
  const own = useFactTabs(object, record, facts);
  const marks = ["state", "priority"].flatMap((name) => fieldOf(object, name) ?? []);
  const [tick, setTick] = useState<unknown>();
  const checklist = tick ?? record.checklist;
  return (
    <RecordLayout
      object={object}
      record={record}
      header={
        <RecordHeader
          {...props}
          icon={<IconTile icon={CircleCheckBig} />}
          title={String(record.title ?? "") || t("list.untitled")}
          marks={marks
            .filter((field) => !isEmpty(record[field.name]) && record[field.name] !== "normal")
            .map((field) => <FieldValue key={field.name} field={field} value={record[field.name]} />)}
          actions={may && <Actions {...props} />}
          line={
            <>
              {typeof record.customer === "string" && (
                <ReferenceLink object="customer" id={record.customer} />
              )}
              {typeof record.assignee === "string" && <UserName id={record.assignee} />}
            </>
          }
        />
      }
      main={
        <>
          <FactSections object={object} record={record} fields={facts} />
          {list && (
            <Section title={labels.field(list)}>
              <Checklist
                value={checklist}
                readOnly={!may || list.access !== "write"}
                onChange={(items) => {
                  setTick(items ?? []);
                  acts.tick(items).finally(() => setTick(undefined));
                }}
              />
            </Section>
          )}
        </>
      }
      tabs={own}
    />
  );
}

function Actions({ record }: RecordProps) {
  const { t } = useTranslation();
  const { user } = useMe();
  const acts = useTaskActs(record);
  const [snoozing, setSnoozing] = useState(false);
  const done = Boolean(record.done_at);
  const deed = (id: string, icon: Action["icon"], text: string, run: () => void): Action => ({
    id: `record.${id}`,
    group: "record",
    icon,
    text,
    run,
  });
  const title = String(record.title ?? "");
  const open = [
    deed("complete", Check, t("tasks.complete", { title }), acts.complete),
    deed("snooze", AlarmClock, t("tasks.snooze"), () => setSnoozing(true)),
  ];
  useActions([
    ...(done ? [deed("reopen", RotateCcw, t("tasks.reopen"), acts.reopen)] : open),
    ...(record.assignee === user.id
      ? []
      : [deed("mine", UserPlus, t("tasks.take"), () => acts.assign(user.id, user.name))]),
  ]);
  if (done) {
    return (
      <Button icon={<RotateCcw size={15} />} loading={acts.busy} onClick={acts.reopen}>
        {t("tasks.reopen")}
      </Button>
    );
  }
  return (
    <>
      <SnoozeMenu task={record}>
        <Button icon={<AlarmClock size={15} />}>{t("tasks.snooze")}</Button>
      </SnoozeMenu>
      <Button type="primary" icon={<Check size={15} />} loading={acts.busy} onClick={acts.complete}>
        {t("tasks.completeIt")}
      </Button>
      {snoozing && <SnoozeDialog task={record} onClose={() => setSnoozing(false)} />}
    </>
  );
}
