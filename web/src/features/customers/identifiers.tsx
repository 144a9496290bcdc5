import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Alert, Button } from "antd";
import { EllipsisVertical, Plus } from "lucide-react";
import { useState } from "react";
import { objectOf } from "../../api/definition";
import { refreshRecords } from "../../api/records";
import { useCan, useMeta } from "../../api/session";
import type { ObjectDef, RecordData } from "../../api/types";
import { useTranslation } from "../../app/i18n";
import { DropMenu } from "../../ui/drop-menu";
import { Failure } from "../../ui/failure";
import { useFailureNotice, useUndoNotice } from "../../ui/notices";
import { onDemand } from "../../ui/on-demand";
import { Tag } from "../../ui/tag";
import { groupedPhone, usePhoneRules } from "../records/field/phone";
import { ReferenceLink } from "../records/field/reference-link";
import { OriginLine } from "../records/page/origin-line";
import { Section } from "../records/page/section";
import styles from "./identifiers.module.css";
import {
  addIdentifier,
  type Identifier,
  identifiersQuery,
  type Identifiers as Known,
  kindsOf,
  removeIdentifier,
  shareIdentifier,
} from "./identity";
import { useKindName } from "./kind-name";

/** Others shown by name. */
const few = 3;

const IdentifierDialog = onDemand(() => import("./identifier-dialog"));

/** Writes, and offers to take it back. */
function useDo() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const fail = useFailureNotice();
  const undoNotice = useUndoNotice();
  return async (what: string, act: () => Promise<unknown>, undo: () => Promise<unknown>) => {
    const done = async (work: () => Promise<unknown>) => {
      await work();
      await refreshRecords(client);
    };
    try {
      await done(act);
      undoNotice(what, () => done(undo).catch((error) => fail(t("action.undo"), error)));
    } catch (error) {
      fail(what, error);
    }
  };
}

/** Everything that a customer is known by, and who else is known by the same. */
export function Identifiers({ object, customer }: { object: ObjectDef; customer: RecordData }) {
  const { t } = useTranslation();
  const meta = useMeta();
  const can = useCan();
  const [adding, setAdding] = useState(false);
  const { data, error, refetch } = useQuery(identifiersQuery(customer.id));
  const kinds = kindsOf(object, objectOf(meta, "identifier"));
  const may = can("record.update", object.name) && !customer.deleted_at;
  return (
    <Section
      title={t("identifiers.title")}
      count={data?.items.length || undefined}
      action={
        may &&
        kinds.length > 0 && (
          <Button type="text" size="small" icon={<Plus size={14} />} onClick={() => setAdding(true)}>
            {t("action.add")}
          </Button>
        )
      }
    >
      {error && <Failure small error={error} retry={() => refetch()} />}
      {data && <Matches known={data} />}
      <ul>
        {data?.items.map((one) => (
          <Line
            key={`${one.kind} ${one.value} ${one.id}`}
            customer={customer}
            one={one}
            may={may && kinds.includes(one.kind)}
          />
        ))}
      </ul>
      {data?.items.length === 0 && <p className="muted">{t("identifiers.none")}</p>}
      {adding && <IdentifierDialog customer={customer.id} kinds={kinds} onClose={() => setAdding(false)} />}
    </Section>
  );
}

function Matches({ known }: { known: Known }) {
  const { t } = useTranslation();
  const name = useKindName();
  const list = (kinds: string[]) => kinds.map(name).join(" · ");
  return (
    <>
      {known.matches.slice(0, few).map((match) => (
        <Alert
          key={match.record}
          className={styles.match}
          type="warning"
          title={
            <span className={styles.other}>
              <ReferenceLink object="customer" id={match.record} title={match.name ?? undefined} />
              <span>{t("identifiers.also", { kinds: list(match.kinds) })}</span>
              {match.group && (
                <Link to="/duplicates/$object" params={{ object: "customer" }}>
                  {t("identifiers.review")}
                </Link>
              )}
            </span>
          }
        />
      ))}
      {known.matches.length > few && (
        <p className="muted">{t("identifiers.more", { count: known.matches.length - few })}</p>
      )}
      {known.hidden.length > 0 && (
        <Alert
          className={styles.match}
          type="warning"
          title={t("identifiers.hidden", { kinds: list(known.hidden) })}
        />
      )}
    </>
  );
}

function Line({ customer, one, may }: { customer: RecordData; one: Identifier; may: boolean }) {
  const { t } = useTranslation();
  const name = useKindName();
  const run = useDo();
  usePhoneRules();
  const what = { kind: one.kind, value: one.value, source: one.source };
  const shown = one.kind === "phone" ? groupedPhone(one.value) : one.value;
  const actions = {
    share: () =>
      run(
        t(one.shared ? "identifiers.nowOwn" : "identifiers.nowShared", { value: shown }),
        () => shareIdentifier(what, !one.shared),
        () => shareIdentifier(what, one.shared),
      ),
    remove: () =>
      run(
        t("identifiers.removed", { value: shown }),
        () => removeIdentifier(customer.id, what),
        () => addIdentifier(customer.id, what),
      ),
  };
  return (
    <li className={styles.line}>
      <div className={styles.what}>
        <span className={styles.kind}>{name(one.kind)}</span>
        <span className={styles.value}>{shown}</span>
        {one.shared && <Tag color="grey" text={t("identifiers.shared")} />}
        <span className={styles.from}>
          <OriginLine origin={one.origin} source={one.source} seen={one.last_seen_at} />
        </span>
      </div>
      {may && (
        <DropMenu
          menu={{
            items: [
              { key: "share", label: t(one.shared ? "identifiers.unshare" : "identifiers.share") },
              { key: "remove", label: t("identifiers.remove"), danger: true },
            ],
            onClick: ({ key }) => actions[key as keyof typeof actions](),
          }}
        >
          <Button
            type="text"
            size="small"
            icon={<EllipsisVertical size={14} />}
            aria-label={t("identifiers.actions", { value: shown })}
          />
        </DropMenu>
      )}
    </li>
  );
}
