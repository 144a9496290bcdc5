import { DatePicker, Input, InputNumber, Radio, Select } from "antd";
import dayjs from "dayjs";
import { isNumeric, valueType } from "../../../api/definition";
import type { FieldDef } from "../../../api/types";
import { useTranslation } from "../../../app/i18n";
import { holdsTags } from "../../tags/data";
import { TagSelect } from "../../tags/tag-select";
import { useLabels } from "../field/labels";
import { CountrySelect } from "../form/country-select";
import { DivisionPicker } from "../form/division-picker";
import { RecordPicker } from "../form/record-picker";
import { type Choice, isArea } from "./operators";
import { WindowInput } from "./window-input";

interface Props {
  field: FieldDef;
  choice: Choice;
  values: string[];
  onChange: (values: string[]) => void;
}

/** The value of a test, entered as the field's own kind of value. */
export default function ClauseValue({ field, choice, values, onChange }: Props) {
  const { t } = useTranslation();
  const labels = useLabels();
  const type = valueType(field);
  const one = values[0];
  const label = t("filter.value");
  if (choice === "within")
    return <WindowInput value={one} onChange={(value) => onChange(value ? [value] : [])} />;
  if (type === "select") {
    const options = (field.options ?? []).map((option) => ({
      value: option.value,
      label: labels.option(option),
    }));
    return (
      <Select
        mode="multiple"
        value={values}
        options={options}
        onChange={onChange}
        placeholder={label}
        aria-label={label}
        autoFocus
        optionFilterProp="label"
      />
    );
  }
  if (type === "boolean") {
    return (
      <Radio.Group value={one} onChange={(event) => onChange([event.target.value])}>
        <Radio value="true">{t("value.yes")}</Radio>
        <Radio value="false">{t("value.no")}</Radio>
      </Radio.Group>
    );
  }
  if (type === "date" || type === "datetime") {
    return (
      <DatePicker
        value={one ? dayjs(one) : null}
        onChange={(date) => onChange(date ? [date.format("YYYY-MM-DD")] : [])}
        aria-label={label}
      />
    );
  }
  if (type === "reference" || type === "user") {
    const object = type === "user" ? "user" : (field.object ?? "");
    const extra =
      object === "user" && type === "user"
        ? { value: "me", title: t("filter.me") }
        : object === "team"
          ? { value: "my_team", title: t("filter.myTeam") }
          : undefined;
    return (
      <RecordPicker
        object={object}
        extra={extra}
        label={label}
        value={one ?? null}
        onChange={(id) => onChange(id ? [id] : [])}
      />
    );
  }
  if (isNumeric(field)) {
    return (
      <InputNumber
        style={{ width: "100%" }}
        stringMode
        value={one}
        onChange={(value) => onChange(value === null ? [] : [String(value)])}
        aria-label={label}
        autoFocus
      />
    );
  }
  if (holdsTags(field) && (choice === "is" || choice === "is_not"))
    return <TagSelect value={values} onChange={onChange} label={label} autoFocus />;
  if (isArea(field))
    return (
      <DivisionPicker
        partial
        value={{ province: one }}
        onChange={({ province, city, district }) => {
          const name = [province, city, district].filter(Boolean).join("");
          onChange(name ? [name] : []);
        }}
      />
    );
  if (field.name === "country")
    return <CountrySelect multiple value={values} onChange={onChange} label={label} />;
  if (choice === "is" || choice === "is_not") {
    return (
      <Select
        mode="tags"
        value={values}
        onChange={onChange}
        placeholder={label}
        aria-label={label}
        open={false}
        suffixIcon={null}
        autoFocus
      />
    );
  }
  return (
    <Input
      value={one ?? ""}
      onChange={(event) => onChange(event.target.value ? [event.target.value] : [])}
      placeholder={label}
      aria-label={label}
      autoFocus
    />
  );
}
