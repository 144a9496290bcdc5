// A power cut in the middle of an import: nothing that was taken in is lost, the import goes on, and every figure is right.
import assert from "node:assert/strict";
import { test } from "node:test";
import { DEMO, startServer } from "./server.mjs";

async function client(url) {
  const answer = await fetch(`${url}/api/sign-in`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(DEMO),
  });
  assert.equal(answer.status, 200);
  const cookie = answer.headers.getSetCookie()[0].split(";")[0];
  return async (path) => (await fetch(`${url}${path}`, { headers: { cookie } })).json();
}

test("an import that is killed goes on after a restart and ends with the published figures", { timeout: 300_000 }, async () => {
  const first = await startServer({ until: /online_retail\.csv\.gz: [\d,]{6,} rows/ });
  assert.doesNotMatch(first.log(), /online_retail\.csv\.gz: 541,909 rows/, "the import was over before it could be killed");
  await first.kill();

  const second = await startServer({ data: first.data });
  try {
    const get = await client(second.url);
    const { items } = await get("/api/imports");
    const retail = items.find((i) => i.name.startsWith("online_retail"));
    assert.deepEqual([retail.state, retail.accepted, retail.refused], ["done", 541_909, 0]);
    const count = async (object) => (await get(`/api/records/${object}?limit=1&count=1`)).count;
    assert.equal(await count("customer"), 4_372);
    assert.equal(await count("order"), 25_900);
    const found = await get("/api/records/customer?filter=external_id:%2212347%22&fields=spend,orders_count");
    assert.deepEqual([found.items[0].orders_count, found.items[0].spend.amount], [7, "4310.00"]);
  } finally {
    await second.stop();
  }
});
