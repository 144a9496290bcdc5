import { useQuery } from "@tanstack/react-query";
import { Modal, Select, Tabs } from "antd";
import { useState } from "react";
import { factsOf } from "../../api/definition";
import { shortListQuery } from "../../api/records";
import { useCan, useMe } from "../../api/session";
import type { ObjectDef, RecordData } from "../../api/types";
import { useTranslation } from "../../app/i18n";
import { useLabels } from "../records/field/labels";
import { FactSections } from "../records/page/fact-sections";
import { useFactTabs } from "../records/page/fact-tabs";
import { rolesQuery, useRoleOptions } from "../roles/data";
import styles from "./arrange.module.css";
import { asSeen } from "./as-seen";
import type { Arrangement } from "./data";

interface Props {
  object: ObjectDef;
  arrangement: Arrangement;
  onClose: () => void;
}

const nobody: RecordData = { id: "", version: 0, created_at: "", updated_at: "" };

/** What a page would show people of a role, of the newest record there is. */
export function Preview({ object, arrangement, onClose }: Props) {
  const { t } = useTranslation();
  const labels = useLabels();
  const can = useCan();
  const { user } = useMe();
  const options = useRoleOptions();
  const [role, setRole] = useState(user.role);
  const { data: roles } = useQuery({ ...rolesQuery, enabled: can("unit.people") });
  const { data: page } = useQuery(shortListQuery(object.name, { sort: "-created_at", limit: 1 }));
  const grants = roles?.items.find((one) => one.code === role)?.grants;
  const grant = grants && (grants.objects[object.name] ?? grants.usual);
  const seen = asSeen(object, arrangement, role, grant);
  const record = page?.items[0] ?? nobody;
  return (
    <Modal
      open
      width={720}
      title={t("arrange.previewOf", { name: labels.object(object) })}
      footer={null}
      onCancel={onClose}
    >
      <Select
        className={styles.role}
        value={role}
        onChange={setRole}
        options={options}
        prefix={t("arrange.as")}
        aria-label={t("arrange.asRole")}
      />
      {grant?.read === "none" ? (
        <p>{t("arrange.seesNone", { name: labels.plural(object) })}</p>
      ) : (
        <div inert>
          <Seen object={seen} record={record} />
        </div>
      )}
      <p className="muted">{t("arrange.previewText")}</p>
    </Modal>
  );
}

function Seen({ object, record }: { object: ObjectDef; record: RecordData }) {
  const facts = factsOf(object);
  const tabs = useFactTabs(object, record, facts);
  return (
    <>
      <FactSections object={object} record={record} fields={facts} />
      {tabs.map((tab) => (
        <Tabs key={tab.key} items={[tab]} />
      ))}
    </>
  );
}
