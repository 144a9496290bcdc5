import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { Download, UserCheck } from "lucide-react";
import { useState } from "react";
import { address } from "../../api/client";
import { useCan } from "../../api/session";
import { useTranslation } from "../../app/i18n";
import { usePlace } from "../../app/place";
import { Avatar } from "../../ui/avatar";
import { Empty } from "../../ui/empty";
import { Failure } from "../../ui/failure";
import { Figure, Figures } from "../../ui/figures";
import { formatNumber } from "../../ui/format";
import { onDemand } from "../../ui/on-demand";
import { RecordLink } from "../../ui/record-link";
import { Table } from "../../ui/table";
import { percent, soleQuery, solesQuery } from "./data";
import styles from "./reports.module.css";

const HandOverDialog = onDemand(() => import("../hand-overs/hand-over-dialog"));

/** Customers whom one colleague alone knows, by colleague. */
export function SoleReport() {
  const { t } = useTranslation();
  const { language } = usePlace();
  const can = useCan();
  const { data, error, isPending, refetch } = useQuery(solesQuery);
  const [shown, setShown] = useState<string>();
  const [handing, setHanding] = useState<{ id: string; name: string }>();
  if (isPending) return <div className="bone" style={{ height: 160 }} />;
  if (error) return <Failure small error={error} retry={() => refetch()} />;
  const alone = data.people.reduce((sum, one) => sum + one.customers, 0);
  const part = (n: number) => percent(data.customers ? n / data.customers : 0, language);
  return (
    <>
      <p className="muted">{t("reports.soleText")}</p>
      <div className={styles.head}>
        <Figures>
          <Figure name={t("reports.customers")}>{formatNumber(data.customers, language)}</Figure>
          <Figure name={t("reports.alone")}>{formatNumber(alone, language)}</Figure>
          <Figure name={t("reports.part")}>{part(alone)}</Figure>
        </Figures>
        {can("record.export", "customer") && (
          <Button
            icon={<Download size={16} />}
            href={address("/reports/sole/export", {})}
            download="sole.csv"
          >
            {t("reports.file")}
          </Button>
        )}
      </div>
      {data.people.length === 0 && <Empty small icon={UserCheck} title={t("reports.soleNone")} />}
      {data.people.length > 0 && (
        <Table
          head={
            <>
              <th>{t("reports.person")}</th>
              <th data-right="">{t("reports.alone")}</th>
              <th data-right="">{t("reports.part")}</th>
              <th />
            </>
          }
        >
          {data.people.map((one) => (
            <tr key={one.user}>
              <td>
                <span className={styles.person}>
                  <Avatar id={one.user} name={one.name} />
                  {one.name}
                </span>
                {shown === one.user && <Customers user={one.user} />}
              </td>
              <td data-right="" className="num">
                {formatNumber(one.customers, language)}
              </td>
              <td data-right="" className="num">
                {part(one.customers)}
              </td>
              <td data-right="">
                <Button
                  type="text"
                  size="small"
                  aria-expanded={shown === one.user}
                  onClick={() => setShown(shown === one.user ? undefined : one.user)}
                >
                  {t("reports.show")}
                </Button>
                {can("unit.people") && (
                  <Button
                    type="text"
                    size="small"
                    onClick={() => setHanding({ id: one.user, name: one.name })}
                  >
                    {t("handOver.menu")}
                  </Button>
                )}
              </td>
            </tr>
          ))}
        </Table>
      )}
      {handing && (
        <HandOverDialog person={{ ...handing, active: true }} onClose={() => setHanding(undefined)} />
      )}
    </>
  );
}

function Customers({ user }: { user: string }) {
  const { t } = useTranslation();
  const { data, error, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(soleQuery(user));
  if (error) return <Failure small error={error} />;
  return (
    <>
      <ul className={styles.customers}>
        {data?.pages
          .flatMap((page) => page.items)
          .map((one) => (
            <li key={one.customer}>
              <RecordLink object="customer" id={one.customer}>
                {one.title ?? "…"}
              </RecordLink>
            </li>
          ))}
      </ul>
      {hasNextPage && (
        <Button size="small" loading={isFetchingNextPage} onClick={() => fetchNextPage()}>
          {t("action.showMore")}
        </Button>
      )}
    </>
  );
}
