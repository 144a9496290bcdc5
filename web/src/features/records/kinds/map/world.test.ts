import { expect, it } from "vitest";
import type { FieldDef, RecordData } from "../../../../api/types";
import { clustersOf, fitted, panned, pointsOf, readView, toScreen, writeView, zoomed } from "./world";

const field = { name: "place", type: "geo_point" } as FieldDef;
const size = { width: 1000, height: 600 };
const at = (id: string, lat: number, lng: number) => ({ id, place: { lat, lng } }) as unknown as RecordData;
const rows = [
  at("shanghai", 31.23, 121.47),
  at("suzhou", 31.3, 120.58),
  at("london", 51.5, -0.12),
  { id: "nowhere", place: null } as unknown as RecordData,
];

it("keeps a view in an address, and no other text", () => {
  const view = readView("31.2304,121.4737,4.50");
  expect(view && writeView(view)).toBe("31.2304,121.4737,4.50");
  expect(readView("2026-11")).toBeUndefined();
  expect(readView("1,2,x")).toBeUndefined();
});

it("leaves out what has no point, and puts together what is close", () => {
  const points = pointsOf(rows, field);
  expect(points.map(({ row }) => row.id)).toEqual(["shanghai", "suzhou", "london"]);
  const whole = fitted(
    points.map(({ place }) => place),
    size,
  );
  expect(
    clustersOf(points, whole, size)
      .map(({ points }) => points.length)
      .sort(),
  ).toEqual([1, 2]);
  for (const { place } of points) {
    const [left, top] = toScreen(place, whole, size);
    expect(left > 0 && left < size.width && top > 0 && top < size.height).toBe(true);
  }
  const near = readView("31.25,121,9");
  expect(near && clustersOf(points, near, size)).toHaveLength(2);
});

it("zooms about a point of the screen and stays in the world", () => {
  const view = { x: 10, y: -20, zoom: 3 };
  const place = [12, -22] as [number, number];
  const seen = toScreen(place, view, size);
  const next = toScreen(place, zoomed(view, 1, seen, size), size);
  expect(next.map(Math.round)).toEqual(seen.map(Math.round));
  expect(panned(view, 1e9, 0).x).toBe(128);
  expect(zoomed(view, 99, seen, size).zoom).toBe(14);
});
