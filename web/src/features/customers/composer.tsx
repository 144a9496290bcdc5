import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Input } from "antd";
import { CalendarPlus, ChevronDown, Paperclip } from "lucide-react";
import { type KeyboardEvent, useEffect, useId, useState } from "react";
import { post } from "../../api/client";
import { labelIn } from "../../api/definition";
import { refreshObject } from "../../api/records";
import { useCan } from "../../api/session";
import { useDraft } from "../../app/drafts";
import { useTranslation } from "../../app/i18n";
import { usePlace } from "../../app/place";
import { DropMenu } from "../../ui/drop-menu";
import { useFailureNotice } from "../../ui/notices";
import { useUnsaved } from "../../ui/unsaved";
import { FieldInput } from "../records/form/field-input";
import { DateTimeInput } from "../records/form/small-inputs";
import { NewTask } from "../tasks/new-task";
import attachStyles from "./attach/attach.module.css";
import { AttachTools } from "./attach/attach-tools";
import { soundName } from "./attach/files";
import { PendingFiles } from "./attach/pending-files";
import { Recording } from "./attach/recording";
import { useDrop } from "./attach/use-drop";
import { useFiles } from "./attach/use-files";
import { useRecorder } from "./attach/use-recorder";
import { type EventKind, eventKindsQuery } from "./data";
import { eventIcon } from "./event-icons";
import { type Mentioned, MentionInput, mentionedIn } from "./mention-input";
import styles from "./timeline.module.css";

/** Kinds that are a click away; the others are in the menu. */
const near = ["note", "call_out", "call_in", "visit"];
const note: EventKind = { name: "note", labels: {}, manual: true };

function useKinds(): EventKind[] {
  const { data = [] } = useQuery(eventKindsQuery);
  const manual = data.filter((kind) => kind.manual && kind.name !== "note");
  const known = data.find((kind) => kind.name === "note");
  return [known ?? note, ...manual];
}

/** Fields of a kind beside what was said; a result for calls and the like. */
function extraFields(kind: EventKind | undefined) {
  return (kind?.fields ?? []).filter((field) => field.name !== "content");
}

function useSend(customer: string) {
  const client = useQueryClient();
  return async (
    kind: EventKind,
    text: string,
    at: string | null,
    props: Record<string, unknown>,
    mentions: string[],
  ) => {
    if (kind.name === "note") await post("/records/note", { customer, text, mentions });
    else {
      const filled = Object.fromEntries(Object.entries(props).filter(([, value]) => value));
      await post(`/customers/${customer}/events`, {
        kind: kind.name,
        at: at ?? new Date().toISOString(),
        props: { ...filled, ...(text ? { content: text } : {}) },
      });
    }
    refreshObject(client, "note");
  };
}

