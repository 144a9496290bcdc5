import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { AutoComplete, Input, type InputRef } from "antd";
import { Search as SearchIcon } from "lucide-react";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { labelIn, objectOf } from "../api/definition";
import { plain, searchQuery } from "../api/search";
import { meQuery, useMeta } from "../api/session";
import { addRecent, type Recent, recentOf } from "./recent";
import styles from "./search.module.css";
import { Hit, Mark } from "./search-hit";

/** Waits until typing rests. */
function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), 90);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
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

interface Option {
  value: string;
  label: ReactNode;
  disabled?: boolean;
}

function Opened({ recent }: { recent: Recent }) {
  return (
    <span className={styles.found}>
      <Mark {...recent} />
      <span className="clip">{recent.name}</span>
    </span>
  );
}

/** What can be chosen for a text: groups of hits, or what was opened last. `current`: it belongs to what is typed now. */
function useOptions(typed: string, person: string) {
  const { t, i18n } = useTranslation();
  const meta = useMeta();
  const settled = useSettled(typed);
  const { data, isError } = useQuery(searchQuery(settled));
  const names = new Map<string, Recent>();
  const groupOf = (label: string, options: Option[]) => ({ label, options });
  if (typed === "") {
    const recents = recentOf(person).filter((recent) => objectOf(meta, recent.object));
    const options = recents.map((recent): Option => {
      const value = `${recent.object}/${recent.id}`;
      names.set(value, recent);
      return { value, label: <Opened recent={recent} /> };
    });
    return {
      options: options.length ? [groupOf(t("search.recent"), options)] : [],
      names,
      current: true,
      none: null,
    };
  }
  const groups = (data?.groups ?? []).flatMap((group) => {
    const object = objectOf(meta, group.object);
    if (!object) return [];
    const plural = labelIn(object.plural, i18n.language, object.name);
    const options = group.hits.map((hit): Option => {
      const value = `${group.object}/${hit.id}`;
      names.set(value, { object: group.object, id: hit.id, name: plain(hit.title) });
      return { value, label: <Hit object={group.object} hit={hit} /> };
    });
    const all = {
      value: `${group.object}/`,
      label: <span className="muted">{t("search.all", { name: plural })}</span>,
    };
    return [groupOf(plural, group.more ? [...options, all] : options)];
  });
  const current = data?.text === typed;
  const empty = data?.complete === false ? t("search.making") : t("search.none", { text: typed });
  const none = isError ? t("search.away") : current ? empty : null;
  return { options: groups, names, current, none };
}

export function Search({ phone }: { phone: boolean }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { data: me } = useQuery(meQuery);
  const person = me?.user.id ?? "";
  const [text, setText] = useState("");
  const [open, setOpen] = useState(false);
  const input = useRef<InputRef>(null);
  const byKey = useRef(false);
  const waiting = useRef(false);
  const typed = text.trim();
  const { options, names, current, none } = useOptions(typed, person);
  useFocusKey(input);

  function go(value: string) {
    setText("");
    setOpen(false);
    input.current?.blur();
    const [object, id] = value.split("/");
    const recent = names.get(value);
    if (recent) addRecent(person, recent);
    if (object && id) navigate({ to: "/records/$object/$id", params: { object, id } });
    else if (object) navigate({ to: "/records/$object", params: { object }, search: { q: typed } });
  }

  // Enter was pressed before the answer to what is typed had come.
  useEffect(() => {
    const first = options[0]?.options[0]?.value;
    if (!waiting.current || !current || !typed) return;
    waiting.current = false;
    if (first) go(first);
  });

  function choose(value: string) {
    if (byKey.current && !current) waiting.current = true;
    else go(value);
  }

  return (
    <search
      className={styles.search}
      onKeyDownCapture={(event) => {
        byKey.current = event.key === "Enter";
        waiting.current = event.key === "Enter" && !current;
      }}
      onMouseDownCapture={() => {
        byKey.current = false;
      }}
    >
      <AutoComplete
        className={styles.box}
        value={text}
        options={options}
        open={open && (options.length > 0 || none !== null)}
        onSelect={choose}
        showSearch={{ onSearch: setText }}
        notFoundContent={none}
        defaultActiveFirstOption={typed !== ""}
        popupMatchSelectWidth={phone ? true : 520}
        listHeight={phone ? 360 : 480}
        onFocus={() => setOpen(true)}
        onBlur={() => setOpen(false)}
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
