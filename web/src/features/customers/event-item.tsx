import { useQuery } from "@tanstack/react-query";
import { Popconfirm } from "antd";
import { ArrowRight, X } from "lucide-react";
import type { ReactNode } from "react";
import { request } from "../../api/client";
import { fieldOf, labelIn, objectOf } from "../../api/definition";
import { useMeta } from "../../api/session";
import { useTranslation } from "../../app/i18n";
import { usePlace } from "../../app/place";
import { useMode } from "../../app/preferences";
import { namedColor } from "../../app/theme";
import { useAct } from "../../ui/act";
import { formatMoney, formatNumber, isMoney } from "../../ui/format";
import { RecordLink } from "../../ui/record-link";
import { When } from "../../ui/when";
import { FieldValue } from "../records/field/value";
import { ByLine } from "../records/page/by-line";
import { Attached } from "./attach/attached";
import { eventKindsQuery, type TimelineEvent } from "./data";
import { eventIcon } from "./event-icons";
import styles from "./timeline.module.css";

/** Objects that have a page worth going to from an event. */
const linked = new Set(["order", "task", "product"]);

export function EventItem({ event }: { event: TimelineEvent }) {
  const { language } = usePlace();
  const { data: kinds = [] } = useQuery(eventKindsQuery);
  const tone = eventIcon(event.kind);
  const color = namedColor(tone.color, useMode());
  const name = labelIn(kinds.find((kind) => kind.name === event.kind)?.labels, language, event.kind);
  const person = (event.by_kind === "person" || event.by_kind === "operation") && event.by_id;
  return (
    <li className={styles.event}>
      <span className={styles.icon} style={{ color: color.text, background: color.background }}>
        <tone.icon size={14} aria-hidden="true" />
      </span>
      <div className={styles.body}>
        <div className={styles.head}>
          <b>{name}</b>
          <Subject event={event} />
          <span className={styles.when}>
            {event.removable && <Remove id={event.id} />}
            <When value={event.at} />
          </span>
        </div>
        {event.kind === "attachment" && event.subject_id ? (
          <Attached id={event.subject_id} name={event.title || text(event.props?.content)} />
        ) : (
          <Content event={event} />
        )}
        {person && (
          <div className={styles.by}>
            <ByLine
              kind={event.by_kind ?? "person"}
              id={event.by_id ?? undefined}
              name={event.by_name || undefined}
            />
          </div>
        )}
      </div>
    </li>
  );
}

function Remove({ id }: { id: string }) {
  const { t } = useTranslation();
  const act = useAct(["customer"]);
  const remove = () => act(t("timeline.remove"), request("DELETE", `/events/${id}`));
  return (
    <Popconfirm
      title={t("timeline.removeAsk")}
      okText={t("timeline.remove")}
      cancelText={t("action.cancel")}
      onConfirm={remove}
    >
      <button type="button" className={`plain ${styles.remove}`} aria-label={t("timeline.remove")}>
        <X size={13} aria-hidden="true" />
      </button>
    </Popconfirm>
  );
}

function text(value: unknown): string {
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}

function Subject({ event }: { event: TimelineEvent }) {
  const { t } = useTranslation();
  const { language } = usePlace();
  const props = event.props ?? {};
  const total = isMoney(props.total) ? props.total : undefined;
  const own =
    ["customer", "consent", "attachment"].includes(event.subject_object ?? "") || event.kind === "note";
  const words =
    text(props.number) || text(props.name) || (event.subject_id && !own ? (event.title ?? "") : "");
  const object = event.subject_object ?? "";
  const link =
    words && linked.has(object) && event.subject_id ? (
      <RecordLink object={object} id={event.subject_id} className="num">
        {words}
      </RecordLink>
    ) : (
      words && <span>{words}</span>
    );
  const lines = Number(props.lines ?? props.lines_count ?? 0);
  return (
    <>
      {link}
      {event.kind === "task" && text(props.state) && (
        <span className="muted">
          {props.state === "done" ? t("timeline.taskDone") : t("timeline.taskOpen")}
        </span>
      )}
      {lines > 0 && (
        <span className="muted">
          {t("timeline.lines", { count: lines, shown: formatNumber(lines, language) })}
        </span>
      )}
      {total && <span className="num">{formatMoney(total, language)}</span>}
    </>
  );
}

/** Properties of an event that are said elsewhere. */
const told = new Set([
  "number",
  "title",
  "name",
  "total",
  "lines",
  "lines_count",
  "text",
  "content",
  "report",
  "from",
  "to",
  "reason",
  "direction",
  "state",
  "currency",
]);

function Content({ event }: { event: TimelineEvent }): ReactNode {
  const { data: kinds = [] } = useQuery(eventKindsQuery);
  const { language } = usePlace();
  const props = event.props ?? {};
  const content = [props.content, props.text, props.report]
    .map(text)
    .filter((one) => one && (one !== event.title || !event.subject_id || event.kind === "note"));
  const fields = kinds.find((kind) => kind.name === event.kind)?.fields ?? [];
  const others = Object.entries(props).filter(
    ([name, value]) => !told.has(name) && text(value) && fields.some((field) => field.name === name),
  );
  return (
    <>
      {event.subject_object === "consent" && (
        <Said purpose={props.purpose} channel={props.channel} state={props.consent} />
      )}
      {event.kind === "stage_changed" && (
        <StageMove from={props.from} to={props.to} reason={text(props.reason)} />
      )}
      {event.kind !== "stage_changed" && text(props.reason) && (
        <p className={styles.text}>{text(props.reason)}</p>
      )}
      {content.map((one) => (
        <p key={one} className={styles.text}>
          {one}
        </p>
      ))}
      {others.length > 0 && (
        <dl className={styles.props}>
          {others.map(([name, value]) => (
            <div key={name}>
              <dt>{labelIn(fields.find((field) => field.name === name)?.labels, language, name)}</dt>
              <dd>{text(value)}</dd>
            </div>
          ))}
        </dl>
      )}
    </>
  );
}

function Said(said: { purpose: unknown; channel: unknown; state: unknown }) {
  const def = objectOf(useMeta(), "consent");
  if (!def) return null;
  return (
    <p className={styles.move}>
      {(["purpose", "channel", "state"] as const).map((name) => {
        const field = fieldOf(def, name);
        return field && said[name] !== "any" && <FieldValue key={name} field={field} value={said[name]} />;
      })}
    </p>
  );
}

function StageMove({ from, to, reason }: { from: unknown; to: unknown; reason: string }) {
  const { t } = useTranslation();
  const def = objectOf(useMeta(), "customer");
  const stage = def && fieldOf(def, "stage");
  if (!stage) return null;
  return (
    <p className={styles.move}>
      {text(from) && (
        <>
          <FieldValue field={stage} value={from} />
          <ArrowRight size={13} className="muted" aria-label={t("history.becomes")} />
        </>
      )}
      <FieldValue field={stage} value={to} />
      {reason && <span className="muted">{reason}</span>}
    </p>
  );
}
