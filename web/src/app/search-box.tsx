import { useNavigate } from "@tanstack/react-router";
import { AutoComplete, Input, type InputRef } from "antd";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { act } from "./actions";
import { useTranslation } from "./i18n";
import { usePalette } from "./palette";
import styles from "./search.module.css";

interface Props {
  phone: boolean;
  text: string;
  onText: (text: string) => void;
  prefix: ReactNode;
  suffix: ReactNode;
}

/** The box with what is found below it. */
export default function SearchBox({ phone, text, onText, prefix, suffix }: Props) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [open, setOpen] = useState(false);
  const input = useRef<InputRef>(null);
  const byKey = useRef(false);
  const waiting = useRef(false);
  const typed = text.trim();
  const { options, current, none, sure } = usePalette(typed, open);
  const first = options.find(({ disabled }) => !disabled)?.value;

  function go(value: string) {
    onText("");
    setOpen(false);
    input.current?.blur();
    if (value.startsWith(">")) {
      // once the box has let go of the keys, so that what opens gets them
      setTimeout(() => act(value.slice(1)));
      return;
    }
    const [object, id] = value.split("/");
    if (object && id) navigate({ to: "/records/$object/$id", params: { object, id } });
    else if (object) navigate({ to: "/records/$object", params: { object }, search: { q: typed } });
  }

  // Enter was pressed before the answer to what is typed had come.
  useEffect(() => {
    if (!waiting.current || !current || !typed) return;
    waiting.current = false;
    if (first) go(first);
  });

  function choose(value: string) {
    if (byKey.current && !current && value !== sure) waiting.current = true;
    else go(value);
  }

  return (
    <div
      onKeyDownCapture={(event) => {
        byKey.current = event.key === "Enter";
        waiting.current = event.key === "Enter" && !current && !(sure && first === sure);
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
        showSearch={{ onSearch: onText }}
        notFoundContent={none}
        defaultActiveFirstOption
        // within the landmark that it belongs to
        getPopupContainer={(box) => box.closest("search") ?? document.body}
        popupMatchSelectWidth={phone ? window.innerWidth - 16 : 560}
        listHeight={phone ? 360 : 480}
        onFocus={() => setOpen(true)}
        onBlur={() => setOpen(false)}
      >
        <Input
          ref={input}
          prefix={prefix}
          suffix={suffix}
          placeholder={phone ? t("search.short") : t("search.placeholder")}
          aria-label={t("search.placeholder")}
          onKeyDown={(event) => event.key === "Escape" && input.current?.blur()}
        />
      </AutoComplete>
    </div>
  );
}
