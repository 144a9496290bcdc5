import { useQuery } from "@tanstack/react-query";
import { Modal } from "antd";
import { get } from "../../api/client";
import { useMeta } from "../../api/session";
import type { ObjectDef } from "../../api/types";
import { useTranslation } from "../../app/i18n";
import { Avatar } from "../../ui/avatar";
import { Failure } from "../../ui/failure";
import { Table } from "../../ui/table";
import { useLabels } from "../records/field/labels";
import { roleName, type Scope } from "./data";
import styles from "./roles.module.css";

interface Seer {
  user: string;
  name: string;
  role: string;
  role_name: string | null;
  reason: { scope: Scope; through: string | null; owns: boolean; shared: boolean };
}

/** Who sees a record, and why. */
export function SeenByDialog({
  object,
  id,
  onClose,
}: {
  object: ObjectDef;
  id: string;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const labels = useLabels();
  const meta = useMeta();
  const { data, error, refetch } = useQuery({
    queryKey: ["seen-by", object.name, id],
    queryFn: ({ signal }) =>
      get<{ items: Seer[] }>(`/records/${object.name}/${id}/seen-by`, undefined, signal),
    staleTime: 0,
  });
  function why({ reason }: Seer): string {
    if (reason.owns) return t("roles.why.owns");
    if (reason.shared) return t("roles.why.shared");
    const through = meta.objects.find((one) => one.name === reason.through);
    const scope = t(`roles.why.${reason.scope}`);
    return through ? t("roles.why.through", { object: labels.object(through), scope }) : scope;
  }
  return (
    <Modal open footer={null} width={640} title={t("roles.seenBy")} onCancel={onClose}>
      {error && <Failure small error={error} retry={() => refetch()} />}
      {!data && !error && <div className="bone" style={{ height: 120 }} />}
      {data && (
        <Table
          dense
          head={
            <>
              <th>{t("users.name")}</th>
              <th>{t("users.role")}</th>
              <th>{t("roles.because")}</th>
            </>
          }
        >
          {data.items.map((one) => (
            <tr key={one.user}>
              <td>
                <span className={styles.name}>
                  <Avatar id={one.user} name={one.name} />
                  {one.name}
                </span>
              </td>
              <td>{roleName(t, { code: one.role, name: one.role_name ?? "" })}</td>
              <td>{why(one)}</td>
            </tr>
          ))}
        </Table>
      )}
    </Modal>
  );
}
