import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ClipboardCheck, CopyCheck, FileWarning, HandHelping, type LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { useCan, useMe, useMeta } from "../../api/session";
import { useTranslation } from "../../app/i18n";
import { groupsQuery } from "../duplicates/data";
import { importsQuery } from "../imports/data";
import { requestsQuery } from "../privacy/room/data";
import { useLabels } from "../records/field/labels";
import { Section } from "../records/page/section";
import { reviewsQuery } from "../reports/data";
import styles from "./home-page.module.css";

/** What waits for a decision that one may take. */
export function Waiting() {
  const { t } = useTranslation();
  const meta = useMeta();
  const can = useCan();
  const merged = meta.objects.filter((object) => object.mergeable && can("record.merge", object.name));
  const parts: ReactNode[] = merged.map(({ name }) => <Duplicates key={name} object={name} />);
  if (can("import.run")) parts.push(<Refused key="imports" />);
  if (can("privacy.manage")) parts.push(<Requests key="privacy" />);
  if (can("user.manage")) parts.push(<Reviews key="reviews" />);
  return (
    <Section title={t("home.card.waiting")}>
      <ul>{parts}</ul>
      <p className={`muted ${styles.onlyEmpty}`}>{t("home.noWaiting")}</p>
    </Section>
  );
}

function Row({
  icon: Icon,
  count,
  children,
}: {
  icon: LucideIcon;
  count: number | string;
  children: ReactNode;
}) {
  return (
    <li className={styles.row}>
      <Icon size={16} className="muted" aria-hidden="true" />
      {children}
      <b className={`${styles.end} num`}>{count}</b>
    </li>
  );
}

function Duplicates({ object }: { object: string }) {
  const { t } = useTranslation();
  const labels = useLabels();
  const { data } = useInfiniteQuery(groupsQuery(object, {}));
  const def = useMeta().objects.find((one) => one.name === object);
  const first = data?.pages[0];
  if (!def || !first?.items.length) return null;
  return (
    <Row icon={CopyCheck} count={`${first.items.length}${first.next ? "+" : ""}`}>
      <Link to="/duplicates/$object" params={{ object }} className="clip">
        {t("home.duplicates", { what: labels.plural(def) })}
      </Link>
    </Row>
  );
}

function Refused() {
  const { t } = useTranslation();
  const { user } = useMe();
  const { data } = useQuery(importsQuery);
  const mine = (data?.items ?? []).filter(
    (one) => one.created_by === user.id && one.refused > 0 && one.state === "done",
  );
  return mine.slice(0, 3).map((one) => (
    <Row key={one.id} icon={FileWarning} count={one.refused}>
      <Link to="/imports/$id" params={{ id: one.id }} className="clip">
        {t("home.refused", { name: one.name })}
      </Link>
    </Row>
  ));
}

function Requests() {
  const { t } = useTranslation();
  const { data } = useQuery(requestsQuery("open"));
  if (!data?.items.length) return null;
  return (
    <Row icon={HandHelping} count={data.items.length}>
      <Link to="/studio/privacy">{t("home.requests")}</Link>
    </Row>
  );
}

function Reviews() {
  const { t } = useTranslation();
  const { data } = useQuery(reviewsQuery);
  const open = (data?.items ?? []).filter((one) => !one.done_at);
  return open.map((one) => (
    <Row key={one.id} icon={ClipboardCheck} count={one.people - one.decided}>
      <Link to="/insight/people" search={{ tab: "access" }} className="clip">
        {t("home.review", { name: one.name })}
      </Link>
    </Row>
  ));
}
