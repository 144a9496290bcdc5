import { useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Tag } from "antd";
import { Link2, X } from "lucide-react";
import { useState } from "react";
import type { ObjectDef } from "../../api/types";
import { useTranslation } from "../../app/i18n";
import { Failure } from "../../ui/failure";
import { useFailureNotice } from "../../ui/notices";
import { When } from "../../ui/when";
import { useLabels } from "../records/field/labels";
import { UserName } from "../records/field/reference-link";
import { endGuestLink, type GuestLink, guestLinksQuery } from "./data";
import { NewGuestLink } from "./new-guest-link";
import styles from "./sharing.module.css";

/** Links by which people without an account see the record. */
export function GuestLinks({ object, id }: { object: ObjectDef; id: string }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const client = useQueryClient();
  const fail = useFailureNotice();
  const [adding, setAdding] = useState(false);
  const { data, error, refetch } = useQuery(guestLinksQuery(object.name, id));
  const refresh = () => client.invalidateQueries({ queryKey: ["guest-links", object.name] });
  async function end(link: GuestLink) {
    try {
      await endGuestLink(object.name, id, link.id);
      message.success(t("guests.ended"));
    } catch (error) {
      fail(t("guests.end"), error);
    }
    await refresh();
  }
  return (
    <section className={styles.guests} aria-label={t("guests.title")}>
      <div className={styles.share}>
        <h3>{t("guests.title")}</h3>
        <Button size="small" icon={<Link2 size={14} />} disabled={!data} onClick={() => setAdding(true)}>
          {t("guests.add")}
        </Button>
      </div>
      <p className="muted">{t("guests.text")}</p>
      {error && <Failure small error={error} retry={() => refetch()} />}
      {data && data.items.length > 0 && (
        <ul className={styles.list}>
          {data.items.map((link) => (
            <One key={link.id} object={object} link={link} onEnd={() => end(link)} />
          ))}
        </ul>
      )}
      {adding && data && (
        <NewGuestLink
          object={object}
          id={id}
          offered={data.offered}
          onMade={refresh}
          onClose={() => setAdding(false)}
        />
      )}
    </section>
  );
}

function One({ object, link, onEnd }: { object: ObjectDef; link: GuestLink; onEnd: () => void }) {
  const { t } = useTranslation();
  const labels = useLabels();
  const names = object.fields.filter((one) => link.fields.includes(one.name)).map(labels.field);
  return (
    <li className={styles.share}>
      <div className={styles.whom}>
        <div className={styles.team}>
          <span className="clip">{link.label || t("guests.unnamed")}</span>
          {link.passcode && <Tag>{t("guests.passcode")}</Tag>}
        </div>
        <div className={styles.line}>
          <UserName id={link.by} />
          <span>
            {t("sharing.until")} <When value={link.until} />
          </span>
          <span>
            {t("guests.opened", { count: link.opened })}
            {link.opened_at && (
              <>
                {" · "}
                <When value={link.opened_at} />
              </>
            )}
          </span>
          <span>{names.join(" · ")}</span>
        </div>
      </div>
      <Button
        type="text"
        size="small"
        icon={<X size={14} />}
        aria-label={t("guests.endOf", { name: link.label || t("guests.unnamed") })}
        onClick={onEnd}
      />
    </li>
  );
}
