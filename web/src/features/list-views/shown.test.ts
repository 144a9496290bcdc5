import { describe, expect, it } from "vitest";
import type { View, Views } from "./data";
import { afterChange, shownBy, stateOf } from "./shown";

const view = {
  id: "v1",
  name: "Chinese",
  state: { filter: "country:CN", q: "", sort: "-spend", cols: "", group: "", totals: "", as: "" },
} as View;
const views = { items: [view], next: null, default: null } as Views;
const begins = { ...views, default: "v1" } as Views;

describe("views in the address of a list", () => {
  it("shows a view as it is kept, whatever else the address says", () => {
    const shown = shownBy({ view: "v1", filter: "country:GB", open: "r" }, views);
    expect(shown).toMatchObject({ changed: false, gone: false, view });
    expect(shown.search).toEqual({ view: "v1", filter: "country:CN", sort: "-spend", open: "r" });
  });

  it("begins a bare list with the default, no other", () => {
    expect(shownBy({}, begins).view).toBe(view);
    expect(shownBy({ open: "r" }, begins).view).toBe(view);
    expect(shownBy({}, views).view).toBeUndefined();
    for (const other of [{ filter: "a:1" }, { deleted: "1" }, { view: "all" }])
      expect(shownBy(other, begins)).toEqual({ search: other, changed: false, gone: false });
  });

  it("marks a change, and takes the mark away when it is taken back", () => {
    const shown = shownBy({ view: "v1" }, views);
    const cleared = afterChange(shown, views, { filter: undefined });
    expect(cleared).toMatchObject({ view: "v1", changed: "1", sort: "-spend" });
    const after = shownBy(cleared, views);
    expect(after.changed).toBe(true);
    expect(stateOf(after.search)).toEqual({
      filter: "",
      q: "",
      sort: "-spend",
      cols: "",
      group: "",
      totals: "",
      as: "",
    });
    expect(afterChange(after, views, { filter: "country:CN" })).toEqual({ view: "v1", deleted: undefined });
  });

  it("is laid out as the view keeps it; another way is a change of it", () => {
    const board = { ...view, id: "v2", state: { ...view.state, as: "board:stage" } } as View;
    const both = { ...views, items: [view, board] } as Views;
    const shown = shownBy({ view: "v2" }, both);
    expect(shown).toMatchObject({ changed: false, search: { as: "board:stage", filter: "country:CN" } });
    const table = afterChange(shown, both, { as: undefined });
    expect(table).toMatchObject({ view: "v2", changed: "1" });
    expect(shownBy(table, both)).toMatchObject({ changed: true, search: { as: undefined } });
    expect(afterChange(shownBy(table, both), both, { as: "board:stage" })).toEqual({ view: "v2" });
  });

  it("does not fall back into the default when the last condition goes", () => {
    const shown = shownBy({ filter: "a:1" }, begins);
    const after = afterChange(shown, begins, { filter: undefined });
    expect(shownBy(after, begins).view).toBeUndefined();
    expect(afterChange(shownBy({ filter: "a:1" }, views), views, { filter: undefined }).view).toBeUndefined();
  });

  it("tells a view that is gone, and keeps what the address holds besides", () => {
    const shown = shownBy({ view: "v9", changed: "1", filter: "a:1" }, views);
    expect(shown).toMatchObject({ gone: true, changed: false, search: { filter: "a:1" } });
    expect(shownBy({ view: "v9" }, undefined).gone).toBe(false);
  });
});
