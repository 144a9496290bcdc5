// What most journeys begin with: the demo company served, a browser, its administrator signed in; all closed afterwards.
import { after, before } from "node:test";
import { launch, signedInState } from "./browser.mjs";
import { startServer } from "./server.mjs";

export let server;
export let browser;
/** The administrator's cookies. */
export let state;

/**
 * To be called once by a file of tests; what it exports is there when the tests run. `prepare` is done last: hooks of a whole file
 * do not wait for each other, so that a second `before` would not see the server.
 */
export function stage(options, prepare) {
  before(async () => {
    server = await startServer(options);
    browser = await launch();
    state = await signedInState(browser, server.url);
    await prepare?.();
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
  });
}
