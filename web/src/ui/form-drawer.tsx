import { Button, Drawer, Grid } from "antd";
import type { ReactNode } from "react";
import { useActions } from "../app/actions";
import { useTranslation } from "../app/i18n";
import styles from "./form-drawer.module.css";

interface Props {
  /** Closed ones still slide out of sight; true when left out. */
  open?: boolean;
  title: string;
  /** In pixels; on a phone the drawer takes all there is. */
  width: number;
  /** Verb on the button that does it. */
  save: string;
  saving: boolean;
  onSave: () => void;
  onClose: () => void;
  children: ReactNode;
}

/** A form that slides in from the side, with its buttons always in sight. */
export function FormDrawer({ open = true, title, width, save, saving, onSave, onClose, children }: Props) {
  const { t } = useTranslation();
  const { md = true } = Grid.useBreakpoint();
  useActions(
    open && !saving ? [{ id: "save", group: "form", text: save, keys: "Mod+Enter", run: onSave }] : [],
  );
  return (
    <Drawer
      open={open}
      onClose={onClose}
      title={title}
      size={md ? width : "100%"}
      footer={
        <div className={styles.footer}>
          <Button onClick={onClose}>{t("action.cancel")}</Button>
          <Button type="primary" loading={saving} onClick={onSave} aria-keyshortcuts="Control+Enter">
            {save}
          </Button>
        </div>
      }
    >
      {children}
    </Drawer>
  );
}
