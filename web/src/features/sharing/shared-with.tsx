import { Button } from "antd";
import { UsersRound, X } from "lucide-react";
import { useTranslation } from "../../app/i18n";
import { When } from "../../ui/when";
import { UserName, useTitle } from "../records/field/reference-link";
import type { Share } from "./data";
import styles from "./sharing.module.css";

/** The people and teams with whom a record is shared, each to be ended. */
export function SharedWith({ shares, onEnd }: { shares: Share[]; onEnd: (share: Share) => void }) {
  const { t } = useTranslation();
  return (
    <ul className={styles.list} aria-label={t("sharing.shared")}>
      {shares.map((one) => (
        <li key={one.user ?? one.team} className={styles.share}>
          <div className={styles.whom}>
            {one.user ? <UserName id={one.user} /> : one.team && <TeamName id={one.team} />}
            <div className={styles.line}>
              <span>{t(one.change ? "sharing.change" : "sharing.see")}</span>
              {one.until && (
                <span>
                  {t("sharing.until")} <When value={one.until} />
                </span>
              )}
              {one.note && <span className="clip">{one.note}</span>}
            </div>
          </div>
          <Button
            type="text"
            size="small"
            icon={<X size={14} />}
            aria-label={t("sharing.end")}
            onClick={() => onEnd(one)}
          />
        </li>
      ))}
    </ul>
  );
}

function TeamName({ id }: { id: string }) {
  const name = useTitle("team", id) ?? "…";
  return (
    <span className={styles.team}>
      <UsersRound size={16} aria-hidden="true" />
      <span className="clip">{name}</span>
    </span>
  );
}
