import { Button } from "antd";
import { ScanLine, Search as SearchIcon } from "lucide-react";
import { type ComponentProps, useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import { Keys } from "../ui/keys";
import { onDemand } from "../ui/on-demand";
import { useActions } from "./actions";
import { useTranslation } from "./i18n";
import { afterFirstPage } from "./later";
import styles from "./search.module.css";
import type SearchBox from "./search-box";

const ScanDialog = onDemand(() => import("../features/scan/scan-dialog"));

/** `/` or Ctrl-K from anywhere goes to the box. */
function useFocusKeys(find: () => HTMLInputElement | null | undefined) {
  const { t } = useTranslation();
  const run = () => {
    find()?.focus();
    find()?.select();
  };
  useActions([
    { id: "search", group: "app", text: t("shortcuts.palette"), icon: SearchIcon, keys: "Mod+k", run },
    { id: "search.slash", group: "app", text: t("search.short"), icon: SearchIcon, keys: "/", run },
  ]);
}

/** One box for everything: finds records, goes to rooms, makes records, does what can be done here. */
export function Search({ phone }: { phone: boolean }) {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const [scan, setScan] = useState(false);
  const landmark = useRef<HTMLElement>(null);
  const find = useCallback(() => landmark.current?.querySelector("input"), []);
  useFocusKeys(find);
  useActions([{ id: "scan", group: "app", text: t("scan.open"), icon: ScanLine, run: () => setScan(true) }]);
  const parts = {
    phone,
    text,
    onText: setText,
    prefix: <SearchIcon size={15} className="muted" aria-hidden="true" />,
    suffix: (
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
    ),
  };
  return (
    <search ref={landmark} className={styles.search}>
      <Field {...parts} find={find} />
      {scan && (
        <ScanDialog
          onSearch={(code) => {
            setText(code);
            find()?.focus();
          }}
          onClose={() => setScan(false)}
        />
      )}
    </search>
  );
}

let Box: typeof SearchBox | undefined;

interface FieldProps extends ComponentProps<typeof SearchBox> {
  find: () => HTMLInputElement | null | undefined;
}

/** Looks like the box and takes what is typed until the box is there: a cold start does not wait for it. */
function Field({ find, ...props }: FieldProps) {
  const { phone, text, onText, prefix, suffix } = props;
  const { t } = useTranslation();
  const [drawn, setDrawn] = useState(Boolean(Box));
  /** The input has the keys when it gives way to the box. */
  const held = useRef(false);
  /** Characters are being put together, which giving way would cut off. */
  const composing = useRef(false);
  const load = useCallback(async () => {
    Box = (await import("./search-box")).default;
    if (composing.current) return;
    held.current = document.activeElement === find();
    setDrawn(true);
  }, [find]);
  useEffect(() => (drawn ? undefined : afterFirstPage(load)), [drawn, load]);
  useLayoutEffect(() => {
    const input = find();
    if (!drawn || !held.current || !input) return;
    input.focus();
    input.setSelectionRange(input.value.length, input.value.length);
  }, [drawn, find]);
  if (drawn && Box) return <Box {...props} />;
  return (
    <div className={styles.field}>
      {prefix}
      <input
        role="combobox"
        aria-expanded={false}
        aria-label={t("search.placeholder")}
        placeholder={phone ? t("search.short") : t("search.placeholder")}
        value={text}
        onChange={(event) => onText(event.target.value)}
        onFocus={load}
        onCompositionStart={() => {
          composing.current = true;
        }}
        onCompositionEnd={() => {
          composing.current = false;
          load();
        }}
      />
      {suffix}
    </div>
  );
}
