import { Alert, Button } from "antd";
import { Check, Trash2 } from "lucide-react";
import { useTranslation } from "../../../app/i18n";
import { formatDuration } from "../../../ui/format";
import styles from "./attach.module.css";
import type { useRecorder } from "./use-recorder";

/** What is being recorded, or why nothing can be. */
export function Recording({ recorder }: { recorder: ReturnType<typeof useRecorder> }) {
  const { t } = useTranslation();
  const { state, seconds, silent } = recorder;
  if (silent) {
    return (
      <Alert
        type="warning"
        showIcon
        role="alert"
        title={t(`attach.silent.${silent}.title`)}
        description={t(`attach.silent.${silent}.text`)}
        closable={{ onClose: recorder.forget, "aria-label": t("action.close") }}
      />
    );
  }
  if (state === "off") return null;
  return (
    <div className={styles.recording}>
      <span className={styles.dot} data-on={state === "on" || undefined} aria-hidden="true" />
      <span role="status">{state === "on" ? t("attach.recording") : t("attach.asking")}</span>
      {state === "on" && (
        <>
          <span className={`num ${styles.seconds}`} role="timer">
            {formatDuration(Math.floor(seconds))}
          </span>
          <Button size="small" type="text" icon={<Trash2 size={14} />} onClick={recorder.discard}>
            {t("attach.discard")}
          </Button>
          <Button size="small" type="primary" icon={<Check size={14} />} onClick={recorder.stop}>
            {t("attach.stop")}
          </Button>
        </>
      )}
    </div>
  );
}
