import { expect, it } from "vitest";
import { everything, nearer, nothing, settled } from "./data";

it("lets nothing reach further than seeing", () => {
  expect(settled({ ...everything, read: "team" })).toMatchObject({
    read: "team",
    update: "team",
    delete: "team",
  });
  expect(settled({ ...everything, read: "none", fields: { name: "hidden" } })).toEqual({
    ...nothing,
    fields: { name: "hidden" },
  });
  expect(settled({ ...everything, update: "own" }).update).toBe("own");
});

it("knows the nearer of two reaches", () => {
  expect(nearer("all", "team_and_below")).toBe("team_and_below");
  expect(nearer("own", "team")).toBe("own");
  expect(nearer("none", "all")).toBe("none");
});
