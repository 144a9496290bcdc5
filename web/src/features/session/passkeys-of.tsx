import { useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button } from "antd";
import { request } from "../../api/client";
import { useTranslation } from "../../app/i18n";
import { Failure } from "../../ui/failure";
import { useFailureNotice } from "../../ui/notices";
import styles from "./account.module.css";
import { passkeysQuery } from "./data";
import { PasskeyRow } from "./passkeys";

/** Passkeys of somebody whom one administers, to be removed when a device is lost. */
export function PasskeysOf({ user }: { user: string }) {
  const { t } = useTranslation();
  const { modal } = App.useApp();
  const client = useQueryClient();
  const fail = useFailureNotice();
  const query = passkeysQuery(user);
  const { data, error, isPending, refetch } = useQuery(query);
  const remove = (path: string, title: string) =>
    modal.confirm({
      title,
      content: t("account.endText"),
      okText: t("account.passkeyRemove"),
      okButtonProps: { danger: true },
      onOk: async () => {
        await request("DELETE", path).catch((problem) => fail(title, problem));
        await client.invalidateQueries({ queryKey: query.queryKey });
        await client.invalidateQueries({ queryKey: ["users"] });
      },
    });
  if (isPending) return <div className="bone" style={{ height: 100 }} />;
  if (error) return <Failure small error={error} retry={() => refetch()} />;
  if (data.items.length === 0) return <p className="muted">{t("account.passkeysNobody")}</p>;
  return (
    <>
      <ul>
        {data.items.map((one) => (
          <PasskeyRow key={one.id} one={one}>
            <Button
              size="small"
              onClick={() =>
                remove(`/users/${user}/passkeys/${one.id}`, t("account.passkeyRemoveAsk", { name: one.name }))
              }
            >
              {t("account.passkeyRemove")}
            </Button>
          </PasskeyRow>
        ))}
      </ul>
      {data.items.length > 1 && (
        <Button
          danger
          className={styles.endAll}
          onClick={() => remove(`/users/${user}/passkeys`, t("account.passkeysRemoveAll"))}
        >
          {t("account.passkeysRemoveAll")}
        </Button>
      )}
    </>
  );
}
