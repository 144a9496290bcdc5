import { useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Select } from "antd";
import { useState } from "react";
import { Problem, request } from "../../api/client";
import { useCan } from "../../api/session";
import type { Schemas } from "../../api/types";
import { useTranslation } from "../../app/i18n";
import { useFailureNotice } from "../../ui/notices";
import styles from "./account.module.css";
import { signInRulesQuery } from "./data";

/** From where people and programs come in; for administrators. */
export function Networks() {
  const { t } = useTranslation();
  const can = useCan();
  const { data } = useQuery({ ...signInRulesQuery, enabled: can("company.manage") });
  if (!data) return null;
  return (
    <section className={styles.part}>
      <h2>{t("networks.title")}</h2>
      <p className="muted">{t("networks.text")}</p>
      <Choice key={data.networks?.join()} rules={data} />
    </section>
  );
}

function Choice({ rules }: { rules: Schemas["SignInRules"] }) {
  const { t } = useTranslation();
  const { modal } = App.useApp();
  const client = useQueryClient();
  const fail = useFailureNotice();
  const before = rules.networks ?? [];
  const [list, setList] = useState(before);
  const [busy, setBusy] = useState(false);
  async function save(confirm: boolean) {
    setBusy(true);
    try {
      const query = confirm ? { confirm } : undefined;
      await request("PUT", "/sign-in-rules", { query, json: { ...rules, networks: list } });
      await client.invalidateQueries({ queryKey: signInRulesQuery.queryKey });
    } catch (error) {
      if (error instanceof Problem && error.code === "would_lock_out") ask();
      else fail(t("networks.title"), error);
    }
    setBusy(false);
  }
  const ask = () =>
    modal.confirm({
      title: t("networks.lockOut"),
      content: t("networks.lockOutText"),
      okText: t("networks.lockOutOk"),
      okButtonProps: { danger: true },
      onOk: () => save(true),
    });
  return (
    <>
      <Select
        mode="tags"
        open={false}
        suffixIcon={null}
        className={styles.rules}
        tokenSeparators={[",", " ", "\n"]}
        aria-label={t("networks.title")}
        placeholder={t("networks.anywhere")}
        value={list}
        onChange={setList}
      />
      {list.join() !== before.join() && (
        <div className={styles.endAll}>
          <Button loading={busy} onClick={() => save(false)}>
            {t("action.save")}
          </Button>
        </div>
      )}
    </>
  );
}
