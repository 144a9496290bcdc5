import { DatePicker, InputNumber, Select } from "antd";
import dayjs, { type Dayjs } from "dayjs";
import { useTranslation } from "../../../app/i18n";
import styles from "./filter.module.css";
import { isPreset, presets, readWindow, units, type Window, writeWindow } from "./windows";

interface Props {
  value: string | undefined;
  onChange: (value: string | undefined) => void;
}

const ways = ["last", "next", "range"] as const;

/** A window of time: one of the usual ones, so many days, weeks, months before or after now, or from one day to another. */
export function WindowInput({ value, onChange }: Props) {
  const { t } = useTranslation();
  const window = readWindow(value);
  const own = !isPreset(value) && window;
  const options = [
    ...presets.map((one) => ({ value: one as string, label: t(`filter.window.${one}`) })),
    ...ways.map((way) => ({ value: way as string, label: t(`filter.ways.${way}`) })),
  ];
  // What only experts write stays as it is until another one is chosen.
  if (value && !isPreset(value) && !window && value !== "..") options.push({ value, label: value });
  const chosen = own ? own.way : value === ".." ? "range" : value;
  const set = (next: Window) => onChange(writeWindow(next) || "..");
  function choose(next: string) {
    if (next === "last" || next === "next") set({ way: next, count: 14, unit: "d" });
    else onChange(next === "range" ? ".." : next);
  }
  return (
    <>
      <Select
        value={chosen}
        options={options}
        onChange={choose}
        listHeight={480}
        placeholder={t("filter.value")}
        aria-label={t("filter.value")}
      />
      {own && own.way !== "range" && (
        <span className={styles.length}>
          <InputNumber
            min={1}
            max={9999}
            precision={0}
            value={own.count}
            onChange={(count) => count && set({ ...own, count })}
            aria-label={t("filter.howMany")}
          />
          <Select
            value={own.unit}
            options={units.map((unit) => ({
              value: unit,
              label: t(`filter.units.${unit}`, { count: own.count }),
            }))}
            onChange={(unit) => set({ ...own, unit })}
            aria-label={t("filter.unit")}
          />
        </span>
      )}
      {chosen === "range" && <Days window={own || { way: "range" }} onChange={set} />}
    </>
  );
}

function Days({ window, onChange }: { window: Window; onChange: (window: Window) => void }) {
  const { t } = useTranslation();
  if (window.way !== "range") return null;
  const { from, to } = window;
  const text = (day: Dayjs | null) => day?.format("YYYY-MM-DD");
  return (
    <DatePicker.RangePicker
      value={[from ? dayjs(from) : null, to ? dayjs(to) : null]}
      allowEmpty
      onChange={(days) =>
        onChange({ way: "range", from: text(days?.[0] ?? null), to: text(days?.[1] ?? null) })
      }
      aria-label={t("filter.ways.range")}
    />
  );
}
