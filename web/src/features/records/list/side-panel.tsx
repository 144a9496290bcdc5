import { Button } from "antd";
import { Maximize2, X } from "lucide-react";
import { useEffect } from "react";
import type { ObjectDef } from "../../../api/types";
import { useTranslation } from "../../../app/i18n";
import type { ListSearch } from "../../../routes/search";
import { RecordView } from "../page/record-view";
import type { Open } from "./grid";
import styles from "./side-panel.module.css";
import { Walk } from "./walk";

interface Props {
  object: ObjectDef;
  id: string;
  search: ListSearch;
  open: Open;
}

/** A record beside the list it was opened from. */
export default function SidePanel({ object, id, search, open }: Props) {
  const { t } = useTranslation();
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (
        event.key === "Escape" &&
        !event.defaultPrevented &&
        !document.querySelector(
          ".ant-modal-wrap:not([style*='none']), .ant-drawer-open, .ant-popover:not(.ant-popover-hidden)",
        )
      )
        open.panel(undefined, false);
    };
    window.addEventListener("keydown", listen);
    return () => window.removeEventListener("keydown", listen);
  }, [open]);
  return (
    <aside className={styles.panel} aria-label={t("record.panel")}>
      <div className={styles.bar}>
        <Walk object={object} id={id} search={search} onGo={(next) => open.panel(next, true)} />
        <span className={styles.gap} />
        <Button
          data-hint={t("record.openPage")}
          type="text"
          icon={<Maximize2 size={15} />}
          aria-label={t("record.openPage")}
          onClick={() => open.page(id)}
        />
        <Button
          data-hint={t("action.close")}
          type="text"
          icon={<X size={17} />}
          aria-label={t("action.close")}
          onClick={() => open.panel(undefined, false)}
        />
      </div>
      <div className={styles.body}>
        <RecordView key={id} object={object} id={id} onGone={() => open.panel(undefined, true)} />
      </div>
    </aside>
  );
}
