import { Button } from "antd";
import { ChevronDown, Layers } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "../../app/i18n";
import type { ListSearch } from "../../routes/search";
import { useFailureNotice, useUndoNotice } from "../../ui/notices";
import { onDemand } from "../../ui/on-demand";
import { Panel } from "../../ui/panel";
import { useViewActions, type View, type Views } from "./data";
import { everything, type Shown, stateOf } from "./shown";
import { ViewChoices } from "./view-choices";
import styles from "./views.module.css";

const ViewDialog = onDemand(() => import("./view-dialog"));

interface Props {
  object: string;
  shown: Shown;
  views: Views;
  /** Goes to an address of the list. */
  go: (search: ListSearch) => void;
}

/** The view that a list shows: another one, what was changed of it, its name, who sees it. */
export function ViewMenu({ object, shown, views, go }: Props) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const [edited, setEdited] = useState<View | "new">();
  const fail = useFailureNotice();
  const undoNotice = useUndoNotice();
  const actions = useViewActions(object);
  const { view, changed, search } = shown;
  const { deleted } = search;
  const state = stateOf(search);
  const free = !view && Object.values(state).some(Boolean);
  const all = () => go({ view: views.default ? everything : undefined, deleted });
  const show = (next?: View) => {
    setOpen(false);
    if (next) go({ view: next.id, deleted });
    else all();
  };

  async function tried(what: string, act: () => Promise<unknown>) {
    try {
      await act();
    } catch (error) {
      fail(what, error);
      actions.refresh();
    }
  }
  const save = (kept: View) =>
    tried(t("action.save"), async () => {
      await actions.patch(kept.id, { state, version: kept.version });
      go({ view: kept.id, deleted });
    });
  const remove = (gone: View) =>
    tried(t("action.delete"), async () => {
      await actions.remove(gone.id);
      setOpen(false);
      if (gone.id === view?.id) all();
      undoNotice(t("views.removed", { name: gone.name }), () =>
        tried(t("action.undo"), () => actions.restore(gone.id)),
      );
    });
  const begin = (one: View) => tried(t("views.begin"), () => actions.begin(one.id, { me: !one.defaults.me }));
  const edit = (what: View | "new") => {
    setOpen(false);
    setEdited(what);
  };
  return (
    <div className={styles.views}>
      <Panel
        open={open}
        onOpenChange={setOpen}
        placement="bottomLeft"
        first="input, [aria-current=true]"
        content={
          <ViewChoices
            views={views.items}
            current={view?.id}
            show={show}
            edit={edit}
            remove={remove}
            begin={begin}
            close={() => setOpen(false)}
          />
        }
      >
        <Button
          type="text"
          className={styles.current}
          icon={<Layers size={15} aria-hidden="true" />}
          aria-label={t("views.menu", { name: view?.name ?? t("views.all") })}
        >
          <span className="clip">{view?.name ?? t("views.all")}</span>
          <ChevronDown size={14} aria-hidden="true" />
        </Button>
      </Panel>
      {changed && view && (
        <>
          <span className={styles.changed}>{t("views.changed")}</span>
          {view.may_change && (
            <Button size="small" type="link" onClick={() => save(view)}>
              {t("action.save")}
            </Button>
          )}
          <Button size="small" type="link" onClick={() => show(view)}>
            {t("views.reset")}
          </Button>
        </>
      )}
      {((changed && view) || free) && (
        <Button size="small" type="link" onClick={() => setEdited("new")}>
          {t("views.saveAs")}
        </Button>
      )}
      {edited && (
        <ViewDialog
          object={object}
          view={edited === "new" ? undefined : edited}
          state={state}
          onSaved={(saved) => edited === "new" && go({ view: saved.id, deleted })}
          onClose={() => setEdited(undefined)}
        />
      )}
    </div>
  );
}
