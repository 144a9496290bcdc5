import { Mail, Phone, StickyNote, Users } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { RecordData } from "../../api/types";
import styles from "./phone-actions.module.css";

interface Props {
  customer: RecordData;
  begin: (kind: string) => void;
}

/** What one does with a customer, under the thumb. */
export function PhoneActions({ customer, begin }: Props) {
  const { t } = useTranslation();
  const phone = Array.isArray(customer.phones) ? customer.phones[0] : undefined;
  const email = Array.isArray(customer.emails) ? customer.emails[0] : undefined;
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
