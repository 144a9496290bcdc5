import type { MenuProps } from "antd";
import {
  CircleHelp,
  CircleUser,
  Keyboard,
  Languages,
  LogOut,
  Monitor,
  MonitorDown,
  Moon,
  Rows3,
  Rows4,
  Signpost,
  Sun,
} from "lucide-react";
import { useMe } from "../api/session";
import { Avatar } from "../ui/avatar";
import { DropMenu } from "../ui/drop-menu";
import { Keys } from "../ui/keys";
import { actionsNow } from "./actions";
import { languageNames, languages, useTranslation } from "./i18n";
import { useInstall } from "./installed";
import { useMeChoice } from "./me-choices";
import styles from "./me-menu.module.css";
import { usePreferences } from "./preferences";

const size = 15;

/** Who I am, and how the app looks to me. */
export function MeMenu() {
  const { t, i18n } = useTranslation();
  const { user } = useMe();
  const { mode, density } = usePreferences();
  const choice = useMeChoice();
  const install = useInstall();
  const choose = (key: string) => {
    const action = actionsNow().find(({ id }) => id === key);
    return action ? action.run?.() : choice(key);
  };
  const items: MenuProps["items"] = [
    {
      key: "who",
      type: "group",
      label: (
        <div className={styles.who}>
          <b>{user.name}</b>
          <span>{user.email}</span>
        </div>
      ),
    },
    { key: "account", icon: <CircleUser size={size} />, label: t("me.account") },
    { type: "divider" },
    {
      key: "language",
      icon: <Languages size={size} />,
      label: t("me.language"),
      children: languages.map((language) => ({
        key: `language:${language}`,
        label: <span lang={language}>{languageNames[language]}</span>,
      })),
    },
    {
      key: "mode",
      icon: mode === "dark" ? <Moon size={size} /> : <Sun size={size} />,
      label: t("me.look"),
      children: [
        { key: "mode:light", icon: <Sun size={size} />, label: t("me.light") },
        { key: "mode:dark", icon: <Moon size={size} />, label: t("me.dark") },
        { key: "mode:system", icon: <Monitor size={size} />, label: t("me.system") },
      ],
    },
    {
      key: "density",
      icon: <Rows3 size={size} />,
      label: t("me.density"),
      children: [
        { key: "density:comfortable", icon: <Rows3 size={size} />, label: t("me.comfortable") },
        { key: "density:compact", icon: <Rows4 size={size} />, label: t("me.compact") },
      ],
    },
    { key: "help", icon: <CircleHelp size={size} />, label: t("help.title"), extra: <Keys keys="F1" /> },
    {
      key: "shortcuts",
      icon: <Keyboard size={size} />,
      label: t("shortcuts.title"),
      extra: <Keys keys="?" />,
    },
    { key: "tour", icon: <Signpost size={size} />, label: t("tour.title") },
    ...(install
      ? [{ key: "install", icon: <MonitorDown size={size} />, label: t("installed.install") }]
      : []),
    { type: "divider" },
    { key: "out", icon: <LogOut size={size} />, label: t("me.signOut") },
  ];
  const selectedKeys = [`language:${i18n.language}`, `mode:${mode}`, `density:${density}`];
  return (
    <DropMenu
      placement="bottomRight"
      menu={{
        items,
        selectedKeys,
        selectable: true,
        triggerSubMenuAction: "click",
        onClick: ({ key }) => choose(key),
      }}
    >
      <button
        type="button"
        data-tour="me"
        className={`plain ${styles.button}`}
        aria-label={t("me.menu", { name: user.name })}
      >
        <Avatar id={user.id} name={user.name} size={30} />
      </button>
    </DropMenu>
  );
}
