import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { MapPinOff, Minus, Plus, Scan } from "lucide-react";
import { useMemo, useRef, useState } from "react";
import { countQuery } from "../../../../api/records";
import type { FieldDef } from "../../../../api/types";
import { useTranslation } from "../../../../app/i18n";
import { usePlace } from "../../../../app/place";
import { Failure } from "../../../../ui/failure";
import { formatCount, formatNumber } from "../../../../ui/format";
import { useLabels } from "../../field/labels";
import type { Node } from "../../filter/syntax";
import { columnNames } from "../../list/columns";
import { useRecordTitle } from "../card";
import { cardFields } from "../layout";
import { and, questionOf } from "../questions";
import type { KindProps } from "../types";
import { Cards, Without } from "./cards";
import { landQuery, most, placesQuery } from "./data";
import styles from "./map.module.css";
import { useView } from "./use-view";
import { type Cluster, clustersOf, fitted, pointsOf, readView, toScreen, zooms } from "./world";

/** Where records are. Outlines of land, drawn by ourselves; nothing is asked of others. */
export default function RecordMap(props: KindProps) {
  const field = props.layout.by;
  return field ? <World key={field.name} {...props} field={field} /> : null;
}

/** From here on finer outlines are drawn. */
const near = 3.5;

function World({ object, search, layout, open, at, look, field }: KindProps & { field: FieldDef }) {
  const { t } = useTranslation();
  const { language } = usePlace();
  const labels = useLabels();
  const titleOf = useRecordTitle(object);
  const box = useRef<HTMLDivElement>(null);
  const [chosen, choose] = useState<string[] | "without">();
  const cols = columnNames(object, search.cols).join();
  const fields = useMemo(() => cardFields(object, layout, cols.split(",")), [object, layout, cols]);

  const none: Node = { kind: "test", path: field.name, op: "empty", values: [] };
  const ask = (test: Node) =>
    questionOf(object, { ...search, filter: and(search.filter, test) }, [field, ...fields]);
  const places = useQuery(placesQuery(object.name, ask({ kind: "not", item: none })));
  const without = useQuery(countQuery(object.name, ask(none)));
  const points = useMemo(() => pointsOf(places.data?.rows ?? [], field), [places.data, field]);

  const { view, size, zoom, show, handlers } = useView(
    box,
    (size) =>
      readView(at) ??
      (places.data &&
        fitted(
          points.map(({ place }) => place),
          size,
        )),
    look,
  );
  const land = useQuery({ ...landQuery((view?.zoom ?? 0) > near), placeholderData: (before) => before });
  const clusters = useMemo(() => (view && size ? clustersOf(points, view, size) : []), [points, view, size]);
  function press({ points, place }: Cluster) {
    const [first] = points;
    const apart = points.some((one) => one.place[0] !== first?.place[0] || one.place[1] !== first?.place[1]);
    if (points.length === 1 || !apart || !view || view.zoom >= zooms.most)
      return choose(points.map(({ row }) => row.id));
    const [x, y] = place;
    show({
      x,
      y,
      zoom: Math.min(
        zooms.most,
        Math.max(
          view.zoom + 2,
          size
            ? fitted(
                points.map((one) => one.place),
                size,
              ).zoom
            : 0,
        ),
      ),
    });
  }
  if (places.isError) return <Failure error={places.error} retry={() => places.refetch()} />;
  const onOpen = (id: string) => open.panel(id, Boolean(search.open));
  const shared = {
    object,
    fields,
    opened: search.open,
    onOpen,
    onPage: open.page,
    onClose: () => choose(undefined),
  };
  const name = t("kinds.by", { kind: t("kinds.kind.map"), field: labels.field(field) });
  return (
    <div
      ref={box}
      className={styles.map}
      role="group"
      aria-label={name}
      aria-describedby="map-hint"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the arrow keys move the map
      tabIndex={0}
      {...handlers}
    >
      <span id="map-hint" hidden>
        {t("kinds.map.hint")}
      </span>
      {view && size && (
        <svg className={styles.world} aria-hidden="true">
          <g
            transform={`translate(${size.width / 2} ${size.height / 2}) scale(${2 ** view.zoom}) translate(${-view.x} ${-view.y})`}
          >
            <path d={land.data} className={styles.land} vectorEffect="non-scaling-stroke" />
          </g>
        </svg>
      )}
      {view &&
        size &&
        clusters.map((cluster) => {
          const [left, top] = toScreen(cluster.place, view, size);
          const count = cluster.points.length;
          const [first] = cluster.points;
          const title = first ? titleOf(first.row) : "";
          return (
            <button
              key={cluster.key}
              title={count === 1 ? title : undefined}
              type="button"
              className={`plain num ${count === 1 ? styles.point : styles.cluster}`}
              style={{ left, top }}
              data-opened={chosen?.includes(first?.row.id ?? "") ? "" : undefined}
              aria-label={
                count === 1
                  ? title
                  : t("kinds.map.cluster", { count, n: formatNumber(count, language), title })
              }
              onClick={() => press(cluster)}
            >
              {count > 1 && formatNumber(count, language)}
            </button>
          );
        })}
      <div className={styles.zoom}>
        <Button icon={<Plus size={16} />} aria-label={t("kinds.map.nearer")} onClick={() => zoom(1)} />
        <Button icon={<Minus size={16} />} aria-label={t("kinds.map.farther")} onClick={() => zoom(-1)} />
        <Button
          data-hint={t("kinds.map.all")}
          data-hint-side="left"
          icon={<Scan size={16} />}
          aria-label={t("kinds.map.all")}
          onClick={() =>
            size &&
            show(
              fitted(
                points.map(({ place }) => place),
                size,
              ),
            )
          }
        />
      </div>
      <div className={styles.notes}>
        {places.data && !points.length && (
          <span>{t("kinds.map.nothing", { field: labels.field(field) })}</span>
        )}
        {places.data?.more && <span>{t("kinds.map.first", { n: formatNumber(most, language) })}</span>}
        {without.data && without.data.count > 0 && (
          <Button size="small" icon={<MapPinOff size={14} />} onClick={() => choose("without")}>
            {t("kinds.map.without", { count: without.data.count, n: formatCount(without.data, language) })}
          </Button>
        )}
      </div>
      {chosen === "without" && <Without {...shared} question={ask(none)} />}
      {Array.isArray(chosen) && places.data && (
        <Cards
          {...shared}
          titles={places.data.titles}
          rows={places.data.rows.filter((row) => chosen.includes(row.id))}
        />
      )}
    </div>
  );
}
