import { App, Button, Tooltip } from "antd";
import { AtSign, Clock3, Copy, Mail, MapPin, MessageCircle, Phone } from "lucide-react";
import type { ReactNode } from "react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { fieldOf, isEmpty } from "../../api/definition";
import type { Address, ObjectDef, RecordData } from "../../api/types";
import { usePlace } from "../../app/place";
import { countryName } from "../../ui/format";
import { addressLine } from "../records/field/address";
import { groupedPhone, phoneCountry } from "../records/field/phone";
import { FieldValue } from "../records/field/value";
import { FactEditor } from "../records/page/fact-editor";
import { Section } from "../records/page/section";
import styles from "./reach.module.css";

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === "string") : [];
}

/** Every way to a customer, the preferred ones said. */
export function Reach({ object, customer }: { object: ObjectDef; customer: RecordData }) {
  const { t } = useTranslation();
  const { language } = usePlace();
  const [adding, setAdding] = useState<string>();
  const addresses = (Array.isArray(customer.addresses) ? customer.addresses : []) as Address[];
  const media = fieldOf(object, "preferred_media");
  const editing = adding ? fieldOf(object, adding) : undefined;
  const none = ["emails", "phones", "addresses", "socials"].every((name) => isEmpty(customer[name]));
  return (
    <Section
      title={t("reach.title")}
      action={
        <span className={styles.edits}>
          {(["emails", "phones", "addresses"] as const).map((name) => {
            const Icon = { emails: Mail, phones: Phone, addresses: MapPin }[name];
            return (
              <Tooltip key={name} title={t(`reach.edit.${name}`)}>
                <Button
                  type="text"
                  size="small"
                  icon={<Icon size={14} />}
                  aria-label={t(`reach.edit.${name}`)}
                  onClick={() => setAdding(name)}
                />
              </Tooltip>
            );
          })}
        </span>
      }
    >
      {editing && (
        <FactEditor
          key={editing.name}
          object={object}
          record={customer}
          field={editing}
          onClose={() => setAdding(undefined)}
        />
      )}
      <ul className={styles.ways}>
        {texts(customer.phones).map((phone) => (
          <Way key={phone} icon={<Phone size={15} />} copy={phone} note={countryOf(phone, language)}>
            <a className="num" href={`tel:${phone}`}>
              {groupedPhone(phone)}
            </a>
          </Way>
        ))}
        {texts(customer.emails).map((email) => (
          <Way key={email} icon={<Mail size={15} />} copy={email}>
            <a href={`mailto:${email}`}>{email}</a>
          </Way>
        ))}
        {texts(customer.socials).map((social) => {
          const [network = "", ...rest] = social.split(":");
          return (
            <Way
              key={social}
              icon={network === "wechat" ? <MessageCircle size={15} /> : <AtSign size={15} />}
              copy={rest.join(":")}
              note={network === "wechat" ? t("reach.wechat") : network}
            >
              {rest.join(":") || social}
            </Way>
          );
        })}
        {addresses.map((address) => {
          const line = addressLine(address, language);
          return (
            <Way key={line} icon={<MapPin size={15} />} copy={line}>
              {line}
            </Way>
          );
        })}
        {(!isEmpty(customer.preferred_media) || !isEmpty(customer.preferred_hours)) && (
          <Way icon={<Clock3 size={15} />}>
            <span className={styles.preferred}>
              {media && <FieldValue field={media} value={customer.preferred_media} cell />}
              {String(customer.preferred_hours ?? "")}
            </span>
          </Way>
        )}
      </ul>
      {none && !editing && <p className="muted">{t("reach.none")}</p>}
    </Section>
  );
}

function countryOf(phone: string, language: string): string {
  const code = phoneCountry(phone);
  return code ? countryName(code, language) : "";
}

function Way({
  icon,
  copy,
  note,
  children,
}: {
  icon: ReactNode;
  copy?: string;
  note?: string;
  children: ReactNode;
}) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  return (
    <li className={styles.way}>
      <span className={styles.icon} aria-hidden="true">
        {icon}
      </span>
      <span className={styles.what}>{children}</span>
      {note && <span className={styles.note}>{note}</span>}
      {copy && (
        <Tooltip title={t("action.copy")}>
          <button
            type="button"
            className={`plain ${styles.copy}`}
            aria-label={t("action.copyWhat", { what: copy })}
            onClick={() =>
              navigator.clipboard?.writeText(copy).then(() => message.success(t("action.copied")))
            }
          >
            <Copy size={13} aria-hidden="true" />
          </button>
        </Tooltip>
      )}
    </li>
  );
}
