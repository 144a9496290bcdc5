import { useQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { Button, Divider } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { get, Problem, post } from "../../api/client";
import { knownCompany } from "../../api/session";
import type { Schemas } from "../../api/types";
import styles from "./sign-in.module.css";

/** Ways in beside the password: the identity providers of the company that this browser knows. */
export function OtherWays({ onFailure }: { onFailure: (problem: Problem) => void }) {
  const { t } = useTranslation();
  const { next, company = knownCompany() } = useSearch({ from: "/sign-in" });
  const [busy, setBusy] = useState<string>();
  const { data } = useQuery({
    queryKey: ["sign-in-providers", company],
    queryFn: ({ signal }) => get<Schemas["Providers"]>("/sign-in/providers", { company }, signal),
    retry: false,
  });
  if (!data?.items.length) return null;
  async function go(provider: string) {
    setBusy(provider);
    try {
      const { url } = await post<Schemas["Away"]>("/sign-in/oidc", {
        company: data?.company,
        provider,
        next,
      });
      window.location.assign(url);
    } catch (error) {
      onFailure(error instanceof Problem ? error : new Problem(0, {}));
      setBusy(undefined);
    }
  }
  return (
    <div className={styles.ways}>
      <Divider plain>{t("signIn.or")}</Divider>
      {data.items.map(({ id, label }) => (
        <Button key={id} block size="large" loading={busy === id} onClick={() => go(id)}>
          {t("signIn.by", { name: label })}
        </Button>
      ))}
    </div>
  );
}
