import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from "@tanstack/react-router";
import { meQuery, metaQuery, noteSignedIn } from "../api/session";
import { FailureAlone, NotFoundAlone } from "../app/alone";
import { adoptLanguage } from "../app/i18n";
import { NotFound } from "../app/not-found";
import { PageFailure } from "../app/page-failure";
import { PageSkeleton } from "../app/page-skeleton";
import { queryClient } from "../app/query-client";
import { Root } from "../app/root";
import { readAuditSearch } from "../features/audit/data";
import { readConfigSearch } from "../features/config/data";
import { readDuplicatesSearch } from "../features/duplicates/data";
import { askRecord } from "../features/records/page/ahead";
import { RecordsRoom } from "../features/records/records-room";
import {
  parseSearch,
  readAddSearch,
  readListSearch,
  readRecordSearch,
  readSignInSearch,
  readTabSearch,
  stringifySearch,
} from "./search";

const root = createRootRoute({
  component: Root,
  notFoundComponent: NotFoundAlone,
  errorComponent: FailureAlone,
});

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: readSignInSearch,
  beforeLoad: async ({ search }) => {
    // back from an identity provider
    if (search.done) noteSignedIn(true);
    if (search.done) queryClient.removeQueries({ queryKey: meQuery.queryKey });
    const me = await queryClient.ensureQueryData(meQuery).catch(() => null);
    if (me) throw redirect({ to: (search.done && search.next) || "/" });
  },
  component: lazyRouteComponent(() => import("../features/session/sign-in"), "SignIn"),
  errorComponent: FailureAlone,
});

const forgot = createRoute({
  getParentRoute: () => root,
  path: "/forgot-password",
  component: lazyRouteComponent(() => import("../features/session/forgot"), "Forgot"),
  errorComponent: FailureAlone,
});

const resetPassword = createRoute({
  getParentRoute: () => root,
  path: "/reset-password",
  component: lazyRouteComponent(() => import("../features/session/reset"), "Reset"),
  errorComponent: FailureAlone,
});

const enrol = createRoute({
  getParentRoute: () => root,
  path: "/second-factor",
  beforeLoad: async () => {
    const me = await queryClient.ensureQueryData(meQuery).catch(() => null);
    if (!me) throw redirect({ to: "/sign-in" });
    if (!me.must_enrol) throw redirect({ to: "/" });
  },
  component: lazyRouteComponent(() => import("../features/session/enrol-page"), "EnrolPage"),
  errorComponent: FailureAlone,
});

const shell = createRoute({
  getParentRoute: () => root,
  id: "shell",
  beforeLoad: async ({ location }) => {
    const me = await queryClient.ensureQueryData(meQuery);
    if (!me) throw redirect({ to: "/sign-in", search: location.href === "/" ? {} : { next: location.href } });
    if (me.must_enrol) throw redirect({ to: "/second-factor" });
    await Promise.all([queryClient.ensureQueryData(metaQuery), adoptLanguage(me.user.language)]);
  },
  component: lazyRouteComponent(() => import("../app/shell"), "Shell"),
  errorComponent: FailureAlone,
});

const home = createRoute({
  getParentRoute: () => shell,
  path: "/",
  component: lazyRouteComponent(() => import("../features/home/home-page"), "HomePage"),
});

const records = createRoute({
  getParentRoute: () => shell,
  id: "records",
  component: RecordsRoom,
});

/** Drawn by its parent, which keeps it behind the records that are opened from it. */
const list = createRoute({
  getParentRoute: () => records,
  path: "/records/$object",
  validateSearch: readListSearch,
  component: () => null,
});

const record = createRoute({
  getParentRoute: () => records,
  path: "/records/$object/$id",
  validateSearch: readRecordSearch,
  loader: ({ params }) => askRecord(params.object, params.id),
  component: lazyRouteComponent(() => import("../features/records/page/record-page"), "RecordPage"),
});

const duplicates = createRoute({
  getParentRoute: () => shell,
  path: "/duplicates/$object",
  validateSearch: readDuplicatesSearch,
  component: lazyRouteComponent(() => import("../features/duplicates/duplicates-page"), "DuplicatesPage"),
});

const duplicateRules = createRoute({
  getParentRoute: () => shell,
  path: "/duplicates/$object/rules",
  component: lazyRouteComponent(() => import("../features/duplicates/rules-page"), "RulesPage"),
});

const imports = createRoute({
  getParentRoute: () => shell,
  path: "/imports",
  component: lazyRouteComponent(() => import("../features/imports/imports-page"), "ImportsPage"),
});

