import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { App, Button, Checkbox, Input } from "antd";
import { Trash2, UserPlus } from "lucide-react";
import { useState } from "react";
import { Problem, request } from "../../api/client";
import { useCan } from "../../api/session";
import { useTranslation } from "../../app/i18n";
import { Failure } from "../../ui/failure";
import { useFailureNotice } from "../../ui/notices";
import { Page } from "../../ui/page";
import { useUnsaved } from "../../ui/unsaved";
import { type Grants, type Role, roleName, rolesQuery } from "./data";
import { GrantTable } from "./grant-table";
import styles from "./roles.module.css";

/** One role: what it may do, how far, and which fields are closed to it. */
export function RolePage() {
  const { t } = useTranslation();
  const can = useCan();
  const { code } = useParams({ strict: false });
  const { data, error, refetch } = useQuery({ ...rolesQuery, enabled: can("user.manage") });
  const role = data?.items.find((one) => one.code === code);
  if (!can("user.manage")) return <Failure error={new Problem(403, {})} />;
  if (error) return <Failure error={error} retry={() => refetch()} />;
  if (!data) return <div className="bone" style={{ height: 240, margin: 24 }} />;
  if (!role) return <Failure error={new Problem(404, { title: t("roles.gone") })} />;
  return <Editor key={role.code} role={role} permissions={data.permissions} />;
}

function Editor({ role, permissions }: { role: Role; permissions: string[] }) {
  const { t } = useTranslation();
  const { modal, message } = App.useApp();
  const client = useQueryClient();
  const navigate = useNavigate();
  const fail = useFailureNotice();
  const [name, setName] = useState(role.name);
  const [grants, setGrants] = useState<Grants>(role.grants);
  const [busy, setBusy] = useState(false);
  const changed = name !== role.name || JSON.stringify(grants) !== JSON.stringify(role.grants);
  const title = roleName(t, role);
  useUnsaved(changed);

  async function save() {
    setBusy(true);
    try {
      const kept = await request<Role>("PATCH", `/roles/${role.code}`, { json: { name, grants } });
      await client.invalidateQueries({ queryKey: ["roles"] });
      setName(kept.name);
      setGrants(kept.grants);
      message.success(t("roles.saved", { count: role.people }));
    } catch (error) {
      fail(title, error);
    }
    setBusy(false);
  }
  const remove = () =>
    modal.confirm({
      title: t("roles.removeAsk", { name: title }),
      content: role.people > 0 ? t("roles.removeInUse", { count: role.people }) : t("roles.removeText"),
      okText: t("roles.remove"),
      okButtonProps: { danger: true, disabled: role.people > 0 },
      onOk: async () => {
        try {
          await request("DELETE", `/roles/${role.code}`);
          await client.invalidateQueries({ queryKey: ["roles"] });
          navigate({ to: "/studio/roles", ignoreBlocker: true });
        } catch (error) {
          fail(title, error);
        }
      },
    });
  const tick = (permission: string, on: boolean) =>
    setGrants({
      ...grants,
      permissions: on
        ? [...grants.permissions, permission].sort()
        : grants.permissions.filter((one) => one !== permission),
    });
  return (
    <Page
      title={title}
      text={role.built_in ? t("roles.builtInText") : t("roles.peopleHave", { count: role.people })}
      back={{ to: "/studio/roles", name: t("roles.title") }}
      actions={
        !role.built_in && (
          <>
            <Button icon={<Trash2 size={15} />} aria-label={t("roles.remove")} onClick={remove} />
            <Link to="/studio/users" search={{ add: role.code }} disabled={changed}>
              <Button icon={<UserPlus size={15} />} disabled={changed}>
                {t("roles.addPerson")}
              </Button>
            </Link>
            <Button type="primary" loading={busy} disabled={!changed || !name.trim()} onClick={save}>
              {t("action.save")}
            </Button>
          </>
        )
      }
    >
      {!role.built_in && (
        <label htmlFor="role-name" className={styles.line}>
          {t("roles.name")}
          <Input
            id="role-name"
            value={name}
            maxLength={100}
            onChange={(event) => setName(event.target.value)}
          />
        </label>
      )}
      <h2 className={styles.heading}>{t("roles.records")}</h2>
      <p className="muted">{t("roles.recordsText")}</p>
      <GrantTable grants={grants} fixed={role.built_in} onChange={setGrants} />
      <h2 className={styles.heading}>{t("roles.general")}</h2>
      <div className={styles.permissions}>
        {permissions.map((permission) => (
          <Checkbox
            key={permission}
            disabled={role.built_in}
            checked={grants.permissions.includes(permission)}
            onChange={(event) => tick(permission, event.target.checked)}
          >
            {t(`roles.permissions.${permission.replace(".", "_") as "user_manage"}`, {
              defaultValue: permission,
            })}
          </Checkbox>
        ))}
      </div>
    </Page>
  );
}
