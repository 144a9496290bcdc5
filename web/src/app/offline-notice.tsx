import { WifiOff } from "lucide-react";
import { useSyncExternalStore } from "react";
import styles from "./banner.module.css";
import { useTranslation } from "./i18n";

function subscribe(listener: () => void) {
  window.addEventListener("online", listener);
  window.addEventListener("offline", listener);
  return () => {
    window.removeEventListener("online", listener);
    window.removeEventListener("offline", listener);
  };
}

export function OfflineNotice() {
  const { t } = useTranslation();
  const online = useSyncExternalStore(subscribe, () => navigator.onLine);
  if (online) return null;
  return (
    <div className={styles.warning} role="status">
      <WifiOff size={15} aria-hidden="true" />
      <span>{t("error.offline")}</span>
    </div>
  );
}
