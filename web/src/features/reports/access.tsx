import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, DatePicker, Form, Input, Select } from "antd";
import type { Dayjs } from "dayjs";
import { ClipboardCheck, Download } from "lucide-react";
import { useState } from "react";
import { address, post } from "../../api/client";
import { useMe, useMeta } from "../../api/session";
import { useTranslation } from "../../app/i18n";
import { usePlace } from "../../app/place";
import { Failure } from "../../ui/failure";
import { FormDialog } from "../../ui/form-dialog";
import { formatNumber } from "../../ui/format";
import { useFailureNotice } from "../../ui/notices";
import { Table } from "../../ui/table";
import { Tag } from "../../ui/tag";
import { When } from "../../ui/when";
import { endOf } from "../audit/data";
import { useLabels } from "../records/field/labels";
import { editedObjects, roleName, rolesQuery, useRoleOptions } from "../roles/data";
import { accessQuery, type Holder, type Review, reviewQuery, reviewsQuery, wordsOf } from "./data";
import styles from "./reports.module.css";

/** Who may do what, whether they use it, and reviews of it. */
export function AccessReport() {
  const { t } = useTranslation();
  const { data, error, isPending, refetch } = useQuery(accessQuery);
  const { data: reviews } = useQuery(reviewsQuery);
  const [adding, setAdding] = useState(false);
  const [open, setOpen] = useState<string>();
  const roleText = useRoleText();
  if (isPending) return <div className="bone" style={{ height: 160 }} />;
  if (error) return <Failure small error={error} retry={() => refetch()} />;
  return (
    <>
      <div className={styles.head}>
        <span className="muted">{t("reports.accessText")}</span>
        <div className={styles.choices}>
          <Button
            icon={<Download size={16} />}
            href={address("/reports/access/export", {})}
            download="access.csv"
          >
            {t("reports.file")}
          </Button>
          <Button type="primary" icon={<ClipboardCheck size={16} />} onClick={() => setAdding(true)}>
            {t("reports.review.start")}
          </Button>
        </div>
      </div>
      {(reviews?.items ?? []).map((one) => (
        <section key={one.id} className={styles.review}>
          <button
            type="button"
            className={styles.reviewHead}
            aria-expanded={open === one.id}
            onClick={() => setOpen(open === one.id ? undefined : one.id)}
          >
            <b>{one.name}</b>
            <Tag
              color={one.done_at ? "green" : isLate(one) ? "red" : "amber"}
              text={t(
                one.done_at
                  ? "reports.review.done"
                  : isLate(one)
                    ? "reports.review.late"
                    : "reports.review.open",
              )}
            />
            <span className="num">
              {one.decided} / {one.people}
            </span>
            {one.due_at && (
              <span className="muted">
                {t("reports.review.due")} <When value={one.due_at} />
              </span>
            )}
          </button>
          {open === one.id && <ReviewItems id={one.id} />}
        </section>
      ))}
      <Table
        head={
          <>
            <th>{t("reports.person")}</th>
            <th>{t("users.role")}</th>
            <th>{t("reports.may")}</th>
            <th>{t("reports.lastIn")}</th>
            <th>{t("reports.unused")}</th>
            <th>{t("reports.keys")}</th>
          </>
        }
      >
        {data.items.map((one) => (
          <HolderRow key={one.user} one={one} role={roleText(one.role)} />
        ))}
      </Table>
      {adding && <NewReview onClose={() => setAdding(false)} />}
    </>
  );
}

const isLate = (review: Review) => Boolean(review.due_at && new Date(review.due_at) < new Date());

/** What a role is called, and what it lets one see and do, in words. */
function useRoleText() {
  const { t } = useTranslation();
  const meta = useMeta();
  const labels = useLabels();
  const { data } = useQuery(rolesQuery);
  return (code: string) => {
    const role = data?.items.find((one) => one.code === code);
    const name = roleName(t, role ?? { code, name: "" });
    if (!role) return { name, words: [] };
    const names = Object.fromEntries(
      editedObjects(meta).map((object) => [object.name, labels.plural(object)]),
    );
    return { name, words: wordsOf(t, role.grants, names) };
  };
}

