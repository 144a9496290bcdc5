import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { EyeOff, Network, PackageOpen, Plus } from "lucide-react";
import { useState } from "react";
import { fieldOf, objectOf } from "../../api/definition";
import { useCan, useMeta } from "../../api/session";
import { useCreateForm } from "../../app/create-host";
import { useTranslation } from "../../app/i18n";
import { Empty } from "../../ui/empty";
import { Failure } from "../../ui/failure";
import { Page } from "../../ui/page";
import { RecordLink } from "../../ui/record-link";
import { Table } from "../../ui/table";
import { useLabels } from "../records/field/labels";
import { FieldValue } from "../records/field/value";
import { inTree, type Unit, unitsQuery } from "./data";
import { KeepsDrawer } from "./keeps-drawer";
import styles from "./units.module.css";
import "./words";
import { onDemand } from "../../ui/on-demand";

const LeavingDialog = onDemand(() => import("./leaving-dialog"));

/** The company's network: teams, branches, dealers, stations in a tree, and what each keeps to itself. */
export function UnitsPage() {
  const { t } = useTranslation();
  const can = useCan();
  const client = useQueryClient();
  const create = useCreateForm();
  const { data, error, isPending, refetch } = useQuery(unitsQuery);
  const [keeps, setKeeps] = useState<Unit>();
  const [leaving, setLeaving] = useState<Unit>();
  const mayAdd = can("record.create", "team");
  function add(parent?: string) {
    const done = () => void client.invalidateQueries({ queryKey: unitsQuery.queryKey });
    create({ object: "team", initial: { parent }, done });
  }
  const tree = inTree(data?.items ?? []);
  return (
    <Page
      title={t("units.title")}
      text={t("units.text")}
      actions={
        mayAdd && (
          <Button type="primary" icon={<Plus size={16} />} onClick={() => add()}>
            {t("units.add")}
          </Button>
        )
      }
    >
      {isPending && <div className="bone" style={{ height: 120 }} />}
      {error && <Failure small error={error} retry={() => refetch()} />}
      {data?.items.length === 0 && (
        <Empty icon={Network} title={t("units.none")} text={t("units.noneText")} />
      )}
      {tree.length > 0 && (
        <Table
          head={
            <>
              <th>{t("units.name")}</th>
              <th>{t("units.kind")}</th>
              <th data-right="">{t("units.people")}</th>
              <th>{t("units.keeps")}</th>
              <th />
            </>
          }
        >
          {tree.map(({ unit, depth }) => (
            <tr key={unit.id}>
              <td className={styles.name} style={{ paddingInlineStart: depth * 22 }}>
                <RecordLink object="team" id={unit.id}>
                  {unit.name}
                </RecordLink>
              </td>
              <td>
                <Kind kind={unit.kind} />
              </td>
              <td data-right="" className="num">
                {unit.people}
              </td>
              <td>
                <Keeps unit={unit} />
              </td>
              <td data-right="" className={styles.actions}>
                {unit.may_change && (
                  <Button size="small" icon={<EyeOff size={14} />} onClick={() => setKeeps(unit)}>
                    {t("units.set")}
                  </Button>
                )}
                {unit.may_take && (
                  <Button size="small" icon={<PackageOpen size={14} />} onClick={() => setLeaving(unit)}>
                    {t("units.take")}
                  </Button>
                )}
                {mayAdd && (
                  <Button
                    data-hint={t("units.addBelow")}
                    size="small"
                    type="text"
                    icon={<Plus size={14} />}
                    aria-label={t("units.addBelow")}
                    onClick={() => add(unit.id)}
                  />
                )}
              </td>
            </tr>
          ))}
        </Table>
      )}
      {leaving && <LeavingDialog unit={leaving} onClose={() => setLeaving(undefined)} />}
      {keeps && <KeepsDrawer unit={keeps} onClose={() => setKeeps(undefined)} />}
    </Page>
  );
}

function Kind({ kind }: { kind: string }) {
  const team = objectOf(useMeta(), "team");
  const field = team && fieldOf(team, "kind");
  return field ? <FieldValue field={field} value={kind} /> : kind;
}

function Keeps({ unit }: { unit: Unit }) {
  const { t } = useTranslation();
  const meta = useMeta();
  const labels = useLabels();
  const told = Object.entries(unit.objects).flatMap(([name, rule]) => {
    const object = objectOf(meta, name);
    if (!object) return [];
    const fields = rule.hidden.flatMap((one) => {
      const field = fieldOf(object, one);
      return field ? [labels.field(field)] : [];
    });
    const all = rule.records === "shared" ? [t("units.onlyShared"), ...fields] : fields;
    return [`${labels.plural(object)}: ${all.join(", ")}`];
  });
  if (told.length === 0) return <span className="muted">{t("units.nothing")}</span>;
  return told.map((line) => <div key={line}>{line}</div>);
}
