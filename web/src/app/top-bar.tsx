import { useParams } from "@tanstack/react-router";
import { Button } from "antd";
import { CircleHelp, Menu, Plus } from "lucide-react";
import { memo, useState } from "react";
import { Bell } from "../features/notices/bell";
import { DropMenu } from "../ui/drop-menu";
import { Keys } from "../ui/keys";
import { act, useActions } from "./actions";
import { useCreatable } from "./creatable";
import { useCreateForm } from "./create-host";
import { useTranslation } from "./i18n";
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

export const TopBar = memo(function TopBar({ groups, phone, onMenu }: Props) {
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
        {!phone && <HelpButton />}
        <Bell />
        <MeMenu />
      </div>
    </div>
  );
});

function HelpButton() {
  const { t } = useTranslation();
  return (
    <Button
      data-hint={t("help.title")}
      type="text"
      icon={<CircleHelp size={18} />}
      aria-label={t("help.title")}
      aria-keyshortcuts="F1"
      onClick={() => act("help")}
    />
  );
}

function CreateButton({ phone }: { phone: boolean }) {
  const { t } = useTranslation();
  const create = useCreateForm();
  const creatable = useCreatable();
  const [open, setOpen] = useState(false);
  const here = useParams({ strict: false }).object;
  const direct = creatable.some(({ name }) => name === here);
  useActions(
    direct || creatable.length === 0
      ? []
      : [
          {
            id: "create",
            group: "create",
            text: t("action.create"),
            icon: Plus,
            keys: "c",
            run: () => setOpen(true),
          },
        ],
  );
  if (creatable.length === 0) return null;
  const items = creatable.map(({ name, text, icon: Icon }) => ({
    key: name,
    label: text,
    icon: <Icon size={15} />,
    extra: name === here ? <Keys keys="c" /> : undefined,
  }));
  return (
    <DropMenu
      open={open}
      onOpenChange={setOpen}
      menu={{ items, onClick: ({ key }) => create({ object: key }) }}
    >
      <Button
        type="primary"
        icon={<Plus size={16} />}
        aria-label={t("action.create")}
        data-tour="create"
        aria-keyshortcuts={direct ? undefined : "c"}
      >
        {phone ? null : t("action.create")}
      </Button>
    </DropMenu>
  );
}
