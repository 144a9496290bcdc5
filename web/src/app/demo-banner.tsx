import { Button } from "antd";
import { Info, X } from "lucide-react";
import { useState } from "react";
import { useMe, useMeta } from "../api/session";
import { act } from "./actions";
import styles from "./banner.module.css";
import { useTranslation } from "./i18n";

const key = "guanxi.demo-banner";

/** Says that the people of the demo company are invented. */
export function DemoBanner() {
  const { t } = useTranslation();
  const me = useMe();
  const meta = useMeta();
  const [closed, setClosed] = useState(() => sessionStorage.getItem(key) === "closed");
  if (closed || !(meta.company.demo || me.company.demo)) return null;
  const close = () => {
    sessionStorage.setItem(key, "closed");
    setClosed(true);
  };
  return (
    <div className={styles.info} role="note">
      <Info size={15} aria-hidden="true" />
      <span>{t("demo.banner")}</span>
      <Button type="link" size="small" onClick={() => act("tour")}>
        {t("tour.title")}
      </Button>
      <button type="button" className="plain" onClick={close} aria-label={t("action.close")}>
        <X size={15} aria-hidden="true" />
      </button>
    </div>
  );
}
