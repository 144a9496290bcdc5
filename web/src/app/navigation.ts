import { useLocation } from "@tanstack/react-router";
import type { TFunction } from "i18next";
import {
  Blocks,
  ChartNoAxesColumn,
  CopyCheck,
  HandHelping,
  Home,
  KeyRound,
  type LucideIcon,
  Mail,
  Network,
  Package,
  Palette,
  ScrollText,
  ShieldCheck,
  Upload,
  UserCog,
} from "lucide-react";
import { useMemo } from "react";
import { labelIn } from "../api/definition";
import { useCan, useMeta } from "../api/session";
import type { Meta, ObjectDef } from "../api/types";
import { useTranslation } from "./i18n";
import { objectIcon } from "./icons";

export interface Place {
  key: string;
  text: string;
  icon: LucideIcon;
  to: string;
}

export interface Group {
  key: string;
  text: string;
  places: Place[];
}

/** Departments in their order; ones that only a definition knows come after. */
const order = ["customers", "sales", "marketing", "service", "calls", "members", "partners", "insight"];

type KnownDepartment =
  | "customers"
  | "sales"
  | "marketing"
  | "service"
  | "calls"
  | "members"
  | "partners"
  | "insight";

function byDepartment(objects: ObjectDef[]): Map<string, ObjectDef[]> {
  const found = new Map<string, ObjectDef[]>();
  for (const object of objects) {
    if (!object.department || object.hidden) continue;
    const list = found.get(object.department);
    if (list) list.push(object);
    else found.set(object.department, [object]);
  }
  const rank = (name: string) => order.indexOf(name) + 1 || order.length + 1;
  return new Map([...found].sort(([a], [b]) => rank(a) - rank(b)));
}

/** The rooms that have content for the signed-in person: the same until their language, rights or what there is changes. */
export function useNavigation(): Group[] {
  const { t, i18n } = useTranslation();
  const meta = useMeta();
  const can = useCan();
  return useMemo(() => roomsOf(meta, can, t, i18n.language), [meta, can, t, i18n.language]);
}

function roomsOf(meta: Meta, can: ReturnType<typeof useCan>, t: TFunction, language: string): Group[] {
  const groups: Group[] = [
    { key: "home", text: "", places: [{ key: "/", text: t("nav.home"), icon: Home, to: "/" }] },
  ];
  const departments = byDepartment(meta.objects);
  const place = (object: ObjectDef): Place => ({
    key: object.name,
    text: labelIn(object.plural, language, object.name),
    icon: objectIcon(object),
    to: `/records/${object.name}`,
  });
  const duplicates = (object: ObjectDef, oneOfSeveral: boolean): Place => ({
    key: `duplicates.${object.name}`,
    text: oneOfSeveral
      ? t("duplicates.navOf", { what: labelIn(object.plural, language, object.name) })
      : t("duplicates.nav"),
    icon: CopyCheck,
    to: `/duplicates/${object.name}`,
  });
  for (const [department, objects] of departments) {
    if (department === "studio") continue;
    const known = order.includes(department);
    const merged = objects.filter((object) => object.mergeable && can("record.merge", object.name));
    groups.push({
      key: department,
      text: known ? t(`department.${department as KnownDepartment}`) : department,
      places: [...objects.map(place), ...merged.map((object) => duplicates(object, merged.length > 1))],
    });
  }
  if (can("import.run")) {
    groups.push({
      key: "data",
      text: t("nav.data"),
      places: [{ key: "imports", text: t("nav.imports"), icon: Upload, to: "/imports" }],
    });
  }
  if (can("record.read")) {
    groups.push({
      key: "people-data",
      text: t("department.insight"),
      places: [{ key: "reports", text: t("reports.nav"), icon: ChartNoAxesColumn, to: "/insight/people" }],
    });
  }
  const studio: Place[] = [];
  if (can("object.define"))
    studio.push({ key: "studio", text: t("nav.objects"), icon: Blocks, to: "/studio" });
  if (can("unit.people"))
    studio.push({ key: "users", text: t("nav.users"), icon: UserCog, to: "/studio/users" });
  if (can("user.manage"))
    studio.push({ key: "roles", text: t("nav.roles"), icon: ShieldCheck, to: "/studio/roles" });
  if (can("user.manage") || can("unit.manage"))
    studio.push({ key: "units", text: t("nav.units"), icon: Network, to: "/studio/units" });
  if (can("key.manage"))
    studio.push({ key: "keys", text: t("nav.keys"), icon: KeyRound, to: "/studio/keys" });
  if (can("company.manage"))
    studio.push(
      { key: "brand", text: t("brand.title"), icon: Palette, to: "/studio/brand" },
      { key: "mail", text: t("mail.title"), icon: Mail, to: "/studio/mail" },
    );
  if (["company.manage", "object.define", "user.manage", "privacy.manage"].every((needed) => can(needed)))
    studio.push({ key: "config", text: t("config.title"), icon: Package, to: "/studio/configuration" });
  if (can("audit.read"))
    studio.push({ key: "audit", text: t("nav.audit"), icon: ScrollText, to: "/studio/audit" });
  if (can("privacy.manage"))
    studio.push({ key: "privacy", text: t("privacy.title"), icon: HandHelping, to: "/studio/privacy" });
  if (can("user.manage"))
    studio.push(
      ...(departments.get("studio") ?? [])
        .filter((object) => !["user", "team"].includes(object.name))
        .map(place),
    );
  if (studio.length) groups.push({ key: "studio", text: t("nav.studio"), places: studio });
  return groups;
}

/** The room that the shown address is in. */
export function useCurrentPlace(groups: Group[]): { group: Group; place: Place } | undefined {
  const pathname = useLocation({ select: (location) => location.pathname });
  let best: { group: Group; place: Place } | undefined;
  for (const group of groups) {
    for (const place of group.places) {
      const inside = pathname === place.to || (place.to !== "/" && pathname.startsWith(`${place.to}/`));
      if (inside && (!best || place.to.length > best.place.to.length)) best = { group, place };
    }
  }
  return best;
}
