import { Check, ExternalLink, MapPin, Minus, Paperclip } from "lucide-react";
import { lazy, type ReactNode, Suspense } from "react";
import { isEmpty, scaleOf, valueType } from "../../../api/definition";
import type { Address, FieldDef, TitleMap } from "../../../api/types";
import { useTranslation } from "../../../app/i18n";
import { usePlace } from "../../../app/place";
import {
  countryName,
  formatAmount,
  formatDate,
  formatDateTime,
  formatMoney,
  formatNumber,
  isMoney,
} from "../../../ui/format";
import { Tag } from "../../../ui/tag";
import { When } from "../../../ui/when";
import { holdsTags } from "../../tags/data";
import { TagName } from "../../tags/tag-name";
import { checklistOf, Progress } from "../../tasks/progress";
import { useRepeatText } from "../../tasks/repeat-text";
import { addressLine } from "./address";
import { useLabels } from "./labels";
import { PhoneNumber } from "./phone-number";
import { ReferenceLink, UserName } from "./reference-link";
import styles from "./value.module.css";

const Checklist = lazy(() => import("../../tasks/checklist"));

interface Props {
  field: FieldDef;
  value: unknown;
  /** Titles of referred records, as the list's answer gave them. */
  titles?: TitleMap;
  /** In a row of a list: one line, plain money in the company's currency, exact times. */
  cell?: boolean;
  /** Currency that the column's head names. */
  currency?: string;
}

/** A value of a field as people read it. */
export function FieldValue(props: Props) {
  const { field, value, cell } = props;
  if (isEmpty(value)) return cell ? null : <span className="muted">—</span>;
  if (!Array.isArray(value) || !field.multi) return <One {...props} />;
  if (cell) {
    return (
      <span className={styles.line}>
        <One {...props} value={value[0]} many />
        {value.length > 1 && <span className={styles.more}>+{value.length - 1}</span>}
      </span>
    );
  }
  const inline = field.type === "text" || field.type === "select" || field.type === "reference";
  return (
    <span className={inline ? styles.wrap : styles.stack}>
      {value.map((item) => (
        <One key={typeof item === "string" ? item : JSON.stringify(item)} {...props} value={item} many />
      ))}
    </span>
  );
}

function stop(event: { stopPropagation: () => void }) {
  event.stopPropagation();
}

function RepeatWords({ rule }: { rule: string }) {
  return useRepeatText()(rule);
}

function numberText(field: FieldDef, value: string, language: string): string {
  const scale = scaleOf(field);
  const least = scale === 2 || scale === 4 ? 2 : 0;
  const digits = (value.split(".")[1] ?? "").replace(/0+$/, "").length;
  return formatNumber(value, language, Math.max(least, digits));
}

function One({ field, value, titles, cell, currency, many }: Props & { many?: boolean }): ReactNode {
  const { t } = useTranslation();
  const { language, zone } = usePlace();
  const labels = useLabels();
  const text = typeof value === "string" || typeof value === "number" ? String(value) : "";
  if (field.access === "masked") return many ? <Tag text={text} /> : <span className="num">{text}</span>;
  switch (valueType(field)) {
    case "integer":
    case "decimal":
      return <span className="num">{numberText(field, text, language)}</span>;
    case "money":
      if (!isMoney(value)) return text;
      return (
        <span className="num">
          {cell && value.currency === currency ? formatAmount(value, language) : formatMoney(value, language)}
        </span>
      );
    case "boolean":
      return value ? (
        <Check size={15} className={styles.yes} aria-label={t("value.yes")} />
      ) : (
        <Minus size={15} className="muted" aria-label={t("value.no")} />
      );
    case "date":
      return <span className="num">{formatDate(text, language)}</span>;
    case "datetime":
      return cell ? (
        <span className="num">{formatDateTime(text, language, zone)}</span>
      ) : (
        <When value={text} />
      );
    case "email":
      return cell ? text : <a href={`mailto:${text}`}>{text}</a>;
    case "phone":
      return cell ? (
        <span className="num">
          <PhoneNumber value={text} />
        </span>
      ) : (
        <a className="num" href={`tel:${text}`}>
          <PhoneNumber value={text} />
        </a>
      );
    case "url":
      return (
        <a
          href={/^https?:/i.test(text) ? text : undefined}
          target="_blank"
          rel="noreferrer noopener"
          onClick={stop}
          className={styles.line}
        >
          <span className="clip">{text.replace(/^https?:\/\//i, "")}</span>
          <ExternalLink size={12} aria-hidden="true" />
        </a>
      );
    case "address":
      return addressLine(value as Address, language);
    case "geo_point":
      return <Geo value={value} language={language} />;
    case "select": {
      const option = field.options?.find((one) => one.value === text);
      return <Tag text={option ? labels.option(option) : text} color={option?.color} dot={!many} />;
    }
    case "reference":
      return <ReferenceLink object={field.object ?? ""} id={text} title={titles?.[text]} />;
    case "user":
      return <UserName id={text} title={titles?.[text]} />;
    case "file":
      return (
        <a href={`/api/files/${text}`} onClick={stop} className={styles.line}>
          <Paperclip size={13} aria-hidden="true" />
          {titles?.[text] ?? t("value.file")}
        </a>
      );
    case "json":
      if (field.name === "checklist")
        return cell ? (
          <Progress items={checklistOf(value)} />
        ) : (
          <Suspense>
            <Checklist value={value} readOnly />
          </Suspense>
        );
      return <code className={cell ? "clip" : styles.json}>{JSON.stringify(value, null, cell ? 0 : 2)}</code>;
    case "long_text":
      return <span className={cell ? "clip" : styles.long}>{text}</span>;
    default:
      if (holdsTags(field)) return <TagName code={text} />;
      if (many) return <Tag text={text} />;
      if (field.name === "repeat") return <RepeatWords rule={text} />;
      if (field.name === "country" && /^[A-Z]{2}$/.test(text)) return countryName(text, language);
      return text;
  }
}

function Geo({ value, language }: { value: unknown; language: string }) {
  const { lat, lng } = value as { lat: number; lng: number };
  return (
    <span className={`${styles.line} num`}>
      <MapPin size={13} aria-hidden="true" />
      {formatNumber(lat, language, 5)}, {formatNumber(lng, language, 5)}
    </span>
  );
}
