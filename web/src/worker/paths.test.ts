import { expect, it } from "vitest";
import { isPage, isPart, outdated } from "./paths";

it.each(["/", "/records/customer", "/studio/objects/x_car", "/sign-in", "/apiary", "/gifts"])(
  "%s is a page",
  (path) => {
    expect(isPage(path)).toBe(true);
  },
);

it.each([
  "/api/me",
  "/api",
  "/api/files/1",
  "/g/secret",
  "/healthz",
  "/metrics",
  "/icon.svg",
  "/manifest/en.webmanifest",
])("%s is left to the server", (path) => {
  expect(isPage(path)).toBe(false);
  expect(isPart(path)).toBe(false);
});

it("keeps this version and the one before", () => {
  expect(outdated(["guanxi.1", "guanxi.2", "guanxi.3"], "guanxi.3")).toEqual(["guanxi.1"]);
  expect(outdated(["guanxi.2", "other"], "guanxi.3")).toEqual([]);
  expect(outdated(["guanxi.1", "guanxi.2"], "guanxi.1")).toEqual([]);
});
