import { useNavigate, useParams } from "@tanstack/react-router";
import {
  CircleHelp,
  CircleUser,
  Keyboard,
  Languages,
  LogOut,
  MonitorDown,
  Moon,
  Rows3,
  Signpost,
} from "lucide-react";
import { useState } from "react";
import { onDemand } from "../ui/on-demand";
import { type Action, useActions } from "./actions";
import { useCreatable } from "./creatable";
import { useCreateForm } from "./create-host";
import { languageNames, languages, useTranslation } from "./i18n";
import { useInstall } from "./installed";
import { useMeChoice } from "./me-choices";
import type { Group } from "./navigation";
import { useShortcuts } from "./shortcuts";

const Tour = onDemand(() => import("./tour"));
const HelpDrawer = onDemand(() => import("../features/help/help-drawer"));
const ShortcutSheet = onDemand(() => import("./shortcut-sheet"));

/** The second key after G, by room. */
const goKeys: Record<string, string> = {
  "/": "h",
  customer: "c",
  order: "o",
  product: "p",
  task: "t",
  "duplicates.customer": "d",
  imports: "i",
  reports: "r",
  studio: "s",
  users: "u",
};

/** What can be done everywhere: go to a room, make a record, change how the app looks. */
export function Commands({ groups }: { groups: Group[] }) {
  const { t } = useTranslation();
  const install = useInstall();
  const [sheet, setSheet] = useState(false);
  const [help, setHelp] = useState(false);
  const [tour, setTour] = useState(false);
  const app: Action[] = [
    {
      id: "shortcuts",
      group: "app",
      text: t("shortcuts.title"),
      icon: Keyboard,
      keys: "?",
      run: () => setSheet(true),
    },
    {
      id: "help",
      group: "app",
      text: t("help.title"),
      icon: CircleHelp,
      keys: "F1",
      run: () => setHelp(true),
    },
    { id: "tour", group: "app", text: t("tour.title"), icon: Signpost, run: () => setTour(true) },
    ...(install
      ? [
          {
            id: "install",
            group: "app" as const,
            text: t("installed.install"),
            icon: MonitorDown,
            run: install,
          },
        ]
      : []),
  ];
  useActions([...useGo(groups), ...useCreate(), ...useMine(), ...app, ...useTold()]);
  useShortcuts();
  return (
    <>
      {sheet && <ShortcutSheet onClose={() => setSheet(false)} />}
      {help && <HelpDrawer onClose={() => setHelp(false)} />}
      {tour && <Tour onClose={() => setTour(false)} />}
    </>
  );
}

function useGo(groups: Group[]): Action[] {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const rooms = groups.flatMap(({ places }) => places);
  const places = [...rooms, { key: "account", text: t("me.account"), icon: CircleUser, to: "/account" }];
  return places.map(({ key, text, icon, to }) => ({
    id: `go.${key}`,
    group: "go",
    text,
    also: [t("shortcuts.goTo", { place: text })],
    icon,
    keys: goKeys[key] && `g ${goKeys[key]}`,
    run: () => navigate({ to }),
  }));
}

function useCreate(): Action[] {
  const { t } = useTranslation();
  const create = useCreateForm();
  const here = useParams({ strict: false }).object;
  return useCreatable().map(({ name, text, icon }) => ({
    id: `create.${name}`,
    group: "create",
    text: t("action.createOne", { name: text }),
    icon,
    keys: name === here ? "c" : undefined,
    run: () => create({ object: name }),
  }));
}

function useMine(): Action[] {
  const { t } = useTranslation();
  const choose = useMeChoice();
  const set = (key: string, icon: Action["icon"], what: string, value: string): Action => ({
    id: key,
    group: "app",
    text: t("shortcuts.set", { what, value }),
    also: [value],
    icon,
    run: () => choose(key),
  });
  return [
    ...languages.map((one) => set(`language:${one}`, Languages, t("me.language"), languageNames[one])),
    ...(["light", "dark", "system"] as const).map((one) =>
      set(`mode:${one}`, Moon, t("me.look"), t(`me.${one}`)),
    ),
    ...(["comfortable", "compact"] as const).map((one) =>
      set(`density:${one}`, Rows3, t("me.density"), t(`me.${one}`)),
    ),
    { id: "out", group: "app", text: t("me.signOut"), icon: LogOut, run: () => choose("out") },
  ];
}

/** Keys that lists and forms hear themselves. */
function useTold(): Action[] {
  const { t } = useTranslation();
  const told = (group: Action["group"], name: Told, keys: string): Action => ({
    id: `told.${name}`,
    group,
    text: t(`shortcuts.${name}`),
    keys,
  });
  return [
    told("list", "walk", "ArrowUp+ArrowDown"),
    told("list", "choose", " "),
    told("list", "open", "Enter"),
    told("list", "openPage", "Mod+Enter"),
    told("form", "close", "Escape"),
    told("form", "save", "Mod+Enter"),
  ];
}

type Told = "walk" | "choose" | "open" | "openPage" | "close" | "save";
