import { geoMercator } from "d3-geo";
import type { FieldDef, RecordData } from "../../../../api/types";

/** The world is so many units wide; at zoom 0 a unit is a pixel. */
const width = 256;
/** No land lies beyond these latitudes but ice. */
const edges = { north: 83, south: -58 };
export const zooms = { least: 0, most: 14 };
/** Points closer than so many pixels stand together. */
const together = 56;

/** Plane coordinates, from the middle of the world. */
export type Place = [x: number, y: number];

export const projection = geoMercator()
  .scale(width / (2 * Math.PI))
  .translate([0, 0]);
projection.clipExtent([
  [-width / 2, projection([0, edges.north])?.[1] ?? -width / 2],
  [width / 2, projection([0, edges.south])?.[1] ?? width / 2],
]);

/** What is seen: the middle of it, and how near. */
export interface View {
  x: number;
  y: number;
  zoom: number;
}

export interface Size {
  width: number;
  height: number;
}

export interface Point {
  row: RecordData;
  place: Place;
}

/** Records that stand so close that they are one mark. */
export interface Cluster {
  key: string;
  place: Place;
  points: Point[];
}

const within = (value: number, least: number, most: number) => Math.min(most, Math.max(least, value));

/** A view that stays in the world. */
function held({ x, y, zoom }: View): View {
  return {
    x: within(x, -width / 2, width / 2),
    y: within(y, -width / 2, width / 2),
    zoom: within(zoom, zooms.least, zooms.most),
  };
}

/** Where on the screen a place is. */
export function toScreen([x, y]: Place, view: View, size: Size): Place {
  const scale = 2 ** view.zoom;
  return [(x - view.x) * scale + size.width / 2, (y - view.y) * scale + size.height / 2];
}

/** The view nearer or farther by some steps, with what is at a point of the screen staying there. */
export function zoomed(view: View, steps: number, [left, top]: Place, size: Size): View {
  const zoom = within(view.zoom + steps, zooms.least, zooms.most);
  const shift = 1 / 2 ** view.zoom - 1 / 2 ** zoom;
  return held({
    x: view.x + (left - size.width / 2) * shift,
    y: view.y + (top - size.height / 2) * shift,
    zoom,
  });
}

/** The view moved by pixels. */
export function panned(view: View, left: number, top: number): View {
  const scale = 2 ** view.zoom;
  return held({ ...view, x: view.x + left / scale, y: view.y + top / scale });
}

/** The view that shows some places, with room around them; the world where there are none. */
export function fitted(places: Place[], size: Size): View {
  const world = Math.log2(Math.max(1, size.width / width));
  if (!places.length) return { x: 0, y: -20, zoom: world };
  const [xs, ys] = [places.map(([x]) => x), places.map(([, y]) => y)];
  const [left, right] = [Math.min(...xs), Math.max(...xs)];
  const [top, bottom] = [Math.min(...ys), Math.max(...ys)];
  const room = (pixels: number, length: number) =>
    Math.log2(Math.max(1, pixels - 120) / Math.max(length, 0.02));
  const zoom = Math.min(room(size.width, right - left), room(size.height, bottom - top), 9);
  return held({ x: (left + right) / 2, y: (top + bottom) / 2, zoom });
}

/** `31.2304,121.4737,4.5` as addresses have it: latitude, longitude, zoom. */
export function readView(text: string | undefined): View | undefined {
  const parts = (text ?? "").split(",").map(Number);
  const [lat = Number.NaN, lng = Number.NaN, zoom = Number.NaN] = parts;
  if (parts.length !== 3 || !parts.every(Number.isFinite) || Math.abs(lat) > 85) return undefined;
  const place = projection([lng, lat]);
  return place ? held({ x: place[0], y: place[1], zoom }) : undefined;
}

export function writeView({ x, y, zoom }: View): string {
  const [lng, lat] = projection.invert?.([x, y]) ?? [0, 0];
  return `${lat.toFixed(4)},${lng.toFixed(4)},${zoom.toFixed(2)}`;
}

/** Where records are; those without a point are left out. */
export function pointsOf(rows: RecordData[], field: FieldDef): Point[] {
  return rows.flatMap((row) => {
    const value = row[field.name] as { lat: number; lng: number } | null | undefined;
    const place = value && projection([value.lng, within(value.lat, -85, 85)]);
    return place ? [{ row, place }] : [];
  });
}

/** Points in sight, those in one square of a grid together. */
export function clustersOf(points: Point[], view: View, size: Size): Cluster[] {
  const cell = together / 2 ** Math.round(view.zoom);
  const found = new Map<string, Point[]>();
  for (const point of points) {
    const [left, top] = toScreen(point.place, view, size);
    if (left < -together || top < -together || left > size.width + together || top > size.height + together)
      continue;
    const key = `${Math.floor(point.place[0] / cell)} ${Math.floor(point.place[1] / cell)}`;
    found.set(key, [...(found.get(key) ?? []), point]);
  }
  const middle = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  return [...found].map(([key, inside]) => ({
    key,
    points: inside,
    place: [middle(inside.map(({ place }) => place[0])), middle(inside.map(({ place }) => place[1]))],
  }));
}
