import app from "../app/texts/en";
import brand from "../features/brand/texts/en";
import bulk from "../features/bulk/texts/en";
import catalog from "../features/catalog/texts/en";
import config from "../features/config/texts/en";
import customers from "../features/customers/texts/en";
import duplicates from "../features/duplicates/texts/en";
import handOvers from "../features/hand-overs/texts/en";
import home from "../features/home/texts/en";
import identity from "../features/identity/texts/en";
import imports from "../features/imports/texts/en";
import listViews from "../features/list-views/texts/en";
import live from "../features/live/texts/en";
import mail from "../features/mail/texts/en";
import merge from "../features/merge/texts/en";
import notices from "../features/notices/texts/en";
import orders from "../features/orders/texts/en";
import privacy from "../features/privacy/texts/en";
import kinds from "../features/records/kinds/texts/en";
import cells from "../features/records/list/cells/texts/en";
import records from "../features/records/texts/en";
import reports from "../features/reports/texts/en";
import roles from "../features/roles/texts/en";
import scan from "../features/scan/texts/en";
import schedules from "../features/schedules/texts/en";
import session from "../features/session/texts/en";
import sharing from "../features/sharing/texts/en";
import sources from "../features/sources/texts/en";
import stages from "../features/stages/texts/en";
import studio from "../features/studio/texts/en";
import tags from "../features/tags/texts/en";
import tasks from "../features/tasks/texts/en";

/** The texts of all rooms, each from the room's own folder. */
const en = {
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

export default en;