function HolderRow({ one, role }: { one: Holder; role: { name: string; words: string[] } }) {
  const { t } = useTranslation();
  const { language } = usePlace();
  const permission = (name: string) =>
    t(`roles.permissions.${name.replace(".", "_") as "user_manage"}`, {
      defaultValue: t(`reports.permissions.${name.replace(".", "_") as "record_read"}`, {
        defaultValue: name,
      }),
    });
  const oldest = Math.max(...one.keys.map((key) => key.age), 0);
  return (
    <tr>
      <td>
        <div>{one.name}</div>
        <div className="muted">{one.email}</div>
      </td>
      <td className={styles.role}>{role.name}</td>
      <td className={styles.words}>
        {role.words.map((line) => (
          <div key={line}>{line}</div>
        ))}
      </td>
      <td>
        {one.last_sign_in ? (
          <When value={one.last_sign_in} />
        ) : (
          <span className="muted">{t("reports.never")}</span>
        )}
        {!one.active && <Tag color="grey" text={t("reports.inactive")} />}
        {one.idle && <Tag color="amber" text={t("reports.idle")} />}
      </td>
      <td className={styles.words}>{one.unused.map(permission).join(", ")}</td>
      <td>
        {one.keys.length > 0 &&
          t("reports.keysOf", {
            keys: formatNumber(one.keys.length, language),
            days: formatNumber(oldest, language),
          })}
      </td>
    </tr>
  );
}

function ReviewItems({ id }: { id: string }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const fail = useFailureNotice();
  const { user: me } = useMe();
  const roles = useRoleOptions();
  const roleText = useRoleText();
  const { data, error } = useQuery(reviewQuery(id));
  if (error) return <Failure small error={error} />;
  async function decide(user: string, role?: string) {
    await post(`/access-reviews/${id}/decisions`, { user, ...(role && { role }) }).catch((refusal) =>
      fail(t("reports.review.confirm"), refusal),
    );
    await Promise.all(["reports", "users"].map((key) => client.invalidateQueries({ queryKey: [key] })));
  }
  return (
    <>
      <Table
        dense
        head={
          <>
            <th>{t("reports.person")}</th>
            <th>{t("users.role")}</th>
            <th>{t("reports.review.decision")}</th>
            <th />
          </>
        }
      >
        {(data?.items ?? []).map((item) => (
          <tr key={item.user}>
            <td>{item.name}</td>
            <td title={roleText(item.role).words.join("\n")}>{roleText(item.role).name}</td>
            <td>
              {item.decision === "confirmed" && <Tag color="green" text={t("reports.review.confirmed")} />}
              {item.decision === "revoked" && (
                <Tag
                  color="red"
                  text={t("reports.review.revoked", { role: roleText(item.to_role ?? "").name })}
                />
              )}{" "}
              {item.decided_at && <When value={item.decided_at} />}
            </td>
            <td data-right="">
              {!item.decision && item.user !== me.id && (
                <span className={styles.decide}>
                  <Button size="small" onClick={() => decide(item.user)}>
                    {t("reports.review.confirm")}
                  </Button>
                  <Select
                    size="small"
                    className={styles.instead}
                    placeholder={t("reports.review.instead")}
                    aria-label={t("reports.review.instead")}
                    options={roles.filter((role) => role.value !== item.role)}
                    onChange={(role: string) => decide(item.user, role)}
                  />
                </span>
              )}
            </td>
          </tr>
        ))}
      </Table>
      <Button
        size="small"
        type="text"
        icon={<Download size={14} />}
        href={address(`/access-reviews/${id}/export`, {})}
        download="access_review.csv"
      >
        {t("reports.file")}
      </Button>
    </>
  );
}

function NewReview({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const { zone } = usePlace();
  const client = useQueryClient();
  async function start({ name, due }: { name: string; due?: Dayjs }) {
    await post("/access-reviews", { name, due_at: due ? endOf(due.format("YYYY-MM-DD"), zone) : null });
    await client.invalidateQueries({ queryKey: reviewsQuery.queryKey });
  }
  return (
    <FormDialog<{ name: string; due?: Dayjs }>
      title={t("reports.review.start")}
      save={t("reports.review.start")}
      submit={start}
      onClose={onClose}
    >
      <p className="muted">{t("reports.review.text")}</p>
      <Form.Item
        name="name"
        label={t("reports.review.name")}
        rules={[{ required: true, message: t("form.requiredShort") }]}
      >
        <Input autoFocus maxLength={100} />
      </Form.Item>
      <Form.Item name="due" label={t("reports.review.due")}>
        <DatePicker />
      </Form.Item>
    </FormDialog>
  );
}
