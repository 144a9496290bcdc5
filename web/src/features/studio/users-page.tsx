import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { App, Button, Form, Input, Modal, Select, Switch } from "antd";
import { ArrowRightLeft, Ellipsis, Fingerprint, Plus } from "lucide-react";
import { useState } from "react";
import { Problem, post, request } from "../../api/client";
import { shortListQuery } from "../../api/records";
import { useCan, useMe } from "../../api/session";
import { useTranslation } from "../../app/i18n";
import { Avatar } from "../../ui/avatar";
import { Failure } from "../../ui/failure";
import { FormDialog } from "../../ui/form-dialog";
import { useFailureNotice } from "../../ui/notices";
import { Page } from "../../ui/page";
import { Table } from "../../ui/table";
import { Tag } from "../../ui/tag";
import { type Person, staffQuery } from "../hand-overs/data";
import { roleName, useRoleOptions } from "../roles/data";
import { Networks } from "../session/networks";
import { PasskeysOf } from "../session/passkeys-of";
import { Sessions } from "../session/sessions";
import { SignInRules } from "../session/sign-in-rules";
import { Secret } from "./secret";
import styles from "./studio.module.css";
import { UsageFigures } from "./usage";
import "./words";
import { DropMenu } from "../../ui/drop-menu";
import { onDemand } from "../../ui/on-demand";

const HandOverDialog = onDemand(() => import("../hand-overs/hand-over-dialog"));

/** Who may sign in, and as what. */
export function UsersPage() {
  const { t } = useTranslation();
  const can = useCan();
  const { add } = useSearch({ from: "/shell/studio/users" });
  const navigate = useNavigate();
  const roles = useRoleOptions();
  const [adding, setAdding] = useState(add !== undefined);
  const close = () => {
    setAdding(false);
    if (add) navigate({ to: ".", search: {}, replace: true });
  };
  const { data, error, isPending, refetch } = useQuery({ ...staffQuery, enabled: can("unit.people") });
  if (!can("unit.people")) return <Failure error={new Problem(403, {})} />;
  return (
    <Page
      title={t("users.title")}
      actions={
        <>
          {can("company.manage") && (
            <Link to="/studio/users/providers">
              <Button icon={<Fingerprint size={16} />}>{t("identity.title")}</Button>
            </Link>
          )}
          <Link to="/studio/users/hand-overs">
            <Button icon={<ArrowRightLeft size={16} />}>{t("handOver.many")}</Button>
          </Link>
          <Button type="primary" icon={<Plus size={16} />} onClick={() => setAdding(true)}>
            {t("users.add")}
          </Button>
        </>
      }
    >
      {isPending && <div className="bone" style={{ height: 120 }} />}
      {error && <Failure small error={error} retry={() => refetch()} />}
      {data && (
        <Table
          head={
            <>
              <th>{t("users.name")}</th>
              <th>{t("signIn.email")}</th>
              <th>{t("users.role")}</th>
              <th>{t("users.team")}</th>
              <th>{t("users.active")}</th>
              <td />
            </>
          }
        >
          {data.items.map((user) => (
            <Row key={user.id} user={user} teams={data.teams} />
          ))}
        </Table>
      )}
      <SignInRules />
      <Networks />
      <UsageFigures />
      {adding && data && roles.length > 0 && <NewUser teams={data.teams} wanted={add} onClose={close} />}
    </Page>
  );
}

/** Teams to choose from: all and none, or those whose people one administers. */
function useTeams(within: string[] | null): { value: string; label: string }[] {
  const { t } = useTranslation();
  const { data } = useQuery(shortListQuery("team", { sort: "name", limit: 200 }));
  const teams = (data?.items ?? []).filter((team) => !within || within.includes(team.id));
  const options = teams.map((team) => ({ value: team.id, label: String(team.name) }));
  return within ? options : [{ value: "", label: t("users.noTeam") }, ...options];
}

