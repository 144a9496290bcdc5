import { Modal } from "antd";
import { useState } from "react";
import { Keys } from "../ui/keys";
import { type ActionGroup, actionsNow } from "./actions";
import { useTranslation } from "./i18n";
import styles from "./shortcut-sheet.module.css";

const groups: ActionGroup[] = ["app", "record", "list", "form", "create", "go"];

/** Every key that does something where one is, by what it is for. */
export default function ShortcutSheet({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const [actions] = useState(() => actionsNow().filter(({ keys }) => keys));
  return (
    <Modal open width={720} title={t("shortcuts.title")} footer={null} onCancel={onClose}>
      <div className={styles.groups}>
        {groups.map((group) => {
          const found = actions.filter((action) => action.group === group);
          if (found.length === 0) return null;
          return (
            <section key={group}>
              <h3 className="muted">{t(`shortcuts.group.${group}`)}</h3>
              <dl>
                {found.map(({ id, text, keys }) => (
                  <div key={id} className={styles.line}>
                    <dt>{text}</dt>
                    <dd>{keys && <Keys keys={keys} told />}</dd>
                  </div>
                ))}
              </dl>
            </section>
          );
        })}
      </div>
    </Modal>
  );
}
