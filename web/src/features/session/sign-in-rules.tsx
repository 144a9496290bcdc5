import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Select } from "antd";
import { request } from "../../api/client";
import { useCan } from "../../api/session";
import { useTranslation } from "../../app/i18n";
import { useFailureNotice } from "../../ui/notices";
import { useRoleOptions } from "../roles/data";
import styles from "./account.module.css";
import { signInRulesQuery } from "./data";

/** What the company asks of those who sign in; for administrators. */
export function SignInRules() {
  const { t } = useTranslation();
  const can = useCan();
  const client = useQueryClient();
  const fail = useFailureNotice();
  const roles = useRoleOptions();
  const { data } = useQuery({ ...signInRulesQuery, enabled: can("company.manage") });
  if (!data) return null;
  async function change(second_factor: string[]) {
    await request("PUT", "/sign-in-rules", { json: { ...data, second_factor } }).catch((error) =>
      fail(t("account.rules"), error),
    );
    await client.invalidateQueries({ queryKey: signInRulesQuery.queryKey });
  }
  return (
    <section className={styles.part} style={{ marginTop: 32 }}>
      <h2>{t("account.rules")}</h2>
      <p className="muted">{t("account.rulesText")}</p>
      <Select
        mode="multiple"
        className={styles.rules}
        aria-label={t("account.rulesFor")}
        placeholder={t("account.rulesNobody")}
        value={data.second_factor ?? []}
        options={roles}
        onChange={change}
      />
    </section>
  );
}
