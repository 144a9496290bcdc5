import app from "../app/texts/zh-CN";
import brand from "../features/brand/texts/zh-CN";
import bulk from "../features/bulk/texts/zh-CN";
import catalog from "../features/catalog/texts/zh-CN";
import config from "../features/config/texts/zh-CN";
import customers from "../features/customers/texts/zh-CN";
import duplicates from "../features/duplicates/texts/zh-CN";
import handOvers from "../features/hand-overs/texts/zh-CN";
import home from "../features/home/texts/zh-CN";
import identity from "../features/identity/texts/zh-CN";
import imports from "../features/imports/texts/zh-CN";
import listViews from "../features/list-views/texts/zh-CN";
import live from "../features/live/texts/zh-CN";
import mail from "../features/mail/texts/zh-CN";
import merge from "../features/merge/texts/zh-CN";
import notices from "../features/notices/texts/zh-CN";
import orders from "../features/orders/texts/zh-CN";
import privacy from "../features/privacy/texts/zh-CN";
import kinds from "../features/records/kinds/texts/zh-CN";
import cells from "../features/records/list/cells/texts/zh-CN";
import records from "../features/records/texts/zh-CN";
import reports from "../features/reports/texts/zh-CN";
import roles from "../features/roles/texts/zh-CN";
import scan from "../features/scan/texts/zh-CN";
import schedules from "../features/schedules/texts/zh-CN";
import session from "../features/session/texts/zh-CN";
import sharing from "../features/sharing/texts/zh-CN";
import sources from "../features/sources/texts/zh-CN";
import stages from "../features/stages/texts/zh-CN";
import studio from "../features/studio/texts/zh-CN";
import tags from "../features/tags/texts/zh-CN";
import tasks from "../features/tasks/texts/zh-CN";
import type { Messages, Translation } from "./messages";

const zhCN: Translation<Messages> = {
  ...app,
  ...brand,
  ...bulk,
  ...catalog,
  ...cells,
  ...config,
  ...customers,
  ...duplicates,
  ...handOvers,
  ...home,
  ...identity,
  ...imports,
  ...kinds,
  ...listViews,
  ...live,
  ...mail,
  ...merge,
  ...notices,
  ...orders,
  ...privacy,
  ...records,
  ...reports,
  ...roles,
  ...scan,
  ...schedules,
  ...session,
  ...sharing,
  ...sources,
  ...stages,
  ...studio,
  ...tags,
  ...tasks,
};

export default zhCN;
