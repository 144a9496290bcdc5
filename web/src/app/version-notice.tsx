import { Button } from "antd";
import { RefreshCw } from "lucide-react";
import styles from "./banner.module.css";
import { useTranslation } from "./i18n";
import { useNewer } from "./installed";

/** Says that the server was renewed; the page that is open goes on working until somebody loads it anew. */
export function VersionNotice() {
  const { t } = useTranslation();
  if (!useNewer()) return null;
  return (
    <div className={styles.info} role="status">
      <RefreshCw size={15} aria-hidden="true" />
      <span>{t("installed.newer")}</span>
      <Button type="link" size="small" onClick={() => window.location.reload()}>
        {t("installed.reload")}
      </Button>
    </div>
  );
}
