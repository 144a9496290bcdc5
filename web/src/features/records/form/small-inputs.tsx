import { App, Button, DatePicker, Input, InputNumber, Select, Space, Upload } from "antd";
import dayjs from "dayjs";
import timezone from "dayjs/plugin/timezone";
import utc from "dayjs/plugin/utc";
import { Paperclip, X } from "lucide-react";
import { useEffect, useState } from "react";
import { useMeta } from "../../../api/session";
import type { Money } from "../../../api/types";
import { useTranslation } from "../../../app/i18n";
import { usePlace } from "../../../app/place";
import { useFailureNotice } from "../../../ui/notices";
import { groupedPhone, storedPhone, usePhoneRules } from "../field/phone";
import { uploadFile } from "./upload";

dayjs.extend(utc);
dayjs.extend(timezone);

export interface InputProps<T> {
  value?: T | null;
  onChange?: (value: T | null) => void;
  onBlur?: () => void;
  id?: string;
  /** What it is called where no label stands before it. */
  label?: string;
  autoFocus?: boolean;
  /** A list or calendar is open from the beginning. */
  defaultOpen?: boolean;
}

const currencies = ["CNY", "USD", "EUR", "GBP", "HKD", "TWD", "JPY", "KRW", "SGD", "AUD", "CAD", "CHF"];

export function MoneyInput({ value, onChange, onBlur, id, autoFocus }: InputProps<Money>) {
  const { t } = useTranslation();
  const { company } = useMeta();
  const currency = value?.currency ?? company.currency;
  const options = [...new Set([company.currency, currency, ...currencies])].map((code) => ({
    value: code,
    label: code,
  }));
  return (
    <Space.Compact block>
      <InputNumber
        id={id}
        style={{ flex: 1 }}
        stringMode
        value={value?.amount ?? null}
        onChange={(amount) =>
          onChange?.(amount === null || amount === "" ? null : { amount: String(amount), currency })
        }
        onBlur={onBlur}
        autoFocus={autoFocus}
      />
      <Select
        style={{ width: 92 }}
        value={currency}
        options={options}
        disabled={!value}
        aria-label={t("form.currency")}
        onChange={(next: string) => value && onChange?.({ ...value, currency: next })}
      />
    </Space.Compact>
  );
}

/** Shown grouped, stored as E.164 where that is certain. */
export function PhoneInput({ value, onChange, onBlur, id, label, autoFocus }: InputProps<string>) {
  const { company } = useMeta();
  usePhoneRules();
  const [typed, setTyped] = useState<string>();
  return (
    <Input
      id={id}
      aria-label={label}
      type="tel"
      inputMode="tel"
      value={typed ?? (value ? groupedPhone(value) : "")}
      onChange={(event) => {
        setTyped(event.target.value);
        onChange?.(event.target.value ? storedPhone(event.target.value, company.country) : null);
      }}
      onBlur={() => {
        setTyped(undefined);
        onBlur?.();
      }}
      autoFocus={autoFocus}
    />
  );
}

/** One's zone, in which pickers of dates begin with today and now. */
function useClock(): string {
  const { zone } = usePlace();
  useEffect(() => dayjs.tz.setDefault(zone), [zone]);
  return zone;
}

export function DateInput({ value, onChange, onBlur, id, autoFocus, defaultOpen }: InputProps<string>) {
  useClock();
  const date = value ? dayjs(value) : null;
  return (
    <DatePicker
      id={id}
      style={{ width: "100%" }}
      value={date}
      onChange={(next) => onChange?.(next ? next.format("YYYY-MM-DD") : null)}
      onBlur={onBlur}
      autoFocus={autoFocus}
      defaultOpen={defaultOpen}
    />
  );
}

/** Entered and shown in the person's time zone, stored in UTC. */
export function DateTimeInput({
  value,
  onChange,
  onBlur,
  id,
  autoFocus,
  label,
}: InputProps<string> & { label?: string }) {
  const zone = useClock();
  const time = value ? dayjs(value).tz(zone) : null;
  return (
    <DatePicker
      id={id}
      aria-label={label}
      style={{ width: "100%" }}
      showTime={{ format: "HH:mm" }}
      format="YYYY-MM-DD HH:mm"
      value={time}
      onChange={(next) =>
        onChange?.(next ? dayjs.tz(next.format("YYYY-MM-DDTHH:mm:ss"), zone).toISOString() : null)
      }
      onBlur={onBlur}
      autoFocus={autoFocus}
    />
  );
}

export function GeoInput({ value, onChange, onBlur, id }: InputProps<{ lat: number; lng: number }>) {
  const { t } = useTranslation();
  const [lat, setLat] = useState<number | null>(value?.lat ?? null);
  const [lng, setLng] = useState<number | null>(value?.lng ?? null);
  const tell = (nextLat: number | null, nextLng: number | null) =>
    onChange?.(nextLat === null || nextLng === null ? null : { lat: nextLat, lng: nextLng });
  return (
    <Space.Compact block>
      <InputNumber
        id={id}
        style={{ width: "50%" }}
        min={-90}
        max={90}
        value={lat}
        placeholder={t("form.latitude")}
        aria-label={t("form.latitude")}
        onBlur={onBlur}
        onChange={(next) => {
          setLat(next);
          tell(next, lng);
        }}
      />
      <InputNumber
        style={{ width: "50%" }}
        min={-180}
        max={180}
        value={lng}
        placeholder={t("form.longitude")}
        aria-label={t("form.longitude")}
        onBlur={onBlur}
        onChange={(next) => {
          setLng(next);
          tell(lat, next);
        }}
      />
    </Space.Compact>
  );
}

export function JsonInput({ value, onChange, onBlur, id }: InputProps<unknown>) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState(
    value === null || value === undefined ? "" : JSON.stringify(value, null, 2),
  );
  const [wrong, setWrong] = useState(false);
  function leave() {
    try {
      onChange?.(typed.trim() ? JSON.parse(typed) : null);
      setWrong(false);
      onBlur?.();
    } catch {
      setWrong(true);
    }
  }
  return (
    <>
      <Input.TextArea
        id={id}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        onBlur={leave}
        autoSize={{ minRows: 3, maxRows: 12 }}
        status={wrong ? "error" : undefined}
        spellCheck={false}
      />
      {wrong && <span style={{ color: "var(--gx-error)" }}>{t("form.notJson")}</span>}
    </>
  );
}

export function FileInput({ value, onChange }: InputProps<string>) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const fail = useFailureNotice();
  const [name, setName] = useState<string>();
  const [busy, setBusy] = useState(false);
  async function upload(file: File) {
    setBusy(true);
    try {
      onChange?.(await uploadFile(file));
      setName(file.name);
      message.success(t("form.uploaded", { name: file.name }));
    } catch (error) {
      fail(t("form.upload"), error);
    }
    setBusy(false);
  }
  return (
    <Space>
      <Upload
        showUploadList={false}
        beforeUpload={(file) => {
          upload(file);
          return false;
        }}
      >
        <Button loading={busy} icon={<Paperclip size={15} />}>
          {t("form.upload")}
        </Button>
      </Upload>
      {value && (
        <>
          <a href={`/api/files/${value}`}>{name ?? t("value.file")}</a>
          <Button
            type="text"
            size="small"
            icon={<X size={14} />}
            aria-label={t("action.clear")}
            onClick={() => onChange?.(null)}
          />
        </>
      )}
    </Space>
  );
}
