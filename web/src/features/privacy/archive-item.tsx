import { Alert, Button } from "antd";
import { Download } from "lucide-react";
import { address, post, request } from "../../api/client";
import { isUnderWay } from "../../api/work";
import { useTranslation } from "../../app/i18n";
import { usePlace } from "../../app/place";
import { formatNumber } from "../../ui/format";
import { RemoveButton } from "../../ui/remove-button";
import { When } from "../../ui/when";
import styles from "./archive-item.module.css";
import { type State, WorkState } from "./work-state";

/** A file that a job makes of what is kept: the customer's own data, a unit's. */
export interface Made {
  id: string;
  state: State;
  done: number;
  total: number;
  /** Bytes. */
  size: number | null;
  error: string | null;
  /** Only who made it takes it out. */
  mine: boolean;
  created_at: string;
  expires_at: string | null;
  /** How often it was taken out, where that is counted. */
  taken?: number;
}

interface Props {
  one: Made;
  /** Below which path archives of the kind are: `/privacy/archives`. */
  at: string;
  /** What is not in it, in words. */
  left: string[];
  act: (tried: string, work: Promise<unknown>) => void;
}

/** An archive: how far it is, and what one does with it. */
export function ArchiveItem({ one, at, left, act }: Props) {
  const { t } = useTranslation();
  const path = `${at}/${one.id}`;
  // Counted by the server only once the file goes out.
  const taken = () => act(t("archive.take"), new Promise((done) => setTimeout(done, 1000)));
  return (
    <div className={styles.archive}>
      <div className={styles.head}>
        <When value={one.created_at} />
        <WorkState work={one} />
        <span className={styles.acts}>
          {one.state === "done" && one.mine && (
            <Button
              size="small"
              icon={<Download size={14} />}
              href={address(`${path}/file`)}
              onClick={taken}
              download
            >
              {t("archive.take")}
            </Button>
          )}
          {isUnderWay(one) ? (
            <Button type="text" size="small" onClick={() => act(t("archive.stop"), post(`${path}/cancel`))}>
              {t("archive.stop")}
            </Button>
          ) : (
            <RemoveButton
              label={t("archive.remove")}
              onClick={() => act(t("archive.remove"), request("DELETE", path))}
            />
          )}
        </span>
      </div>
      {one.state === "failed" && one.error && <div className="muted">{one.error}</div>}
      {one.state === "done" && <Kept one={one} />}
      {left.length > 0 && (
        <Alert
          type="warning"
          showIcon
          title={t("archive.partly")}
          description={left.join(t("privacy.comma"))}
        />
      )}
    </div>
  );
}

function Kept({ one: { size, taken, expires_at: until, mine } }: { one: Made }) {
  const { t } = useTranslation();
  const { language } = usePlace();
  return (
    <div className="muted">
      {t("archive.size", { shown: formatNumber(Math.ceil((size ?? 0) / 1024), language) })}
      {taken ? ` · ${t("archive.taken", { count: taken, shown: formatNumber(taken, language) })}` : null}
      {until && ` · ${t("archive.until")} `}
      {until && <When value={until} />}
      {!mine && ` · ${t("archive.notMine")}`}
    </div>
  );
}
