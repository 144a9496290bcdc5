import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { Grid as Breakpoints } from "antd";
import { lazy, Suspense, useEffect, useMemo } from "react";
import { objectOf } from "../../../api/definition";
import { useMeta } from "../../../api/session";
import type { ObjectDef } from "../../../api/types";
import { NotFound } from "../../../app/not-found";
import type { ListSearch } from "../../../routes/search";
import { Failure } from "../../../ui/failure";
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

const SidePanel = lazy(() => import("./side-panel"));

/** A list of every record of an object, whatever it is. */
export function ListPage() {
  const { object: name } = useParams({ from: "/shell/records/$object" });
  const object = objectOf(useMeta(), name);
  if (!object) return <NotFound />;
  return <List key={name} object={object} />;
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
        search: (before: ListSearch) => ({ ...before, open: id }),
        replace,
        mask: id
          ? { to: "/records/$object/$id", params: { object: object.name, id }, unmaskOnReload: true }
          : undefined,
      });
    return { page, panel };
  }, [navigate, object.name]);
}

function List({ object }: { object: ObjectDef }) {
  const search = useSearch({ from: "/shell/records/$object" });
  const { md = true } = Breakpoints.useBreakpoint();
  const navigate = useNavigate();
  const open = useOpen(object);
  const { list, rows, titles, count } = useRows(object, search);
  const { columns, resize } = useColumns(object, columnNames(object, search.cols));
  const selection = useSelection(object.name, search);
  useEffect(() => rememberSearch(object.name, search), [object.name, search]);

  const change = (part: Partial<ListSearch>) =>
    navigate({
      to: "/records/$object",
      params: { object: object.name },
      search: (before: ListSearch) => ({ ...before, open: undefined, ...part }),
      replace: true,
    });
  const more = () => list.hasNextPage && !list.isFetching && list.fetchNextPage();
  const shown = { object, rows, titles, search, loading: list.isPending, hasMore: list.hasNextPage, more };
  const empty = !list.isPending && rows.length === 0;
  return (
    <div className={styles.split}>
      <section className={styles.list} aria-busy={list.isPending || list.isPlaceholderData}>
        <Toolbar object={object} search={search} change={change} count={count} phone={!md} />
        {selection.ids.size > 0 && (
          <SelectionBar object={object} selection={selection} deleted={search.deleted === "1"} />
        )}
        {list.isError ? (
          <Failure error={list.error} retry={() => list.refetch()} />
        ) : empty ? (
          <ListEmpty
            object={object}
            search={search}
            clear={() => change({ filter: undefined, q: undefined })}
          />
        ) : md ? (
          <Grid
            {...shown}
            columns={columns}
            resize={resize}
            stale={list.isPlaceholderData}
            selection={selection}
            count={count}
            open={open}
            change={change}
          />
        ) : (
          <PhoneList {...shown} columns={columns} open={open.page} />
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
