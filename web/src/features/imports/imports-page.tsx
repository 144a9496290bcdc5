import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Button } from "antd";
import { CalendarClock, Upload } from "lucide-react";
import { useCan } from "../../api/session";
import { useTranslation } from "../../app/i18n";
import { usePlace } from "../../app/place";
import { Empty } from "../../ui/empty";
import { Failure } from "../../ui/failure";
import { formatNumber } from "../../ui/format";
import { Page } from "../../ui/page";
import { Table } from "../../ui/table";
import { When } from "../../ui/when";
import { type Import, importsQuery, rowsOf } from "./data";
import { ImportStateTag } from "./import-state";
import styles from "./imports.module.css";
import { NewImport } from "./new-import";

/** Where files come in: start one, see all that came. */
export function ImportsPage() {
  const { t } = useTranslation();
  const can = useCan();
  const { data, error, isPending, refetch } = useQuery(importsQuery);
  const imports = data?.items ?? [];
  return (
    <Page
      title={t("imports.title")}
      actions={
        can("import.run") && (
          <Link to="/imports/schedules">
            <Button icon={<CalendarClock size={16} />}>{t("schedules.title")}</Button>
          </Link>
        )
      }
    >
      {can("import.run") && <NewImport />}
      <h2 className={styles.heading}>{t("imports.earlier")}</h2>
      {isPending && <div className="bone" style={{ height: 120 }} />}
      {error && <Failure small error={error} retry={() => refetch()} />}
      {data && imports.length === 0 && (
        <Empty small icon={Upload} title={t("imports.none")} text={t("imports.noneText")} />
      )}
      {imports.length > 0 && (
        <Table
          head={
            <>
              <th>{t("imports.file")}</th>
              <th>{t("imports.state")}</th>
              <th data-right="">{t("imports.accepted")}</th>
              <th data-right="">{t("imports.refused")}</th>
              <th>{t("imports.started")}</th>
            </>
          }
        >
          {imports.map((one) => (
            <Row key={one.id} one={one} />
          ))}
        </Table>
      )}
    </Page>
  );
}

function Row({ one }: { one: Import }) {
  const { language } = usePlace();
  return (
    <tr>
      <td>
        <Link to="/imports/$id" params={{ id: one.id }}>
          {one.name}
        </Link>
      </td>
      <td>
        <ImportStateTag one={one} />
      </td>
      <td data-right="" className="num">
        {formatNumber(one.accepted ?? rowsOf(one), language)}
      </td>
      <td data-right="" className={`num ${one.refused > 0 ? styles.bad : ""}`}>
        {formatNumber(one.refused, language)}
      </td>
      <td>
        <When value={one.created_at} />
      </td>
    </tr>
  );
}
