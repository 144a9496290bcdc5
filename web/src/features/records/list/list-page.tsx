import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Grid as Breakpoints } from "antd";
import { lazy, memo, Suspense, useEffect, useMemo, useState } from "react";
import { fieldOf, objectOf } from "../../../api/definition";
import { useMeta } from "../../../api/session";
import type { ObjectDef } from "../../../api/types";
import { NotFound } from "../../../app/not-found";
import { PageSkeleton } from "../../../app/page-skeleton";
import type { ListSearch } from "../../../routes/search";
import { Failure } from "../../../ui/failure";
import { type Views, viewsQuery } from "../../list-views/data";
import { afterChange, type Shown, shownBy } from "../../list-views/shown";
import { ViewMenu } from "../../list-views/view-menu";
import { ViewNotes } from "../../list-views/view-notes";
import { KindSwitch } from "../kinds/kind-switch";
import { Kinds } from "../kinds/kinds";
import { type Layout, readLayout, writeLayout } from "../kinds/layout";
import { columnNames, useColumns } from "./columns";
import { Grid } from "./grid";
import { ListEmpty } from "./list-empty";
import styles from "./list-page.module.css";
import { rememberSearch } from "./memory";
import { PhoneList } from "./phone-list";
import { SelectionBar } from "./selection-bar";
import { Toolbar } from "./toolbar";
import { useRows } from "./use-rows";
import { useSelection } from "./use-selection";

const PhoneGroups = lazy(() => import("./phone-groups"));
const GroupedGrid = lazy(() => import("./grouped-grid"));
const SidePanel = lazy(() => import("./side-panel"));

interface Props {
  /** Name of the object. */
  name: string;
  /** State of the list, as its address holds it. */
  asked: ListSearch;
}

/** A list of every record of an object, whatever it is. */
export default memo(function ListPage({ name, asked }: Props) {
  const object = objectOf(useMeta(), name);
  if (!object) return <NotFound />;
  return <Viewed key={name} object={object} asked={asked} />;
});

/** The list as the view of its address has it; waits for the views when the address alone does not say what is shown. */
function Viewed({ object, asked }: { object: ObjectDef; asked: ListSearch }) {
  const navigate = useNavigate();
  const { data: views, isPending } = useQuery(viewsQuery(object.name));
  const shown = useMemo(() => shownBy(asked, views), [asked, views]);
  const begun = asked.view ? undefined : shown.view?.id;
  useEffect(() => {
    if (!begun) return;
    navigate({
      to: "/records/$object",
      params: { object: object.name },
      search: (before: ListSearch) => ({ ...before, view: begun }),
      replace: true,
    });
  }, [begun, navigate, object.name]);
  const known =
    asked.changed || asked.deleted || (!asked.view && (asked.filter || asked.q || asked.sort || asked.cols));
  if (isPending && !known) return <PageSkeleton />;
  return <List object={object} shown={shown} views={views} near={asked.near} />;
}

/** Opens records beside the list; the shown address is the record's own. */
function useOpen(object: ObjectDef) {
  const navigate = useNavigate();
  return useMemo(() => {
    const page = (id: string) =>
      navigate({ to: "/records/$object/$id", params: { object: object.name, id } });
    const panel = (id: string | undefined, replace: boolean) =>
      navigate({
        to: "/records/$object",
        params: { object: object.name },
        search: (before: ListSearch) => ({ ...before, open: id, at: undefined }),
        replace,
        mask: id
          ? { to: "/records/$object/$id", params: { object: object.name, id }, unmaskOnReload: true }
          : undefined,
      });
    return { page, panel };
  }, [navigate, object.name]);
}

interface ListProps {
  object: ObjectDef;
  shown: Shown;
  views: Views | undefined;
  /** Where a calendar or map looks, which no view keeps. */
  near: string | undefined;
}

