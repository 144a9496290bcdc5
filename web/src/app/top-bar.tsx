import { Button, Dropdown } from "antd";
import { Menu, Plus } from "lucide-react";
import { useTranslation } from "react-i18next";
import { labelIn } from "../api/definition";
import { useCan, useMeta } from "../api/session";
import { Bell } from "../features/notices/bell";
import { useCreateForm } from "./create-host";
import { objectIcon } from "./icons";
import { MeMenu } from "./me-menu";
import type { Group } from "./navigation";
import { Search } from "./search";
import styles from "./top-bar.module.css";
import { WhereAmI } from "./where-am-i";

interface Props {
  groups: Group[];
  phone: boolean;
  onMenu: () => void;
}

export function TopBar({ groups, phone, onMenu }: Props) {
  const { t } = useTranslation();
  return (
    <div className={styles.bar}>
      {phone ? (
        <Button type="text" icon={<Menu size={20} />} onClick={onMenu} aria-label={t("nav.more")} />
      ) : (
        <WhereAmI groups={groups} />
      )}
      <Search phone={phone} />
      <div className={styles.right}>
        <CreateButton phone={phone} />
        <Bell />
        <MeMenu />
      </div>
    </div>
  );
}

function CreateButton({ phone }: { phone: boolean }) {
  const { t, i18n } = useTranslation();
  const meta = useMeta();
  const can = useCan();
  const create = useCreateForm();
  if (!can("record.create")) return null;
  const objects = meta.objects.filter(
    (object) => object.department && !object.append_only && !object.hidden && object.may.includes("create"),
  );
  const items = objects.map((object) => {
    const Icon = objectIcon(object.name);
    return {
      key: object.name,
      label: labelIn(object.labels, i18n.language, object.name),
      icon: <Icon size={15} />,
    };
  });
  return (
    <Dropdown trigger={["click"]} menu={{ items, onClick: ({ key }) => create({ object: key }) }}>
      <Button type="primary" icon={<Plus size={16} />} aria-label={t("action.create")}>
        {phone ? null : t("action.create")}
      </Button>
    </Dropdown>
  );
}
