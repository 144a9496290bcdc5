// The main rooms of the app, each with a record that the demo company surely has.
import { ask, openPage, visit } from "./browser.mjs";

/** Addresses of the main rooms by name. */
export async function mainRooms(browser, url, state) {
  const { page, context } = await openPage(browser, { state });
  await visit(page, url);
  const one = async (object, query) => (await ask(page, "GET", `/records/${object}?limit=1&${query}`)).items[0].id;
  const customer = await one("customer", "filter=external_id:12347");
  const order = await one("order", "filter=number:536365");
  const product = await one("product", "filter=sku:85123A");
  const { items: imports } = await ask(page, "GET", "/imports");
  await ask(page, "POST", "/records/customer/duplicates/scan");
  const searched = async () => (await ask(page, "GET", "/records/customer/duplicates/scan")).scan.state === "done";
  while (!(await searched())) await new Promise((r) => setTimeout(r, 200));
  await context.close();
  return {
    home: "/",
    customers: "/records/customer",
    customer: `/records/customer/${customer}`,
    orders: "/records/order",
    order: `/records/order/${order}`,
    product: `/records/product/${product}`,
    duplicates: "/duplicates/customer",
    imports: "/imports",
    import: `/imports/${imports[0].id}`,
    tasks: "/records/task?as=calendar:due_at",
    categories: "/records/category?as=tree:parent",
    objects: "/studio",
    object: "/studio/objects/customer",
    accounts: "/studio/users",
    keys: "/studio/keys",
    configuration: "/studio/configuration",
    changes: "/studio/configuration?tab=log",
    audit: "/studio/audit",
    privacy: "/studio/privacy",
    retention: "/studio/privacy?tab=retention",
    processing: "/studio/privacy?tab=processing",
    privacySettings: "/studio/privacy?tab=settings",
    reports: "/insight/people",
    known: "/insight/people?tab=known",
    access: "/insight/people?tab=access",
    rules: "/duplicates/customer/rules",
    schedules: "/imports/schedules",
    handOvers: "/studio/users/hand-overs",
    providers: "/studio/users/providers",
    roles: "/studio/roles",
    units: "/studio/units",
    brand: "/studio/brand",
    mail: "/studio/mail",
    account: "/account",
  };
}