const schedules = createRoute({
  getParentRoute: () => shell,
  path: "/imports/schedules",
  component: lazyRouteComponent(() => import("../features/schedules/schedules-page"), "SchedulesPage"),
});

const oneImport = createRoute({
  getParentRoute: () => shell,
  path: "/imports/$id",
  component: lazyRouteComponent(() => import("../features/imports/import-page"), "ImportPage"),
});

const studio = createRoute({
  getParentRoute: () => shell,
  path: "/studio",
  component: lazyRouteComponent(() => import("../features/studio/objects-page"), "ObjectsPage"),
});

const studioObject = createRoute({
  getParentRoute: () => shell,
  path: "/studio/objects/$object",
  component: lazyRouteComponent(() => import("../features/studio/object-page"), "ObjectPage"),
});

const users = createRoute({
  getParentRoute: () => shell,
  path: "/studio/users",
  validateSearch: readAddSearch,
  component: lazyRouteComponent(() => import("../features/studio/users-page"), "UsersPage"),
});

const handOvers = createRoute({
  getParentRoute: () => shell,
  path: "/studio/users/hand-overs",
  component: lazyRouteComponent(() => import("../features/hand-overs/hand-overs-page"), "HandOversPage"),
});

const providers = createRoute({
  getParentRoute: () => shell,
  path: "/studio/users/providers",
  component: lazyRouteComponent(() => import("../features/identity/providers-page"), "ProvidersPage"),
});

const roles = createRoute({
  getParentRoute: () => shell,
  path: "/studio/roles",
  component: lazyRouteComponent(() => import("../features/roles/roles-page"), "RolesPage"),
});

const role = createRoute({
  getParentRoute: () => shell,
  path: "/studio/roles/$code",
  component: lazyRouteComponent(() => import("../features/roles/role-page"), "RolePage"),
});

const units = createRoute({
  getParentRoute: () => shell,
  path: "/studio/units",
  component: lazyRouteComponent(() => import("../features/units/units-page"), "UnitsPage"),
});

const keys = createRoute({
  getParentRoute: () => shell,
  path: "/studio/keys",
  component: lazyRouteComponent(() => import("../features/studio/keys-page"), "KeysPage"),
});

const brand = createRoute({
  getParentRoute: () => shell,
  path: "/studio/brand",
  component: lazyRouteComponent(() => import("../features/brand/brand-page"), "BrandPage"),
});

const mail = createRoute({
  getParentRoute: () => shell,
  path: "/studio/mail",
  component: lazyRouteComponent(() => import("../features/mail/mail-page"), "MailPage"),
});

const configuration = createRoute({
  getParentRoute: () => shell,
  path: "/studio/configuration",
  validateSearch: readConfigSearch,
  component: lazyRouteComponent(() => import("../features/config/configuration-page"), "ConfigurationPage"),
});

const audit = createRoute({
  getParentRoute: () => shell,
  path: "/studio/audit",
  validateSearch: readAuditSearch,
  component: lazyRouteComponent(() => import("../features/audit/audit-page"), "AuditPage"),
});

const reports = createRoute({
  getParentRoute: () => shell,
  path: "/insight/people",
  validateSearch: readTabSearch,
  component: lazyRouteComponent(() => import("../features/reports/reports-page"), "ReportsPage"),
});

const privacy = createRoute({
  getParentRoute: () => shell,
  path: "/studio/privacy",
  validateSearch: readTabSearch,
  component: lazyRouteComponent(() => import("../features/privacy/room/privacy-page"), "PrivacyPage"),
});

const account = createRoute({
  getParentRoute: () => shell,
  path: "/account",
  component: lazyRouteComponent(() => import("../features/session/account-page"), "AccountPage"),
});

export const router = createRouter({
  routeTree: root.addChildren([
    signIn,
    forgot,
    resetPassword,
    enrol,
    shell.addChildren([
      home,
      records.addChildren([list, record]),
      duplicates,
      duplicateRules,
      imports,
      schedules,
      oneImport,
      studio,
      studioObject,
      users,
      handOvers,
      providers,
      roles,
      role,
      units,
      keys,
      brand,
      mail,
      configuration,
      audit,
      reports,
      privacy,
      account,
    ]),
  ]),
  parseSearch,
  stringifySearch,
  defaultPreload: "intent",
  defaultPendingMs: 120,
  defaultPendingMinMs: 0,
  defaultPendingComponent: PageSkeleton,
  defaultErrorComponent: PageFailure,
  defaultNotFoundComponent: NotFound,
  scrollRestoration: false,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
