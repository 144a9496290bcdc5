import { useQuery } from "@tanstack/react-query";
import { Select } from "antd";
import { useState } from "react";
import { objectOf } from "../../../api/definition";
import { shortListQuery } from "../../../api/records";
import { useMeta } from "../../../api/session";
import { useTranslation } from "../../../app/i18n";
import { Avatar } from "../../../ui/avatar";
import { useTitle } from "../field/reference-link";
import styles from "./form.module.css";

interface Props {
  object: string;
  value?: string | null;
  onChange?: (id: string | null) => void;
  onBlur?: () => void;
  id?: string;
  autoFocus?: boolean;
  defaultOpen?: boolean;
  /** What is searched for at first. */
  typed?: string;
  /** What stands for records that only the server knows: whoever asks. */
  extra?: { value: string; title: string };
  label?: string;
}

/** Chooses a record of an object by typing a part of its title. */
export function RecordPicker(props: Props) {
  const { object, value, onChange, onBlur, id, autoFocus, defaultOpen, typed, extra, label } = props;
  const { t } = useTranslation();
  const def = objectOf(useMeta(), object);
  const [text, setText] = useState(typed ?? "");
  const [open, setOpen] = useState(defaultOpen ?? false);
  const title = useTitle(object, value === extra?.value ? null : value);
  const { data, isFetching } = useQuery({
    ...shortListQuery(object, { q: text.trim(), limit: 20 }),
    enabled: Boolean(def) && open,
  });
  const people = object === "customer" || object === "user";
  const options = (data?.items ?? []).map((record) => {
    const name = String(record[def?.title ?? "name"] ?? record.id);
    return {
      value: record.id,
      title: name,
      detail: String(record.external_id ?? record.email ?? record.sku ?? ""),
    };
  });
  if (extra && !text.trim()) options.unshift({ ...extra, detail: "" });
  if (value && !options.some((option) => option.value === value))
    options.unshift({ value, title: (value === extra?.value ? extra.title : title) ?? "…", detail: "" });
  return (
    <Select
      id={id}
      value={value ?? undefined}
      options={options.map((option) => ({ ...option, label: option.title }))}
      showSearch={{ filterOption: false, searchValue: text, onSearch: setText }}
      defaultOpen={defaultOpen}
      onOpenChange={setOpen}
      allowClear
      loading={isFetching && open}
      placeholder={t("form.pick")}
      notFoundContent={isFetching ? t("form.searching") : t("form.nothing")}
      onChange={(next?: string) => onChange?.(next ?? null)}
      onBlur={onBlur}
      autoFocus={autoFocus}
      aria-label={label}
      optionRender={({ data: option }) => (
        <span className={styles.option}>
          {people && option.value !== extra?.value && (
            <Avatar id={option.value} name={option.title} size={20} />
          )}
          <span className="clip">{option.title}</span>
          <span className={styles.optionDetail}>{option.detail}</span>
        </span>
      )}
    />
  );
}
