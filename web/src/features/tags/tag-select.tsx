import { useQueryClient } from "@tanstack/react-query";
import { Button, Select } from "antd";
import { Plus } from "lucide-react";
import { useState } from "react";
import { post } from "../../api/client";
import { refreshObject } from "../../api/records";
import { useCan } from "../../api/session";
import { useTranslation } from "../../app/i18n";
import { useFailureNotice } from "../../ui/notices";
import { useTags } from "./data";
import { TagName } from "./tag-name";

interface Props {
  value: string[];
  onChange: (codes: string[]) => void;
  /** A tag that does not exist yet may be made here. */
  creates?: boolean;
  id?: string;
  onBlur?: () => void;
  autoFocus?: boolean;
  label?: string;
}

/** Characters that separate tags in filters and files, and therefore cannot be part of a code. */
const separators = /[\s,;|:"，]+/g;

/** Chooses tags by name, in their groups. */
export function TagSelect({ value, onChange, creates, label, ...props }: Props) {
  const { t } = useTranslation();
  const can = useCan();
  const client = useQueryClient();
  const fail = useFailureNotice();
  const tags = useTags();
  const [text, setText] = useState("");
  const wanted = text.trim();
  const exists = tags.some((tag) => tag.name === wanted || tag.code === wanted);
  const groups = [...new Set(tags.map((tag) => tag.group))].map((group) => ({
    label: group || t("tags.noGroup"),
    options: tags
      .filter((tag) => tag.group === group)
      .map((tag) => ({ value: tag.code, label: tag.name, search: `${tag.name} ${tag.code}` })),
  }));
  async function create() {
    const code = wanted.replace(separators, "-").toLowerCase();
    try {
      await post("/records/tag", { code, name: wanted });
      refreshObject(client, "tag");
      setText("");
      onChange([...value, code]);
    } catch (error) {
      fail(t("tags.create", { name: wanted }), error);
    }
  }
  return (
    <Select
      {...props}
      mode="multiple"
      value={value}
      onChange={onChange}
      options={groups}
      placeholder={label}
      aria-label={label}
      showSearch={{ optionFilterProp: "search", searchValue: text, onSearch: setText }}
      labelRender={({ value: code }) => <TagName code={String(code)} />}
      optionRender={({ value: code }) => <TagName code={String(code)} />}
      notFoundContent={wanted && creates ? <span /> : t("form.nothing")}
      popupRender={(menu) => (
        <>
          {menu}
          {creates && wanted && !exists && can("record.create", "tag") && (
            <Button type="text" block icon={<Plus size={14} />} onClick={create}>
              {t("tags.create", { name: wanted })}
            </Button>
          )}
        </>
      )}
    />
  );
}
