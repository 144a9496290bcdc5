import app from "../app/texts/zh-TW";
import brand from "../features/brand/texts/zh-TW";
import bulk from "../features/bulk/texts/zh-TW";
import catalog from "../features/catalog/texts/zh-TW";
import config from "../features/config/texts/zh-TW";
import customers from "../features/customers/texts/zh-TW";
import duplicates from "../features/duplicates/texts/zh-TW";
import handOvers from "../features/hand-overs/texts/zh-TW";
import home from "../features/home/texts/zh-TW";
import identity from "../features/identity/texts/zh-TW";
import imports from "../features/imports/texts/zh-TW";
import listViews from "../features/list-views/texts/zh-TW";
import live from "../features/live/texts/zh-TW";
import mail from "../features/mail/texts/zh-TW";
import merge from "../features/merge/texts/zh-TW";
import notices from "../features/notices/texts/zh-TW";
import orders from "../features/orders/texts/zh-TW";
import privacy from "../features/privacy/texts/zh-TW";
import kinds from "../features/records/kinds/texts/zh-TW";
import cells from "../features/records/list/cells/texts/zh-TW";
import records from "../features/records/texts/zh-TW";
import reports from "../features/reports/texts/zh-TW";
import roles from "../features/roles/texts/zh-TW";
import scan from "../features/scan/texts/zh-TW";
import schedules from "../features/schedules/texts/zh-TW";
import session from "../features/session/texts/zh-TW";
import sharing from "../features/sharing/texts/zh-TW";
import sources from "../features/sources/texts/zh-TW";
import stages from "../features/stages/texts/zh-TW";
import studio from "../features/studio/texts/zh-TW";
import tags from "../features/tags/texts/zh-TW";
import tasks from "../features/tasks/texts/zh-TW";
import type { Messages, Translation } from "./messages";

const zhTW: Translation<Messages> = {
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

export default zhTW;
