import { Alert } from "antd";
import { useState } from "react";
import { labelIn } from "../../api/definition";
import { useTranslation } from "../../app/i18n";
import { usePlace } from "../../app/place";
import { FormDrawer } from "../../ui/form-drawer";
import styles from "./config.module.css";
import type { Differences } from "./data";
import { DifferenceList } from "./difference-list";
import { useApply } from "./use-apply";

interface Props {
  file: string;
  /** What the file is called, when it is no pack. */
  name: string;
  shown: Differences;
  onClose: () => void;
}

/** What a file would add and change, and the button that does it. */
export default function DifferenceDrawer({ file, name, shown, onClose }: Props) {
  const { t } = useTranslation();
  const { language } = usePlace();
  const { send } = useApply();
  const [busy, setBusy] = useState(false);
  const { added, changed, same, refused, pack } = shown;
  const count = added + changed;
  const title = pack ? `${labelIn(pack.title, language, pack.name)} ${pack.version}` : name;
  const nothing = count === 0 && !pack;
  async function save() {
    if (nothing) return onClose();
    setBusy(true);
    const done = await send(file, shown);
    setBusy(false);
    if (done) onClose();
  }
  const verb = pack ? t("config.install", { count }) : t("config.applyCount", { count });
  return (
    <FormDrawer
      title={title}
      width={720}
      save={nothing ? t("action.close") : verb}
      saving={busy}
      onSave={save}
      onClose={onClose}
    >
      {pack && <p className="muted">{labelIn(pack.description, language, "")}</p>}
      <p className={styles.counts} role="status">
        {t("config.counts", { added, changed, same })}
      </p>
      {refused > 0 && (
        <Alert
          type="warning"
          showIcon
          title={t("config.refused", { count: refused })}
          description={t("config.refusedText")}
        />
      )}
      {count === 0 && refused === 0 && <Alert type="success" showIcon title={t("config.allSame")} />}
      <DifferenceList items={shown.items} />
    </FormDrawer>
  );
}