function List({ object, shown, views, near }: ListProps) {
  const { search } = shown;
  const { md = true } = Breakpoints.useBreakpoint();
  const navigate = useNavigate();
  const open = useOpen(object);
  const layout = useMemo(() => readLayout(object, search.as), [object, search.as]);
  const { list, rows, titles, count } = useRows(object, search, layout.kind === "table");
  const { columns, resize, frozen, freeze } = useColumns(object, columnNames(object, search.cols));
  const selection = useSelection(object.name, search);
  const [choosing, setChoosing] = useState(false);
  useEffect(() => rememberSearch(object.name, { ...search, near }), [object.name, search, near]);

  const go = (search: ListSearch, replace = false) =>
    navigate({ to: "/records/$object", params: { object: object.name }, search, replace });
  const change = (part: Partial<ListSearch>) => go({ near, ...afterChange(shown, views, part) }, true);
  const lay = (part: Partial<Layout>) =>
    change({ as: writeLayout({ ...layout, ...part }), open: search.open });
  const look = (near: string | undefined) =>
    navigate({
      to: "/records/$object",
      params: { object: object.name },
      search: (before: ListSearch) => ({ ...before, near }),
      replace: true,
    });
  const more = () => list.hasNextPage && !list.isFetching && list.fetchNextPage();
  const table = { object, rows, titles, search, loading: list.isPending, hasMore: list.hasNextPage, more };
  const phoneOpen = { ...open, panel: (id: string | undefined) => id && open.page(id) };
  const clear = () => change({ filter: undefined, q: undefined });
  const chooses = choosing || selection.ids.size > 0;
  function choose(on: boolean) {
    setChoosing(on);
    if (!on) selection.clear();
  }
  const group = search.group ? fieldOf(object, search.group) : undefined;
  const empty = !list.isPending && rows.length === 0;
  return (
    <div className={styles.split}>
      <section className={styles.list} aria-busy={list.isPending || list.isPlaceholderData}>
        <Toolbar
          object={object}
          search={search}
          change={change}
          count={count}
          phone={!md}
          layout={layout}
          lay={lay}
          frozen={frozen}
          freeze={freeze}
          choosing={md || layout.kind !== "table" || empty ? undefined : { on: chooses, set: choose }}
        >
          {views && <ViewMenu object={object.name} shown={shown} views={views} go={go} />}
          <KindSwitch object={object} layout={layout} lay={lay} phone={!md} />
        </Toolbar>
        <ViewNotes object={object} shown={shown} />
        {selection.ids.size > 0 && (
          <SelectionBar
            object={object}
            search={search}
            selection={selection}
            loaded={rows.length}
            count={count}
          />
        )}
        {layout.kind !== "table" ? (
          <Kinds
            kind={layout.kind}
            {...{ object, search, layout, lay, clear, look }}
            at={near}
            open={md ? open : phoneOpen}
          />
        ) : list.isError ? (
          <Failure error={list.error} retry={() => list.refetch()} />
        ) : empty ? (
          <ListEmpty object={object} search={search} clear={clear} />
        ) : group && !md ? (
          <Suspense fallback={<PageSkeleton />}>
            <PhoneGroups
              {...{ object, search, columns, selection }}
              field={group}
              choosing={chooses}
              open={open.page}
            />
          </Suspense>
        ) : group ? (
          <Suspense fallback={<PageSkeleton />}>
            <GroupedGrid
              object={object}
              search={search}
              columns={columns}
              resize={resize}
              selection={selection}
              open={open}
              change={change}
            />
          </Suspense>
        ) : md ? (
          <Grid
            {...table}
            columns={columns}
            resize={resize}
            stale={list.isPlaceholderData}
            selection={selection}
            count={count}
            open={open}
            change={change}
          />
        ) : (
          <PhoneList {...table} columns={columns} selection={selection} choosing={chooses} open={open.page} />
        )}
      </section>
      {md && search.open && (
        <Suspense fallback={<aside className={styles.panel} />}>
          <SidePanel object={object} id={search.open} search={search} open={open} />
        </Suspense>
      )}
    </div>
  );
}
