import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { LayoutGrid } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { useCan, useMe } from "../../api/session";
import { useTranslation } from "../../app/i18n";
import { usePlace } from "../../app/place";
import { CardBody } from "./card-body";
import { appCards, homeQuery } from "./data";
import styles from "./home-page.module.css";

const Arrange = lazy(() => import("./arrange"));

/** The day's start: what one has to do, what waits, what one looked at; each arranges it for themselves. */
export function HomePage() {
  const { t } = useTranslation();
  const { user } = useMe();
  const can = useCan();
  const { language, zone } = usePlace();
  const { data, isError } = useQuery(homeQuery);
  const [arranging, setArranging] = useState(false);
  const today = new Intl.DateTimeFormat(language, {
    weekday: "long",
    month: "long",
    day: "numeric",
    timeZone: zone,
  }).format(new Date());
  const own = appCards(can("company.manage"));
  const cards = !data ? (isError ? own : []) : data.from === "app" ? own : data.cards;
  return (
    <div className={`${styles.view} scroll`}>
      <div className={styles.inner}>
        <header className={styles.header}>
          <div>
            <h1 className={styles.title}>{t("home.hello", { name: user.name })}</h1>
            <p className="muted">{today}</p>
          </div>
          {data && !arranging && (
            <Button icon={<LayoutGrid size={15} />} onClick={() => setArranging(true)}>
              {t("home.arrange")}
            </Button>
          )}
        </header>
        {arranging ? (
          <Suspense>
            <Arrange cards={cards} own={data?.from === "me"} onDone={() => setArranging(false)} />
          </Suspense>
        ) : (
          <div className={styles.cards}>
            {cards.map(({ kind, wide }) => (
              <div key={kind} className={styles.card} data-wide={wide ? "" : undefined}>
                <CardBody kind={kind} />
              </div>
            ))}
            {data && cards.length === 0 && <p className="muted">{t("home.empty")}</p>}
          </div>
        )}
      </div>
    </div>
  );
}
