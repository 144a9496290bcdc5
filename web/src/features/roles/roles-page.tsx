import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { Button, Form, Input, Radio } from "antd";
import { Plus } from "lucide-react";
import { useState } from "react";
import { Problem, post } from "../../api/client";
import { useCan, useMeta } from "../../api/session";
import { useTranslation } from "../../app/i18n";
import { Failure } from "../../ui/failure";
import { FormDialog } from "../../ui/form-dialog";
import { Page } from "../../ui/page";
import { Table } from "../../ui/table";
import { Tag } from "../../ui/tag";
import { type Grants, type Role, roleName, rolesQuery } from "./data";
import styles from "./roles.module.css";
import { type TemplateName, templateNames, templates } from "./templates";

/** What people may do: the program's roles and the company's own. */
export function RolesPage() {
  const { t } = useTranslation();
  const can = useCan();
  const [adding, setAdding] = useState(false);
  const { data, error, isPending, refetch } = useQuery({ ...rolesQuery, enabled: can("user.manage") });
  if (!can("user.manage")) return <Failure error={new Problem(403, {})} />;
  return (
    <Page
      title={t("roles.title")}
      text={t("roles.text")}
      actions={
        <Button type="primary" icon={<Plus size={16} />} onClick={() => setAdding(true)}>
          {t("roles.add")}
        </Button>
      }
    >
      {isPending && <div className="bone" style={{ height: 120 }} />}
      {error && <Failure small error={error} retry={() => refetch()} />}
      {data && (
        <Table
          head={
            <>
              <th>{t("roles.name")}</th>
              <th>{t("roles.customers")}</th>
              <th data-right="">{t("roles.people")}</th>
            </>
          }
        >
          {data.items.map((role) => (
            <Row key={role.code} role={role} />
          ))}
        </Table>
      )}
      {adding && <NewRole onClose={() => setAdding(false)} />}
    </Page>
  );
}

function Row({ role }: { role: Role }) {
  const { t } = useTranslation();
  const customers = (role.grants.objects.customer ?? role.grants.usual).read;
  return (
    <tr>
      <td>
        <span className={styles.name}>
          <Link to="/studio/roles/$code" params={{ code: role.code }}>
            {roleName(t, role)}
          </Link>
          {role.built_in && <Tag text={t("roles.builtIn")} />}
        </span>
      </td>
      <td className="muted">{t(`roles.scopes.${customers}`)}</td>
      <td data-right="" className="num">
        {role.people}
      </td>
    </tr>
  );
}

interface Values {
  name: string;
  template: TemplateName;
}

/** Only objects that the company has. */
function fitting(grants: Grants, known: string[]): Grants {
  const objects = Object.fromEntries(Object.entries(grants.objects).filter(([name]) => known.includes(name)));
  return { ...grants, objects };
}

function NewRole({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const meta = useMeta();
  const [form] = Form.useForm<Values>();
  async function make({ name, template }: Values) {
    const grants = fitting(
      templates[template],
      meta.objects.map((object) => object.name),
    );
    const role = await post<Role>("/roles", { name, grants });
    await client.invalidateQueries({ queryKey: ["roles"] });
    navigate({ to: "/studio/roles/$code", params: { code: role.code } });
  }
  return (
    <FormDialog<Values>
      title={t("roles.add")}
      save={t("roles.make")}
      form={form}
      initial={{ template: "sales" }}
      submit={make}
      onClose={onClose}
    >
      <Form.Item name="template" label={t("roles.from")}>
        <Radio.Group
          className={styles.templates}
          onChange={(event) => {
            const chosen = event.target.value as TemplateName;
            if (!form.isFieldTouched("name") && chosen !== "blank")
              form.setFieldValue("name", t(`roles.templates.${chosen}.name`));
          }}
        >
          {templateNames.map((name) => (
            <Radio key={name} value={name}>
              <b>{t(`roles.templates.${name}.name`)}</b>
              <span className="muted">{t(`roles.templates.${name}.text`)}</span>
            </Radio>
          ))}
        </Radio.Group>
      </Form.Item>
      <Form.Item
        name="name"
        label={t("roles.name")}
        rules={[{ required: true, message: t("form.requiredShort") }]}
      >
        <Input maxLength={100} />
      </Form.Item>
    </FormDialog>
  );
}
