import { useQueries } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { AutoComplete, Input, type InputRef } from "antd";
import { Search as SearchIcon } from "lucide-react";
import { useDeferredValue, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { labelIn, objectOf } from "../api/definition";
import { shortListQuery } from "../api/records";
import { useMeta } from "../api/session";
import type { RecordData } from "../api/types";
import { Avatar } from "../ui/avatar";
import { objectIcon } from "./icons";
import styles from "./search.module.css";

const searched = ["customer", "order", "product"];

/** Waits until typing rests. */
function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), 140);
    return () => clearTimeout(timer);
  }, [text]);
  return useDeferredValue(settled);
}

function useFound(text: string) {
  const meta = useMeta();
  const objects = searched.flatMap((name) => objectOf(meta, name) ?? []);
  const results = useQueries({
    queries: objects.map((object) => ({
      ...shortListQuery(object.name, { q: text, limit: object.name === "customer" ? 7 : 4 }),
      enabled: text.length > 0,
    })),
  });
  const groups = objects.map((object, index) => ({
    object,
    records: text ? (results[index]?.data?.items ?? []) : [],
  }));
  return { groups, loading: text !== "" && results.some((result) => result.isPending) };
}

/** `/` or Ctrl-K from anywhere goes to the search box. */
function useFocusKey(input: React.RefObject<InputRef | null>) {
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement;
      const typing = target.closest("input, textarea, [contenteditable=true], .ant-select");
      const slash = event.key === "/" && !typing && !event.ctrlKey && !event.metaKey;
      const palette = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey);
      if (!slash && !palette) return;
      event.preventDefault();
      input.current?.focus({ cursor: "all" });
    };
    window.addEventListener("keydown", listen);
    return () => window.removeEventListener("keydown", listen);
  }, [input]);
}

export function Search({ phone }: { phone: boolean }) {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const [text, setText] = useState("");
  const input = useRef<InputRef>(null);
  const settled = useSettled(text.trim());
  const { groups, loading } = useFound(settled);
  useFocusKey(input);

  const options = groups
    .filter((group) => group.records.length)
    .map(({ object, records }) => ({
      label: labelIn(object.plural, i18n.language, object.name),
      options: records.map((record) => ({
        value: `${object.name}/${record.id}`,
        label: <Found object={object.name} title={object.title} record={record} />,
      })),
    }));
  const all = { value: "all", label: t("search.all", { text: settled }) };

  function go(value: string) {
    setText("");
    input.current?.blur();
    const [object, id] = value.split("/");
    if (object === "all")
      navigate({ to: "/records/$object", params: { object: "customer" }, search: { q: settled } });
    else if (object && id) navigate({ to: "/records/$object/$id", params: { object, id } });
  }
  const empty = settled && !loading ? t("search.none", { text: settled }) : null;
  return (
    <search className={styles.search}>
      <AutoComplete
        className={styles.box}
        value={text}
        options={options.length ? [...options, all] : []}
        onSelect={go}
        onChange={(value: string) => !value.includes("/0") && value !== "all" && setText(value)}
        notFoundContent={empty}
        defaultActiveFirstOption
        popupMatchSelectWidth={phone ? true : 420}
      >
        <Input
          ref={input}
          prefix={<SearchIcon size={15} className="muted" aria-hidden="true" />}
          suffix={phone ? null : <kbd className={styles.key}>Ctrl K</kbd>}
          placeholder={phone ? t("search.short") : t("search.placeholder")}
          aria-label={t("search.placeholder")}
          onKeyDown={(event) => event.key === "Escape" && input.current?.blur()}
        />
      </AutoComplete>
    </search>
  );
}

function Found({ object, title, record }: { object: string; title: string; record: RecordData }) {
  const Icon = objectIcon(object);
  const name = String(record[title] ?? record.id);
  const emails = Array.isArray(record.emails) ? record.emails : [];
  const detail = [record.external_id ?? record.sku, emails[0]].filter(Boolean).join(" · ");
  return (
    <span className={styles.found}>
      {object === "customer" ? (
        <Avatar id={record.id} name={name} square={record.kind === "company"} />
      ) : (
        <Icon size={16} className="muted" aria-hidden="true" />
      )}
      <span className="clip">{name}</span>
      <span className={`${styles.detail} clip`}>{detail}</span>
    </span>
  );
}
