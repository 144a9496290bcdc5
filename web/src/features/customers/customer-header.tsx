import { Button } from "antd";
import { CalendarPlus, Mail, Phone, StickyNote, Users } from "lucide-react";
import { fieldOf, isEmpty } from "../../api/definition";
import { useCan } from "../../api/session";
import { type Action, useActions } from "../../app/actions";
import { useTranslation } from "../../app/i18n";
import { usePlace } from "../../app/place";
import { Avatar } from "../../ui/avatar";
import { countryName, formatDay } from "../../ui/format";
import { UserName } from "../records/field/reference-link";
import { FieldValue } from "../records/field/value";
import { RecordHeader } from "../records/page/record-header";
import type { RecordProps } from "../records/page/record-view";
import { StageMenu } from "../stages/stage-menu";
import styles from "./customer-header.module.css";
import { firstWay } from "./data";

interface Props extends RecordProps {
  /** Starts writing down an event of a kind. */
  begin: (kind: string) => void;
  narrow: boolean;
}

export function CustomerHeader({ begin, narrow, ...props }: Props) {
  const { object, record } = props;
  const { t } = useTranslation();
  const { language, zone } = usePlace();
  const name = String(record.name ?? "") || t("list.untitled");
  const kind = fieldOf(object, "kind");
  const value = fieldOf(object, "value_class");
  const stage = fieldOf(object, "stage");
  useActions(useDeeds(props, begin));
  const line = (
    <>
      {typeof record.country === "string" && record.country && (
        <span>{countryName(record.country, language)}</span>
      )}
      {!isEmpty(record.external_id) && (
        <span className="num">{t("customer.number", { number: String(record.external_id) })}</span>
      )}
      {typeof record.first_order_at === "string" && (
        <span>{t("customer.since", { day: formatDay(record.first_order_at, language, zone) })}</span>
      )}
      {typeof record.owner === "string" && <UserName id={record.owner} />}
    </>
  );
  const marks = (
    <span className={styles.marks}>
      {stage && <StageMenu object={object} record={record} field={stage} />}
      {value && !isEmpty(record.value_class) && <FieldValue field={value} value={record.value_class} />}
      {kind && record.kind === "company" && <FieldValue field={kind} value={record.kind} />}
    </span>
  );
  return (
    <RecordHeader
      {...props}
      walk={narrow ? undefined : props.walk}
      icon={<Avatar id={record.id} name={name} size={48} square={record.kind === "company"} />}
      title={name}
      marks={marks}
      line={line}
      actions={!narrow && <Actions {...props} begin={begin} />}
    />
  );
}

/** What one does with a customer, for the palette. */
function useDeeds({ object, record }: RecordProps, begin: (kind: string) => void): Action[] {
  const { t } = useTranslation();
  const can = useCan();
  const phone = firstWay(object, record, "phones");
  const email = firstWay(object, record, "emails");
  const deed = (id: string, icon: Action["icon"], text: string, run: () => void): Action => ({
    id: `record.${id}`,
    group: "record",
    icon,
    text,
    run,
  });
  const call = () => {
    begin("call_out");
    window.location.assign(`tel:${phone}`);
  };
  return [
    ...(phone ? [deed("call", Phone, t("customer.call"), call)] : []),
    ...(email
      ? [deed("mail", Mail, t("customer.mail"), () => window.location.assign(`mailto:${email}`))]
      : []),
    deed("note", StickyNote, t("customer.note"), () => begin("note")),
    deed("visit", Users, t("customer.visit"), () => begin("visit")),
    ...(can("record.create", "task")
      ? [deed("task", CalendarPlus, t("tasks.save"), () => begin("task"))]
      : []),
  ];
}

function Actions({ object, record, begin }: RecordProps & { begin: (kind: string) => void }) {
  const { t } = useTranslation();
  const phone = firstWay(object, record, "phones");
  const email = firstWay(object, record, "emails");
  return (
    <>
      {phone && (
        <Button
          data-hint={t("customer.call")}
          icon={<Phone size={15} />}
          href={`tel:${phone}`}
          onClick={() => begin("call_out")}
          aria-label={t("customer.call")}
        />
      )}
      {email && (
        <Button
          data-hint={t("customer.mail")}
          icon={<Mail size={15} />}
          href={`mailto:${email}`}
          aria-label={t("customer.mail")}
        />
      )}
      <Button
        data-hint={t("customer.note")}
        icon={<StickyNote size={15} />}
        onClick={() => begin("note")}
        aria-label={t("customer.note")}
      />
    </>
  );
}
