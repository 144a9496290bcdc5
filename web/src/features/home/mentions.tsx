import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "../../app/i18n";
import { noticesQuery } from "../notices/data";
import { NoticeItem } from "../notices/notice-item";
import { Section } from "../records/page/section";
import styles from "./home-page.module.css";

const told = new Set(["mentioned", "assigned", "shared"]);

/** What colleagues said to one or gave one, and one has not read. */
export function Mentions() {
  const { t } = useTranslation();
  const { data } = useQuery(noticesQuery);
  const items = (data?.items ?? []).filter((notice) => !notice.read && told.has(notice.kind));
  return (
    <Section title={t("home.card.mentions")} count={items.length || null}>
      <ul className={styles.notices}>
        {items.slice(0, 8).map((notice) => (
          <li key={notice.id}>
            <NoticeItem notice={notice} />
          </li>
        ))}
      </ul>
      {data && items.length === 0 && <p className="muted">{t("home.noMentions")}</p>}
    </Section>
  );
}
