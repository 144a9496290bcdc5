import { App, Button } from "antd";
import { AtSign, Clock3, Copy, Mail, MapPin, MessageCircle, Phone } from "lucide-react";
import type { ReactNode } from "react";
import { useState } from "react";
import { fieldOf, isEmpty, isWritable } from "../../api/definition";
import { useCan } from "../../api/session";
import type { Address, ObjectDef, RecordData } from "../../api/types";
import { useTranslation } from "../../app/i18n";
import { usePlace } from "../../app/place";
import { countryName } from "../../ui/format";
import { addressLine } from "../records/field/address";
import { phoneCountry, usePhoneRules } from "../records/field/phone";
import { PhoneNumber } from "../records/field/phone-number";
import { Reveal } from "../records/field/reveal";
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
  const can = useCan();
  usePhoneRules();
  const [adding, setAdding] = useState<string>();
  const addresses = (Array.isArray(customer.addresses) ? customer.addresses : []) as Address[];
  const isOpen = (name: string) => fieldOf(object, name)?.access !== "masked";
  const open = (name: string) => (isOpen(name) ? texts(customer[name]) : []);
  const writable = (["emails", "phones", "addresses"] as const).filter((name) => {
    const field = fieldOf(object, name);
    return field && isWritable(field) && can("record.update", object.name);
  });
  const media = fieldOf(object, "preferred_media");
  const editing = adding ? fieldOf(object, adding) : undefined;
  const none = ["emails", "phones", "addresses", "socials"].every((name) => isEmpty(customer[name]));
  return (
    <Section
      title={t("reach.title")}
      action={
        <span className={styles.edits}>
          {writable.map((name) => {
            const Icon = { emails: Mail, phones: Phone, addresses: MapPin }[name];
            return (
              <Button
                key={name}
                data-hint={t(`reach.edit.${name}`)}
                type="text"
                size="small"
                icon={<Icon size={14} />}
                aria-label={t(`reach.edit.${name}`)}
                onClick={() => setAdding(name)}
              />
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
        <Masked object={object} customer={customer} name="phones" icon={<Phone size={15} />} />
        {open("phones").map((phone) => (
          <Way key={phone} icon={<Phone size={15} />} copy={phone} note={countryOf(phone, language)}>
            <a className="num" href={`tel:${phone}`}>
              <PhoneNumber value={phone} />
            </a>
          </Way>
        ))}
        <Masked object={object} customer={customer} name="emails" icon={<Mail size={15} />} />
        {open("emails").map((email) => (
          <Way key={email} icon={<Mail size={15} />} copy={email}>
            <a href={`mailto:${email}`}>{email}</a>
          </Way>
        ))}
        <Masked object={object} customer={customer} name="socials" icon={<AtSign size={15} />} />
        {open("socials").map((social) => {
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

/** A way that is shown in part: enough to say which one is meant, with a look at the whole. */
function Masked({
  object,
  customer,
  name,
  icon,
}: {
  object: ObjectDef;
  customer: RecordData;
  name: string;
  icon: ReactNode;
}) {
  const field = fieldOf(object, name);
  if (field?.access !== "masked" || isEmpty(customer[name])) return null;
  return (
    <Way icon={icon}>
      <FieldValue field={field} value={customer[name]} />
      <Reveal object={object} id={customer.id} field={field} />
    </Way>
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
        <button
          data-hint={t("action.copy")}
          type="button"
          className={`plain ${styles.copy}`}
          aria-label={t("action.copyWhat", { what: copy })}
          onClick={() => navigator.clipboard?.writeText(copy).then(() => message.success(t("action.copied")))}
        >
          <Copy size={13} aria-hidden="true" />
        </button>
      )}
    </li>
  );
}
