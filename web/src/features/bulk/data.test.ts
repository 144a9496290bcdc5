import { describe, expect, it } from "vitest";
import { type BulkAction, isUndoable, paceOf, progressOf } from "./data";

const action = (part: Partial<BulkAction>): BulkAction => ({
  id: "1",
  object: "customer",
  state: "running",
  cancelling: false,
  what: { do: "delete" },
  total: 0,
  changed: 0,
  unchanged: 0,
  refused: 0,
  skipped: 0,
  restored: 0,
  kept: 0,
  error: null,
  by: "2",
  created_at: "2026-01-01T00:00:00Z",
  begun_at: "2026-01-01T00:00:00Z",
  finished_at: null,
  undone_by: null,
  undone_at: null,
  ...part,
});

describe("a bulk action", () => {
  it("is as far as records were met, whatever became of them", () => {
    const one = action({ total: 10, changed: 3, unchanged: 1, refused: 1, skipped: 1 });
    expect(progressOf(one)).toEqual({ done: 6, total: 10 });
    expect(progressOf({ ...one, total: 0 })).toEqual({ done: 6, total: 6 });
    expect(progressOf({ ...one, state: "undoing", restored: 2 })).toEqual({ done: 2, total: 3 });
  });
  it("tells its speed once there is one", () => {
    const one = action({ total: 1000, changed: 200 });
    expect(paceOf(one, Date.parse("2026-01-01T00:00:01Z"))).toBeNull();
    expect(paceOf(one, Date.parse("2026-01-01T00:00:10Z"))).toEqual({ speed: 20, left: 40 });
    expect(paceOf({ ...one, changed: 0 }, Date.parse("2026-01-01T00:00:10Z"))).toBeNull();
  });
  it("is taken back once, and only where it changed something", () => {
    expect(isUndoable(action({ state: "done", changed: 1 }))).toBe(true);
    expect(isUndoable(action({ state: "done" }))).toBe(false);
    expect(isUndoable(action({ changed: 1 }))).toBe(false);
    expect(isUndoable(action({ state: "undone", changed: 1, restored: 1 }))).toBe(false);
  });
});
