import { describe, expect, it } from "vitest";
import type { FieldDef, ObjectDef, RecordData } from "../../api/types";
import { lacking, mayEnter, stageField, stageOf, standing, wayOf } from "./data";

const option = (value: string, hidden = false) => ({ value, labels: {}, hidden });
const field: FieldDef = {
  name: "x_stage",
  type: "select",
  labels: {},
  access: "write",
  options: [option("talk"), option("old", true), option("offer"), option("won"), option("lost")],
  stages: [
    { value: "talk", outcome: "open", stalled_after: 14, needs: [], from: [] },
    { value: "won", outcome: "won", needs: ["x_day", "x_secret", "x_gone"], from: ["offer"] },
    { value: "lost", outcome: "lost", needs: [], from: [] },
  ],
};
const date: FieldDef = { name: "x_day", type: "date", labels: {}, access: "write" };
const object = {
  name: "x_deal",
  fields: [date, { ...date, name: "x_gone", hidden: true }, field],
} as unknown as ObjectDef;
const record = (values: object) => values as RecordData;

describe("stages", () => {
  it("are those of the field that has some", () => {
    expect(stageField(object)?.name).toBe("x_stage");
    expect(stageField({ ...object, fields: [{ ...field, stages: [] }] })).toBeUndefined();
    expect(stageOf(field, "offer")).toEqual({ value: "offer", outcome: "open", needs: [], from: [] });
  });

  it("need what is there for the person and empty", () => {
    const won = stageOf(field, "won");
    expect(lacking(object, won, record({})).map(({ name }) => name)).toEqual(["x_day"]);
    expect(lacking(object, won, record({ x_day: "2026-02-01" }))).toEqual([]);
  });

  it("are entered by their ways, and from nowhere by all", () => {
    expect(mayEnter(field, "offer", "won")).toBe(true);
    expect(mayEnter(field, "talk", "won")).toBe(false);
    expect(mayEnter(field, null, "won")).toBe(true);
    expect(mayEnter(field, "won", "talk")).toBe(true);
  });

  it("tell who stands in them for too long", () => {
    const since = "2026-01-01T00:00:00Z";
    const on = (x_stage: string, now: string) =>
      standing(field, record({ x_stage, x_stage_since: since }), Date.parse(now)).stalled;
    expect(on("talk", "2026-01-14T23:59:00Z")).toBeUndefined();
    expect(on("talk", "2026-01-15T00:00:00Z")).toBe(14);
    expect(on("offer", "2027-01-01T00:00:00Z")).toBeUndefined();
    expect(on("won", "2027-01-01T00:00:00Z")).toBeUndefined();
    expect(standing(field, record({ x_stage: "talk" }), 0)).toEqual({});
  });

  it("lead over the open ones to an end; a retired one is shown where the record is", () => {
    const values = (of: unknown) => {
      const { path, ends } = wayOf(field, of);
      return [path, ends].map((all) => all.map(({ value }) => value).join());
    };
    expect(values("talk")).toEqual(["talk,offer", "won,lost"]);
    expect(values("old")).toEqual(["talk,old,offer", "won,lost"]);
  });
});
