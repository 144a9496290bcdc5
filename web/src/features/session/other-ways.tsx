import { useQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { Button, Divider } from "antd";
import { Fingerprint } from "lucide-react";
import { useState } from "react";
import { noteBrand } from "../../api/brand";
import { get, Problem, post } from "../../api/client";
import { knownCompany } from "../../api/session";
import type { Schemas } from "../../api/types";
import { useTranslation } from "../../app/i18n";
import styles from "./sign-in.module.css";
import { usePasskey } from "./use-passkey";
import { knowsPasskeys } from "./webauthn";

/** Ways in beside the password: passkeys, and the identity providers of the company that this browser knows. */
export function OtherWays({
  onFailure,
  onSignedIn,
}: {
  onFailure: (problem: Problem) => void;
  onSignedIn: () => Promise<void>;
}) {
  const { t } = useTranslation();
  const { next, company = knownCompany() } = useSearch({ from: "/sign-in" });
  const [busy, setBusy] = useState<string>();
  const { data } = useQuery({
    queryKey: ["sign-in-providers", company],
    queryFn: async ({ signal }) => {
      const ways = await get<Schemas["Providers"]>("/sign-in/providers", { company }, signal);
      noteBrand(ways.company, ways.brand);
      return ways;
    },
    retry: false,
  });
  const keys = data?.passkeys === window.location.origin && knowsPasskeys();
  const passkey = usePasskey({ company: keys ? data?.company : undefined, onSignedIn, onFailure });
  if (!data || (!data.items.length && !keys)) return null;
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
      {keys && (
        <Button
          block
          size="large"
          icon={<Fingerprint size={18} />}
          loading={passkey.busy}
          onClick={passkey.signIn}
        >
          {t("signIn.byKey")}
        </Button>
      )}
      {data.items.map(({ id, label }) => (
        <Button key={id} block size="large" loading={busy === id} onClick={() => go(id)}>
          {t("signIn.by", { name: label })}
        </Button>
      ))}
    </div>
  );
}
