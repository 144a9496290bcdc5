import { Input, InputNumber, Select, Switch } from "antd";
import { scaleOf } from "../../../api/definition";
import type { Address, FieldDef, Money } from "../../../api/types";
import { holdsTags } from "../../tags/data";
import { TagSelect } from "../../tags/tag-select";
import Checklist from "../../tasks/checklist";
import { RepeatInput } from "../../tasks/repeat-input";
import { useLabels } from "../field/labels";
import { AddressInput } from "./address-input";
import { CountrySelect } from "./country-select";
import { Many } from "./many";
import { RecordPicker } from "./record-picker";
import {
  DateInput,
  DateTimeInput,
  FileInput,
  GeoInput,
  type InputProps,
  JsonInput,
  MoneyInput,
  PhoneInput,
} from "./small-inputs";

type Props = InputProps<unknown> & {
  field: FieldDef;
  /** What was typed to begin, for inputs that search. */
  typed?: string;
};

/** The input that fits a field's type. Values are as the API writes them. */
export function FieldInput({ field, ...props }: Props) {
  const labels = useLabels();
  if (!field.multi) return <OneInput field={field} {...props} />;
  if (field.type === "select") return <SelectInput field={field} {...props} multiple />;
  if (holdsTags(field))
    return (
      <TagSelect
        {...props}
        value={(props.value as string[] | null) ?? []}
        onChange={(next) => props.onChange?.(next)}
        creates
      />
    );
  if (field.type === "text" || field.type === "email") {
    return (
      <Select
        id={props.id}
        mode="tags"
        value={(props.value as string[] | null) ?? []}
        onChange={(next) => props.onChange?.(next)}
        onBlur={props.onBlur}
        autoFocus={props.autoFocus}
        tokenSeparators={[",", "，", "、", ";", "；"]}
        open={false}
        suffixIcon={null}
      />
    );
  }
  return (
    <Many
      value={props.value as unknown[]}
      onChange={(next) => props.onChange?.(next)}
      one={(value, onChange) => (
        <OneInput
          field={field}
          label={labels.field(field)}
          value={value}
          onChange={onChange}
          onBlur={props.onBlur}
        />
      )}
    />
  );
}

function SelectInput({ field, value, onChange, multiple, typed, ...props }: Props & { multiple?: boolean }) {
  const labels = useLabels();
  const options = (field.options ?? [])
    .filter((option) => !option.hidden || option.value === value)
    .map((option) => ({ value: option.value, label: labels.option(option) }));
  return (
    <Select
      {...props}
      mode={multiple ? "multiple" : undefined}
      value={(value as string | undefined) ?? undefined}
      options={options}
      allowClear={!field.required}
      showSearch={options.length > 8 ? { optionFilterProp: "label" } : false}
      onChange={(next?: unknown) => onChange?.(next ?? null)}
    />
  );
}

function OneInput({ field, value, onChange, label, typed, defaultOpen, ...props }: Props) {
  const shared = { ...props, defaultOpen, onChange: (next: unknown) => onChange?.(next) };
  const text = typeof value === "string" ? value : "";
  switch (field.type) {
    case "long_text":
      return (
        <Input.TextArea
          {...props}
          value={text}
          onChange={(event) => onChange?.(event.target.value || null)}
          autoSize={{ minRows: 3, maxRows: 12 }}
        />
      );
    case "integer":
      return (
        <InputNumber
          {...props}
          style={{ width: "100%" }}
          precision={0}
          value={value as number | null}
          onChange={(next) => onChange?.(next)}
        />
      );
    case "decimal":
      return (
        <InputNumber
          {...props}
          style={{ width: "100%" }}
          stringMode
          precision={scaleOf(field)}
          value={value as string | null}
          onChange={(next) => onChange?.(next === null ? null : String(next))}
        />
      );
    case "money":
      return <MoneyInput {...shared} value={value as Money | null} />;
    case "boolean":
      return <Switch id={props.id} checked={value === true} onChange={(next) => onChange?.(next)} />;
    case "date":
      return <DateInput {...shared} value={text || null} />;
    case "datetime":
      return <DateTimeInput {...shared} value={text || null} />;
    case "phone":
      return <PhoneInput {...shared} label={label} value={text || null} />;
    case "address":
      return <AddressInput id={props.id} onChange={shared.onChange} value={value as Address | null} />;
    case "geo_point":
      return <GeoInput {...shared} value={value as { lat: number; lng: number } | null} />;
    case "select":
      return <SelectInput field={field} value={value} {...shared} />;
    case "reference":
      return <RecordPicker {...shared} typed={typed} object={field.object ?? ""} value={text || null} />;
    case "user":
      return <RecordPicker {...shared} typed={typed} object="user" value={text || null} />;
    case "file":
      return <FileInput {...shared} value={text || null} />;
    case "json":
      if (field.name === "checklist") return <Checklist {...shared} value={value} />;
      return <JsonInput {...shared} value={value} />;
    default:
      if (field.name === "repeat") return <RepeatInput {...shared} value={text || null} />;
      if (field.name === "country") return <CountrySelect {...shared} value={text || null} />;
      return (
        <Input
          {...props}
          type={field.type === "email" ? "email" : field.type === "url" ? "url" : "text"}
          value={text}
          onChange={(event) => onChange?.(event.target.value || null)}
        />
      );
  }
}
