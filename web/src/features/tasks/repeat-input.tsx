import { Checkbox, DatePicker, InputNumber, Select } from "antd";
import dayjs from "dayjs";
import { useTranslation } from "../../app/i18n";
import { usePlace } from "../../app/place";
import type { InputProps } from "../records/form/small-inputs";
import { frequencies, type Repeat, readRepeat, weekdays, writeRepeat } from "./repeat";
import { useRepeatText, weekdayName } from "./repeat-text";
import styles from "./tasks.module.css";

/** Chooses how a task repeats. */
export function RepeatInput({ value, onChange, id, label, autoFocus }: InputProps<string>) {
  const { t } = useTranslation();
  const text = useRepeatText();
  const repeat = value ? readRepeat(value) : undefined;
  const set = (next: Partial<Repeat>) =>
    onChange?.(writeRepeat({ every: "DAILY", interval: 1, days: [], lastDay: false, ...repeat, ...next }));
  const options = [
    { value: "", label: t("tasks.every.never") },
    ...frequencies.map((every) => ({
      value: every,
      label: text({ every, interval: 1, days: [], lastDay: false }),
    })),
  ];
  return (
    <div className={styles.repeat}>
      <Select
        id={id}
        value={repeat?.every ?? ""}
        options={options}
        autoFocus={autoFocus}
        aria-label={label ?? t("tasks.repeat")}
        onChange={(every: Repeat["every"] | "") => (every ? set({ every }) : onChange?.(null))}
      />
      {repeat && <Details repeat={repeat} set={set} />}
    </div>
  );
}

function Details({ repeat, set }: { repeat: Repeat; set: (next: Partial<Repeat>) => void }) {
  const { t } = useTranslation();
  const { language } = usePlace();
  const text = useRepeatText();
  const end = repeat.until ? "until" : repeat.count ? "times" : "never";
  const ends = {
    never: {},
    until: { until: dayjs().add(3, "month").format("YYYY-MM-DD") },
    times: { count: 10 },
  };
  return (
    <>
      {repeat.every === "WEEKLY" && (
        <Checkbox.Group
          className={styles.days}
          value={repeat.days}
          options={weekdays.map((day) => ({ value: day, label: weekdayName(day, language) }))}
          onChange={(days) => set({ days })}
        />
      )}
      {repeat.every === "MONTHLY" && (
        <Checkbox checked={repeat.lastDay} onChange={(event) => set({ lastDay: event.target.checked })}>
          {t("tasks.every.lastDay")}
        </Checkbox>
      )}
      <div className={styles.line}>
        <InputNumber
          min={1}
          max={999}
          precision={0}
          prefix={t("tasks.every.interval")}
          style={{ width: 120 }}
          value={repeat.interval}
          aria-label={t("tasks.every.interval")}
          onChange={(interval) => set({ interval: interval ?? 1 })}
        />
        <Select
          value={end}
          style={{ width: 130 }}
          aria-label={t("tasks.every.end")}
          options={(["never", "until", "times"] as const).map((one) => ({
            value: one,
            label: t(`tasks.every.ends.${one}`),
          }))}
          onChange={(next: keyof typeof ends) => set({ until: undefined, count: undefined, ...ends[next] })}
        />
        {repeat.until && (
          <DatePicker
            value={dayjs(repeat.until)}
            allowClear={false}
            aria-label={t("tasks.every.ends.until")}
            onChange={(day) => set({ until: day?.format("YYYY-MM-DD") })}
          />
        )}
        {repeat.count && (
          <InputNumber
            min={1}
            max={9999}
            precision={0}
            value={repeat.count}
            aria-label={t("tasks.every.ends.times")}
            onChange={(count) => set({ count: count ?? 1 })}
          />
        )}
      </div>
      <p className="muted">{text(repeat)}</p>
    </>
  );
}
