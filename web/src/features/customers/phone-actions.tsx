import { Mail, Phone, StickyNote, Users } from "lucide-react";
import { objectOf } from "../../api/definition";
import { useMeta } from "../../api/session";
import type { RecordData } from "../../api/types";
import { useTranslation } from "../../app/i18n";
import { firstWay } from "./data";
import styles from "./phone-actions.module.css";

interface Props {
  customer: RecordData;
  begin: (kind: string) => void;
}

/** What one does with a customer, under the thumb. */
export function PhoneActions({ customer, begin }: Props) {
  const { t } = useTranslation();
  const object = objectOf(useMeta(), "customer");
  const phone = firstWay(object, customer, "phones");
  const email = firstWay(object, customer, "emails");
  return (
    <div className={styles.bar} role="toolbar" aria-label={t("customer.actions")}>
      {phone && (
        <a href={`tel:${phone}`} className={styles.action}>
          <Phone size={18} aria-hidden="true" />
          {t("customer.call")}
        </a>
      )}
      {email && (
        <a href={`mailto:${email}`} className={styles.action}>
          <Mail size={18} aria-hidden="true" />
          {t("customer.mail")}
        </a>
      )}
      <button type="button" className={`plain ${styles.action}`} onClick={() => begin("note")}>
        <StickyNote size={18} aria-hidden="true" />
        {t("customer.note")}
      </button>
      <button type="button" className={`plain ${styles.action}`} onClick={() => begin("visit")}>
        <Users size={18} aria-hidden="true" />
        {t("customer.visit")}
      </button>
    </div>
  );
}
