import { useQuery } from "@tanstack/react-query";
import { Button, Segmented } from "antd";
import { Inbox, Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "../../../app/i18n";
import { usePlace } from "../../../app/place";
import { Empty } from "../../../ui/empty";
import { Failure } from "../../../ui/failure";
import { formatNumber } from "../../../ui/format";
import { Table } from "../../../ui/table";
import { Tag } from "../../../ui/tag";
import { When } from "../../../ui/when";
import { ReferenceLink, UserName } from "../../records/field/reference-link";
import { type Request, requestsQuery, type Shelf, shelves } from "./data";
import { NewRequest } from "./new-request";
import { RequestDialog } from "./request-dialog";
import styles from "./room.module.css";

/** What people asked for about their data: what is due first stands first. */
export function Requests() {
  const { t } = useTranslation();
  const { language } = usePlace();
  const [shelf, setShelf] = useState<Shelf>("open");
  const [open, setOpen] = useState<string>();
  const { data, error, isPending, refetch } = useQuery(requestsQuery(shelf));
  const late = data?.overdue ?? 0;
  const options = shelves.map((value) => {
    const count = value === "overdue" && late > 0 ? ` ${formatNumber(late, language)}` : "";
    return { value, label: `${t(`desk.shelves.${value}`)}${count}` };
  });
  return (
    <>
      <div className={styles.bar}>
        <Segmented value={shelf} options={options} onChange={setShelf} />
        <Button type="primary" icon={<Plus size={16} />} onClick={() => setOpen("new")}>
          {t("desk.add")}
        </Button>
      </div>
      {isPending && <div className="bone" style={{ height: 120 }} />}
      {error && <Failure small error={error} retry={() => refetch()} />}
      {data?.items.length === 0 && <Empty small icon={Inbox} title={t("desk.none")} />}
      {data && data.items.length > 0 && (
        <Table
          head={
            <>
              <th>{t("desk.kind")}</th>
              <th>{t("desk.who")}</th>
              <th>{t("desk.received")}</th>
              <th>{shelf === "closed" ? t("desk.state") : t("desk.due")}</th>
              <th>{t("desk.assignee")}</th>
              <td />
            </>
          }
        >
          {data.items.map((one) => (
            <Row key={one.id} one={one} label={data.labels} open={() => setOpen(one.id)} />
          ))}
        </Table>
      )}
      {open === "new" && <NewRequest onClose={() => setOpen(undefined)} />}
      {open && open !== "new" && <RequestDialog id={open} onClose={() => setOpen(undefined)} />}
    </>
  );
}

const colors = { open: "blue", done: "green", refused: "red", withdrawn: "grey" };

function Row({ one, label, open }: { one: Request; label: Record<string, string>; open: () => void }) {
  const { t } = useTranslation();
  return (
    <tr>
      <td>
        <Tag color="blue" text={t(`desk.kinds.${one.kind}`)} />
      </td>
      <td>
        {one.customer && label[one.customer] ? (
          <ReferenceLink object="customer" id={one.customer} title={label[one.customer]} />
        ) : (
          one.name || <span className="muted">—</span>
        )}
      </td>
      <td>
        <When value={one.received_at} />
      </td>
      <td>
        {one.days_left === null ? (
          <Tag dot color={colors[one.state]} text={t(`desk.states.${one.state}`)} />
        ) : (
          <Due days={one.days_left} />
        )}
      </td>
      <td>{one.assignee && <UserName id={one.assignee} />}</td>
      <td data-right="">
        <Button size="small" onClick={open}>
          {t("desk.open")}
        </Button>
      </td>
    </tr>
  );
}

/** How long there is to answer. */
export function Due({ days }: { days: number }) {
  const { t } = useTranslation();
  const { language } = usePlace();
  const shown = formatNumber(Math.abs(days), language);
  if (days < 0) return <Tag dot color="red" text={t("desk.late", { shown })} />;
  return <Tag dot color={days < 5 ? "amber" : "green"} text={t("desk.left", { shown })} />;
}