function Row({ user, teams: within }: { user: Person; teams: string[] | null }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const fail = useFailureNotice();
  const { user: me } = useMe();
  const self = me.id === user.id;
  const roles = useRoleOptions();
  const teams = useTeams(within);
  // Whoever may do more is changed by those who may do as much.
  const beyond = roles.length > 0 && !roles.some((role) => role.value === user.role);
  const [devices, setDevices] = useState(false);
  const [passkeys, setPasskeys] = useState(false);
  const [handing, setHanding] = useState<"over" | "go">();
  async function unlock() {
    await post(`/users/${user.id}/unlock`).catch((error) => fail(t("users.unlock"), error));
    await client.invalidateQueries({ queryKey: ["users"] });
  }
  async function resetTotp() {
    await request("DELETE", `/users/${user.id}/totp`).catch((error) => fail(t("users.totpReset"), error));
  }
  const items = [
    { key: "hand-over", label: t("handOver.menu"), onClick: () => setHanding("over") },
    ...(user.active && !self
      ? [{ key: "go", label: t("handOver.menuGo"), onClick: () => setHanding("go") }]
      : []),
    { key: "devices", label: t("users.devices"), onClick: () => setDevices(true) },
    ...(user.passkeys
      ? [{ key: "passkeys", label: t("users.passkeys"), onClick: () => setPasskeys(true) }]
      : []),
    { key: "totp", label: t("users.totpReset"), onClick: resetTotp },
    ...(user.locked_until ? [{ key: "unlock", label: t("users.unlock"), onClick: unlock }] : []),
  ];
  async function change(values: Partial<Person>) {
    await request("PATCH", `/users/${user.id}`, { json: values }).catch((error) => {
      if (error instanceof Problem && error.code === "holds_open") setHanding("go");
      else fail(user.name, error);
    });
    await client.invalidateQueries({ queryKey: ["users"] });
  }
  return (
    <tr>
      <td>
        <span className={styles.person}>
          <Avatar id={user.id} name={user.name} />
          {user.name}
          {user.passkeys > 0 && <Tag color="grey" text={t("users.passkey")} />}
          {user.locked_until && <Tag color="red" text={t("users.locked")} />}
        </span>
      </td>
      <td>{user.email}</td>
      <td>
        <Select
          size="small"
          variant="filled"
          className={styles.role}
          value={user.role}
          disabled={self || beyond}
          aria-label={t("users.role")}
          options={beyond ? [{ value: user.role, label: roleName(t, { code: user.role, name: "" }) }] : roles}
          onChange={(role) => change({ role })}
        />
      </td>
      <td>
        <Select
          size="small"
          variant="filled"
          className={styles.role}
          value={user.team ?? ""}
          disabled={beyond}
          aria-label={t("users.team")}
          options={teams}
          onChange={(team) => change({ team: team || null })}
        />
      </td>
      <td>
        <Switch
          size="small"
          checked={user.active}
          disabled={self || beyond}
          aria-label={t("users.activeOf", { name: user.name })}
          onChange={(active) => change({ active })}
        />
      </td>
      <td data-right="">
        <DropMenu menu={{ items }}>
          <Button
            disabled={beyond}
            type="text"
            size="small"
            icon={<Ellipsis size={16} />}
            aria-label={t("users.more", { name: user.name })}
          />
        </DropMenu>
        <Modal
          open={devices}
          destroyOnHidden
          footer={null}
          title={t("users.devicesOf", { name: user.name })}
          onCancel={() => setDevices(false)}
        >
          <Sessions user={user.id} />
        </Modal>
        <Modal
          open={passkeys}
          destroyOnHidden
          footer={null}
          title={t("users.passkeysOf", { name: user.name })}
          onCancel={() => setPasskeys(false)}
        >
          <PasskeysOf user={user.id} />
        </Modal>
        {handing && (
          <HandOverDialog person={user} deactivate={handing === "go"} onClose={() => setHanding(undefined)} />
        )}
      </td>
    </tr>
  );
}

type Values = Pick<Person, "name" | "email" | "role"> & { team: string };

function NewUser({
  teams: within,
  wanted,
  onClose,
}: {
  teams: string[] | null;
  /** Code of the role that is chosen for a start. */
  wanted?: string;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const { modal } = App.useApp();
  const client = useQueryClient();
  const roles = useRoleOptions();
  const teams = useTeams(within);
  const first = [wanted, "member"].find((code) => roles.some((one) => one.value === code));
  const role = first ?? roles[0]?.value;
  async function add({ team, ...values }: Values) {
    const made = await post<Person & { password?: string }>("/users", { ...values, team: team || null });
    await client.invalidateQueries({ queryKey: ["users"] });
    if (!made.password) return;
    modal.success({
      title: t("users.added", { name: made.name }),
      content: <Secret text={t("users.password")} secret={made.password} />,
    });
  }
  const needed = [{ required: true, message: t("form.requiredShort") }];
  return (
    <FormDialog<Values>
      title={t("users.add")}
      save={t("users.add")}
      initial={{ ...(role && { role }), team: teams[0]?.value ?? "" }}
      submit={add}
      onClose={onClose}
    >
      <Form.Item name="name" label={t("users.name")} rules={needed}>
        <Input autoFocus />
      </Form.Item>
      <Form.Item name="email" label={t("signIn.email")} rules={needed}>
        <Input type="email" />
      </Form.Item>
      <Form.Item name="role" label={t("users.role")}>
        <Select options={roles} />
      </Form.Item>
      <Form.Item name="team" label={t("users.team")}>
        <Select options={teams} />
      </Form.Item>
    </FormDialog>
  );
}
