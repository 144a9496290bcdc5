import { useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Form, Input, Modal, Select, Switch, Typography } from "antd";
import { Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { get, Problem, post, request } from "../../api/client";
import { useCan, useMe } from "../../api/session";
import { Avatar } from "../../ui/avatar";
import { Failure } from "../../ui/failure";
import { useFailureNotice } from "../../ui/notices";
import styles from "./studio.module.css";

interface User {
  id: string;
  name: string;
  email: string;
  role: string;
  active: boolean;
}

const roles = ["administrator", "member"] as const;

/** Who may sign in, and as what. */
export function UsersPage() {
  const { t } = useTranslation();
  const can = useCan();
  const [adding, setAdding] = useState(false);
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ["users"],
    queryFn: ({ signal }) => get<{ items: User[] }>("/users", undefined, signal),
    enabled: can("user.manage"),
  });
  if (!can("user.manage")) return <Failure error={new Problem(403, {})} />;
  return (
    <div className={`${styles.view} scroll`}>
      <div className={styles.inner}>
        <header className={styles.head}>
          <h1 className={styles.title}>{t("users.title")}</h1>
          <Button type="primary" icon={<Plus size={16} />} onClick={() => setAdding(true)}>
            {t("users.add")}
          </Button>
        </header>
        {isPending && <div className="bone" style={{ height: 120 }} />}
        {error && <Failure small error={error} retry={() => refetch()} />}
        {data && (
          <div className={`${styles.scroll} scroll`}>
            <table className={styles.table}>
              <thead>
                <tr>
                  <th>{t("users.name")}</th>
                  <th>{t("signIn.email")}</th>
                  <th>{t("users.role")}</th>
                  <th>{t("users.active")}</th>
                </tr>
              </thead>
              <tbody>
                {data.items.map((user) => (
                  <Row key={user.id} user={user} />
                ))}
              </tbody>
            </table>
          </div>
        )}
      </div>
      {adding && <NewUser onClose={() => setAdding(false)} />}
    </div>
  );
}

function Row({ user }: { user: User }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const fail = useFailureNotice();
  const { user: me } = useMe();
  const self = me.id === user.id;
  async function change(values: Partial<User>) {
    await request("PATCH", `/users/${user.id}`, { json: values }).catch((error) => fail(user.name, error));
    await client.invalidateQueries({ queryKey: ["users"] });
  }
  return (
    <tr>
      <td>
        <span className={styles.person}>
          <Avatar id={user.id} name={user.name} />
          {user.name}
        </span>
      </td>
      <td>{user.email}</td>
      <td>
        <Select
          size="small"
          variant="filled"
          className={styles.role}
          value={user.role}
          disabled={self}
          aria-label={t("users.role")}
          options={roles.map((role) => ({ value: role, label: t(`users.roles.${role}`) }))}
          onChange={(role) => change({ role })}
        />
      </td>
      <td>
        <Switch
          size="small"
          checked={user.active}
          disabled={self}
          aria-label={t("users.activeOf", { name: user.name })}
          onChange={(active) => change({ active })}
        />
      </td>
    </tr>
  );
}

function NewUser({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const { modal } = App.useApp();
  const client = useQueryClient();
  const fail = useFailureNotice();
  const [form] = Form.useForm();
  const [busy, setBusy] = useState(false);
  async function add(values: { name: string; email: string; role: string }) {
    setBusy(true);
    try {
      const made = await post<User & { password?: string }>("/users", values);
      await client.invalidateQueries({ queryKey: ["users"] });
      onClose();
      if (made.password) {
        modal.success({
          title: t("users.added", { name: made.name }),
          content: (
            <>
              <p>{t("users.password")}</p>
              <Typography.Text copyable code>
                {made.password}
              </Typography.Text>
            </>
          ),
        });
      }
    } catch (error) {
      setBusy(false);
      const errors = error instanceof Problem ? error.errors : [];
      if (errors.length) form.setFields(errors.map((each) => ({ name: each.field, errors: [each.message] })));
      else fail(t("users.add"), error);
    }
  }
  const needed = [{ required: true, message: t("form.requiredShort") }];
  return (
    <Modal
      open
      title={t("users.add")}
      okText={t("users.add")}
      cancelText={t("action.cancel")}
      okButtonProps={{ loading: busy }}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <Form form={form} layout="vertical" onFinish={add} initialValues={{ role: "member" }}>
        <Form.Item name="name" label={t("users.name")} rules={needed}>
          <Input autoFocus />
        </Form.Item>
        <Form.Item name="email" label={t("signIn.email")} rules={needed}>
          <Input type="email" />
        </Form.Item>
        <Form.Item name="role" label={t("users.role")}>
          <Select options={roles.map((role) => ({ value: role, label: t(`users.roles.${role}`) }))} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
