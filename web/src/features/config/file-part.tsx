import { Button, Upload } from "antd";
import { Download, FileUp } from "lucide-react";
import { address } from "../../api/client";
import { useTranslation } from "../../app/i18n";
import styles from "./config.module.css";

/** The configuration taken out as a file, and a file brought in: a configuration or a pack. */
export function FilePart({ onFile }: { onFile: (text: () => Promise<string>, name: string) => void }) {
  const { t } = useTranslation();
  return (
    <div className={styles.file}>
      <section>
        <h2>{t("config.takeOut")}</h2>
        <p className="muted">{t("config.takeOutText")}</p>
        <Button icon={<Download size={15} />} href={address("/config")} download>
          {t("config.download")}
        </Button>
        <p className="muted">
          <code>guanxi config export | diff | apply</code>
        </p>
      </section>
      <section>
        <h2>{t("config.bringIn")}</h2>
        <p className="muted">{t("config.bringInText")}</p>
        <Upload.Dragger
          showUploadList={false}
          accept=".json,application/json"
          beforeUpload={(file) => {
            onFile(() => file.text(), file.name);
            return false;
          }}
        >
          <FileUp size={28} strokeWidth={1.5} aria-hidden="true" />
          <div>{t("config.drop")}</div>
        </Upload.Dragger>
      </section>
    </div>
  );
}