/** Writes down what happened: a note, a call, a visit ... */
export function Composer({ customer, initial = "note" }: { customer: string; initial?: string }) {
  const { t } = useTranslation();
  const { language, zone } = usePlace();
  const can = useCan();
  const fail = useFailureNotice();
  const id = useId();
  const kinds = useKinds();
  const send = useSend(customer);
  const [name, setName] = useState(initial);
  const draft = useDraft(`note.${customer}`);
  const [text, setText] = useState(() => String(draft.read() ?? ""));
  const [people, setPeople] = useState<Mentioned>({});
  const [at, setAt] = useState<string | null>(null);
  const [props, setProps] = useState<Record<string, unknown>>({});
  const [busy, setBusy] = useState(false);
  useEffect(() => setName(initial), [initial]);
  const held = useFiles(customer);
  const recorder = useRecorder((sound, seconds, ending) => {
    const name = soundName(t("attach.sound"), seconds, ending, new Date(), zone);
    held.add([new File([sound], name, { type: sound.type })]);
  });
  const attaches = name !== "task" && can("file.write") && can("record.create", "attachment");
  const drop = useDrop(attaches ? held.add : undefined);
  useUnsaved(recorder.state === "on" || held.storing || held.refused);
  const tasks = can("record.create", "task");
  if (!can("event.create") && !can("record.create", "note") && !tasks) return null;

  const kind = kinds.find((one) => one.name === name) ?? note;
  const shown = kinds
    .filter((one) => near.includes(one.name))
    .sort((a, b) => near.indexOf(a.name) - near.indexOf(b.name));
  const others = kinds.filter((one) => !near.includes(one.name));
  const extras = extraFields(kind);
  const ready = text.trim() !== "" || held.files.length > 0;
  const waits = held.storing || held.refused || recorder.state === "on";
  const why = held.refused ? "attach.refused" : held.storing ? "attach.wait" : "attach.endFirst";
  const write = (next: string) => {
    setText(next);
    draft.write(next);
  };
  const label = (one: EventKind) =>
    labelIn(one.labels, language, one.name === "note" ? t("composer.note") : one.name);

  async function submit() {
    if (!ready || waits || busy) return;
    setBusy(true);
    try {
      // files first: they stand below what is said of them
      await held.attach();
      if (text.trim() || kind.name !== "note")
        await send(kind, text.trim(), at, props, mentionedIn(text, people));
      write("");
      setAt(null);
      setProps({});
    } catch (error) {
      fail(label(kind), error);
    }
    setBusy(false);
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) submit();
  };
  return (
    <div className={styles.composer} data-composer {...drop.handlers}>
      {drop.over && (
        <div className={attachStyles.dropping}>
          <Paperclip size={16} aria-hidden="true" />
          {t("attach.drop")}
        </div>
      )}
      <div className={styles.choices}>
        {shown.map((one) => {
          const { icon: Icon } = eventIcon(one.name);
          return (
            <Button
              key={one.name}
              type="text"
              size="small"
              aria-pressed={one.name === name}
              icon={<Icon size={14} />}
              onClick={() => setName(one.name)}
            >
              {label(one)}
            </Button>
          );
        })}
        {tasks && (
          <Button
            type="text"
            size="small"
            aria-pressed={name === "task"}
            icon={<CalendarPlus size={14} />}
            onClick={() => setName("task")}
          >
            {t("composer.task")}
          </Button>
        )}
        {others.length > 0 && (
          <DropMenu
            menu={{
              items: others.map((one) => ({ key: one.name, label: label(one) })),
              onClick: ({ key }) => setName(key),
            }}
          >
            <Button
              type="text"
              size="small"
              aria-pressed={others.some((one) => one.name === name)}
              icon={<ChevronDown size={14} />}
              iconPlacement="end"
            >
              {others.some((one) => one.name === name) ? label(kind) : t("action.more")}
            </Button>
          </DropMenu>
        )}
        {attaches && <AttachTools recorder={recorder} onFiles={held.add} />}
      </div>
      {name === "task" && <NewTask customer={customer} autoFocus />}
      {name !== "task" && kind.name === "note" && (
        <MentionInput
          customer={customer}
          value={text}
          onChange={write}
          onMention={(name, person) => setPeople({ ...people, [name]: person })}
          placeholder={t("composer.mention")}
          label={label(kind)}
          onKeyDown={onKeyDown}
        />
      )}
      {kind.name !== "note" && (
        <Input.TextArea
          value={text}
          onChange={(event) => write(event.target.value)}
          autoSize={{ minRows: 2, maxRows: 10 }}
          placeholder={t("composer.placeholder", { what: label(kind) })}
          aria-label={label(kind)}
          onKeyDown={onKeyDown}
        />
      )}
      {kind.name !== "note" && (
        <div className={styles.more}>
          <div className={styles.extra}>
            <label htmlFor={`${id}-at`}>{t("composer.when")}</label>
            <DateTimeInput id={`${id}-at`} value={at ?? new Date().toISOString()} onChange={setAt} />
          </div>
          {extras.map((field) => (
            <div key={field.name} className={styles.extra}>
              <label htmlFor={`${id}-${field.name}`}>{labelIn(field.labels, language, field.name)}</label>
              <FieldInput
                id={`${id}-${field.name}`}
                field={field}
                value={props[field.name]}
                onChange={(value) => setProps({ ...props, [field.name]: value })}
              />
            </div>
          ))}
        </div>
      )}
      {attaches && <Recording recorder={recorder} />}
      {attaches && <PendingFiles held={held} />}
      {name !== "task" && (ready || busy) && (
        <div className={styles.send}>
          <span className="muted">{waits ? t(why) : t("composer.hint")}</span>
          <Button type="primary" size="small" loading={busy} disabled={waits} onClick={submit}>
            {text.trim() || kind.name !== "note"
              ? t("composer.save", { what: label(kind) })
              : t("attach.save", { count: held.files.length })}
          </Button>
        </div>
      )}
    </div>
  );
}
