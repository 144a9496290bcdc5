import { Upload } from "antd";
import { FileUp } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "../../app/i18n";
import { ChosenFile } from "./chosen-file";
import styles from "./imports.module.css";

/** Drop a file, see what is in it, say what it is, try it or take it in. */
export function NewImport() {
  const { t } = useTranslation();
  const [file, setFile] = useState<File>();
  if (file) return <ChosenFile file={file} onClose={() => setFile(undefined)} />;
  return (
    <Upload.Dragger
      showUploadList={false}
      accept=".csv,.tsv,.txt,.gz,.xlsx"
      beforeUpload={(next) => {
        setFile(next);
        return false;
      }}
      className={styles.drop}
    >
      <FileUp size={28} strokeWidth={1.5} aria-hidden="true" />
      <div className={styles.dropTitle}>{t("imports.drop")}</div>
      <p className="muted">{t("imports.dropText")}</p>
    </Upload.Dragger>
  );
}
