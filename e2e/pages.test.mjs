// Every main page, in light and dark and from phone to wide screen: usable by everybody, nothing sticks out, nothing complains.
import assert from "node:assert/strict";
import { test } from "node:test";
import { findings } from "./axe.mjs";
import { openPage, visit } from "./browser.mjs";
import { mainRooms } from "./rooms.mjs";
import { browser, server, stage, state } from "./stage.mjs";

const WIDTHS = [360, 768, 1440, 2560];

let rooms;

stage({}, async () => {
  rooms = await mainRooms(browser, server.url, state);
});

/** Words and controls that reach beyond the right edge and cannot be scrolled to. */
function sticksOut() {
  const scrolls = (element) => {
    for (let up = element.parentElement; up; up = up.parentElement) {
      const { overflowX, textOverflow } = getComputedStyle(up);
      if (overflowX === "auto" || overflowX === "scroll" || textOverflow === "ellipsis") return true;
      if (up.matches(".ant-tabs-nav-wrap")) return true;
    }
    return false;
  };
  const seen = "button, a, input, textarea, h1, h2, h3, p, td, th, dt, dd, li, [role=button], [role=combobox]";
  const out = [...document.querySelectorAll(seen)].filter((element) => {
    const box = element.getBoundingClientRect();
    return box.width > 1 && box.height > 1 && box.right > window.innerWidth + 1 && !scrolls(element);
  });
  const wide = document.documentElement.scrollWidth - window.innerWidth;
  return [...(wide > 0 ? [`the page is ${wide} px too wide`] : []), ...out.slice(0, 5).map((one) => one.outerHTML.slice(0, 120))];
}

for (const dark of [false, true]) {
  test(`axe finds nothing serious and nothing outside of landmarks in ${dark ? "dark" : "light"}`, { timeout: 900_000 }, async () => {
    const stranger = await openPage(browser, { dark });
    await stranger.page.goto(`${server.url}/sign-in`);
    await stranger.page.locator('input[type="password"]').waitFor();
    assert.deepEqual(await findings(stranger.page), [], "/sign-in");
    await stranger.context.close();

    const { page, context } = await openPage(browser, { state, dark });
    for (const path of Object.values(rooms)) {
      await visit(page, `${server.url}${path}`);
      assert.deepEqual(await findings(page), [], path);
    }
    await context.close();
  });
}

for (const locale of ["zh-CN", "en"]) {
  test(`nothing sticks out and nothing complains in ${locale}`, { timeout: 900_000 }, async () => {
    const { page, context, errors } = await openPage(browser, { locale, state });
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: width < 600 ? 740 : 900 });
      for (const path of Object.values(rooms)) {
        await visit(page, `${server.url}${path}`);
        assert.deepEqual(await page.evaluate(sticksOut), [], `${width} px ${path}`);
      }
    }
    assert.deepEqual(errors, []);
    await context.close();
  });
}
