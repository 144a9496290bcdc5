import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useEffect, useState } from "react";
import { labelIn, objectOf } from "../api/definition";
import { searchQuery } from "../api/search";
import { useMeta } from "../api/session";
import { Keys } from "../ui/keys";
import { type Action, type ActionGroup, actionsNow } from "./actions";
import { useTranslation } from "./i18n";
import { rank } from "./match";
import { type Recent, useRecent } from "./recent";
import styles from "./search.module.css";
import { Hit, Mark } from "./search-hit";

interface Option {
  /** `object/id` of a record, `object/` for all of them, `>id` of an action. */
  value: string;
  label: ReactNode;
  /** A heading over those that follow. */
  disabled?: true;
}

interface Found {
  options: Option[];
  /** What is shown belongs to what is typed now. */
  current: boolean;
  /** Why there is nothing. */
  none: string | null;
  /** The action that fits so well that it need not wait for records. */
  sure: string | undefined;
}

/** Waits until typing rests. */
function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), 90);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}

function Opened({ recent }: { recent: Recent }) {
  return (
    <span className={styles.found}>
      <Mark {...recent} />
      <span className="clip">{recent.name}</span>
    </span>
  );
}

function Command({ action, detail }: { action: Action; detail?: string }) {
  const { icon: Icon, text, keys } = action;
  return (
    <span className={styles.found}>
      {Icon && <Icon size={16} className="muted" aria-hidden="true" />}
      <span className={`${styles.name} clip`}>{text}</span>
      <span className={`${styles.detail} clip`}>
        {detail}
        {keys && <Keys keys={keys} />}
      </span>
    </span>
  );
}

/** A heading and what is under it; the headings are rows themselves, because a reader of the screen is told of no others. */
function under(label: string, options: Option[]): Option[] {
  if (options.length === 0) return [];
  const heading = <span className={styles.heading}>{label}</span>;
  return [{ value: `#${label} ${options[0]?.value}`, label: heading, disabled: true }, ...options];
}

const groups: ActionGroup[] = ["record", "create", "go", "app"];
const doable = () =>
  actionsNow().filter(({ id, run, group }) => run && groups.includes(group) && !id.startsWith("search"));

const at = ({ group }: Action) => groups.indexOf(group);
/** What begins with what was typed comes before what has it within. */
const later = ({ text }: Action, typed: string) =>
  Number(!text.toLowerCase().startsWith(typed.toLowerCase()));

/** Actions as options: all of them, or those that fit so well. */
function useCommands() {
  const { t } = useTranslation();
  const option = (action: Action, detail?: string): Option => ({
    value: `>${action.id}`,
    label: <Command action={action} detail={detail} />,
  });
  const whole = () =>
    groups.flatMap((group) => {
      const options = doable().flatMap((action) => (action.group === group ? [option(action)] : []));
      return under(t(`shortcuts.group.${group}`), options);
    });
  const fitting = (typed: string, by: 1 | 2) =>
    doable()
      .filter(({ text, also = [] }) => rank([text, ...also], typed) === by)
      .sort((a, b) => later(a, typed) - later(b, typed) || at(a) - at(b))
      .map((action) => option(action, t(`shortcuts.group.${action.group}`)));
  return { whole, fitting };
}

/** What can be chosen for a text: records and actions that fit, or what was opened last and all that can be done here. */
export function usePalette(typed: string, open: boolean): Found {
  const { t, i18n } = useTranslation();
  const meta = useMeta();
  const commandsOnly = typed.startsWith(">");
  const settled = useSettled(commandsOnly ? "" : typed);
  const { data, isError } = useQuery(searchQuery(settled));
  const recents = useRecent();
  const { whole, fitting } = useCommands();
  if (!open) return { options: [], current: true, none: null, sure: undefined };
  if (typed === "") {
    const opened = recents
      .filter((recent) => objectOf(meta, recent.object))
      .slice(0, 8)
      .map((recent) => ({
        value: `${recent.object}/${recent.id}`,
        label: <Opened recent={recent} />,
      }));
    return {
      options: [...under(t("search.recent"), opened), ...whole()],
      current: true,
      none: null,
      sure: undefined,
    };
  }
  const commands = t("shortcuts.commands");
  const text = commandsOnly ? typed.slice(1).trim() : typed;
  const strong = fitting(text, 2);
  const weak = fitting(text, 1);
  if (commandsOnly) {
    const options = text ? under(commands, [...strong, ...weak]) : whole();
    return { options, current: true, none: t("search.none", { text }), sure: strong[0]?.value };
  }
  const hits = (data?.groups ?? []).flatMap((found) => {
    const object = objectOf(meta, found.object);
    if (!object) return [];
    const plural = labelIn(object.plural, i18n.language, object.name);
    const options = found.hits.map(
      (hit): Option => ({
        value: `${found.object}/${hit.id}`,
        label: <Hit object={found.object} hit={hit} />,
      }),
    );
    const all = {
      value: `${found.object}/`,
      label: <span className="muted">{t("search.all", { name: plural })}</span>,
    };
    return under(plural, found.more ? [...options, all] : options);
  });
  const empty = data?.complete === false ? t("search.making") : t("search.none", { text: typed });
  const current = data?.text === typed;
  return {
    options: [...under(commands, strong.slice(0, 4)), ...hits, ...under(commands, weak.slice(0, 5))],
    current,
    none: isError ? t("search.away") : current ? empty : null,
    sure: strong[0]?.value,
  };
}
