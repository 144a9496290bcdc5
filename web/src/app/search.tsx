import { useNavigate } from "@tanstack/react-router";
import { AutoComplete, Button, Input, type InputRef } from "antd";
import { ScanLine, Search as SearchIcon } from "lucide-react";
import { lazy, Suspense, useEffect, useRef, useState } from "react";
import { Keys } from "../ui/keys";
import { act, useActions } from "./actions";
import { useTranslation } from "./i18n";
import { usePalette } from "./palette";
import styles from "./search.module.css";

const ScanDialog = lazy(() => import("../features/scan/scan-dialog"));

/** `/` or Ctrl-K from anywhere goes to the box. */
function useFocusKeys(input: React.RefObject<InputRef | null>) {
  const { t } = useTranslation();
  const run = () => input.current?.focus({ cursor: "all" });
  useActions([
    { id: "search", group: "app", text: t("shortcuts.palette"), icon: SearchIcon, keys: "Mod+k", run },
    { id: "search.slash", group: "app", text: t("search.short"), icon: SearchIcon, keys: "/", run },
  ]);
}

/** One box for everything: finds records, goes to rooms, makes records, does what can be done here. */
export function Search({ phone }: { phone: boolean }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [text, setText] = useState("");
  const [open, setOpen] = useState(false);
  const [scan, setScan] = useState(false);
  const input = useRef<InputRef>(null);
  const byKey = useRef(false);
  const waiting = useRef(false);
  const typed = text.trim();
  const { options, current, none, sure } = usePalette(typed, open);
  const first = options.find(({ disabled }) => !disabled)?.value;
  useFocusKeys(input);
  useActions([{ id: "scan", group: "app", text: t("scan.open"), icon: ScanLine, run: () => setScan(true) }]);

  function go(value: string) {
    setText("");
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
    <search
      className={styles.search}
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
        showSearch={{ onSearch: setText }}
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
          prefix={<SearchIcon size={15} className="muted" aria-hidden="true" />}
          suffix={
            <>
              {!phone && <Keys keys="Mod+k" />}
              <Button
                data-hint={t("scan.open")}
                type="text"
                size="small"
                icon={<ScanLine size={16} />}
                aria-label={t("scan.open")}
                data-tour="scan"
                onClick={() => setScan(true)}
              />
            </>
          }
          placeholder={phone ? t("search.short") : t("search.placeholder")}
          aria-label={t("search.placeholder")}
          onKeyDown={(event) => event.key === "Escape" && input.current?.blur()}
        />
      </AutoComplete>
      {scan && (
        <Suspense>
          <ScanDialog
            onSearch={(code) => {
              setText(code);
              input.current?.focus();
            }}
            onClose={() => setScan(false)}
          />
        </Suspense>
      )}
    </search>
  );
}
