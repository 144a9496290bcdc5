import { Form, Modal, Select } from "antd";
import { useState } from "react";
import type { ObjectDef } from "../../api/types";
import { useTranslation } from "../../app/i18n";
import { isReady } from "../records/filter/clause-fields";
import { ConditionBuilder } from "../records/filter/condition-builder";
import { write } from "../records/filter/syntax";
import { clausesIn, groupOf, nodeOf } from "../records/filter/tree";
import { conditionOf } from "../records/rules/judge";
import { useRoleOptions } from "../roles/data";
import { judged } from "../rules/data";
import styles from "./arrange.module.css";
import type { Shown } from "./data";

interface Props {
  object: ObjectDef;
  name: string;
  shown: Shown;
  onDone: (shown: Shown) => void;
  onClose: () => void;
}

/** For which records, and for people of which roles, a field or section is shown. */
export function ShownDialog({ object, name, shown, onDone, onClose }: Props) {
  const { t } = useTranslation();
  const options = useRoleOptions();
  const [group, setGroup] = useState(() => groupOf(conditionOf(shown.when) ?? { kind: "all", items: [] }));
  const [roles, setRoles] = useState(shown.roles);
  const parts = clausesIn(group);
  const ready = parts.every(isReady);
  const when = parts.length > 0 && ready ? write(nodeOf(group)) : "";
  return (
    <Modal
      open
      width={760}
      title={t("arrange.shown", { name })}
      okText={t("filter.apply")}
      okButtonProps={{ disabled: !ready }}
      cancelText={t("action.cancel")}
      onOk={() => onDone({ when, roles })}
      onCancel={onClose}
    >
      <Form layout="vertical" component="div">
        <Form.Item label={t("arrange.records")} extra={t("arrange.recordsHelp")}>
          <div className={styles.builder}>
            <ConditionBuilder object={judged(object)} value={group} onChange={setGroup} own />
          </div>
        </Form.Item>
        <Form.Item label={t("arrange.roles")} htmlFor="arrange-roles" extra={t("arrange.rolesHelp")}>
          <Select
            id="arrange-roles"
            mode="multiple"
            value={roles}
            onChange={setRoles}
            options={options}
            placeholder={t("arrange.everybody")}
            showSearch={{ optionFilterProp: "label" }}
          />
        </Form.Item>
      </Form>
    </Modal>
  );
}
