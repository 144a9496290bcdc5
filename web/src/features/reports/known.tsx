import { useQuery } from "@tanstack/react-query";
import { Button, Segmented, Select } from "antd";
import { Download } from "lucide-react";
import { useState } from "react";
import { address } from "../../api/client";
import { fieldOf, objectOf } from "../../api/definition";
import { useCan, useMeta } from "../../api/session";
import { useTranslation } from "../../app/i18n";
import { usePlace } from "../../app/place";
import { Failure } from "../../ui/failure";
import { formatNumber } from "../../ui/format";
import { Sparkline } from "../../ui/sparkline";
import { Table } from "../../ui/table";
import { useLabels } from "../records/field/labels";
import { ReferenceLink, UserName } from "../records/field/reference-link";
import { known, knownQuery, percent, type Share } from "./data";
import styles from "./reports.module.css";
import { Against, Target } from "./target";

type By = "fields" | "units" | "people" | "entered";

/** Which fields are filled in: of all, by unit, by owner, by whoever entered them, and over time. */
export function KnownReport() {
  const { t } = useTranslation();
  const { language } = usePlace();
  const meta = useMeta();
  const can = useCan();
  const labels = useLabels();
  const objects = meta.objects.filter(
    (object) => object.owned && !object.hidden && can("record.read", object.name),
  );
  const [name, setName] = useState(
    objects.some((one) => one.name === "customer") ? "customer" : objects[0]?.name,
  );
  const [by, setBy] = useState<By>("fields");
  const { data, error, isPending, refetch } = useQuery({ ...knownQuery(name ?? ""), enabled: Boolean(name) });
  const object = objectOf(meta, name ?? "");
  if (!object) return null;
  const label = (field: string) => {
    const def = fieldOf(object, field);
    return def ? labels.field(def) : field;
  };
  const line = (key: string, of: React.ReactNode, share: Share) => (
    <tr key={key}>
      <td>{of}</td>
      <td data-right="" className="num">
        {formatNumber(share.records, language)}
      </td>
      <td data-right="" className="num">
        <b>{percent(known(share), language)}</b>
      </td>
      {share.fields.map(([n, asked], i) => (
        <td key={data?.fields[i]} data-right="" className="num">
          <Against share={asked ? n / asked : undefined} target={data?.targets[data.fields[i] ?? ""]} />
        </td>
      ))}
    </tr>
  );
  return (
    <>
      <div className={styles.head}>
        <div className={styles.choices}>
          <Select
            value={object.name}
            aria-label={t("reports.of")}
            options={objects.map((one) => ({ value: one.name, label: labels.plural(one) }))}
            onChange={setName}
          />
          <Segmented<By>
            value={by}
            onChange={setBy}
            options={(["fields", "units", "people", "entered"] as const).map((value) => ({
              value,
              label: t(`reports.by.${value}`),
            }))}
          />
        </div>
        {can("record.export", object.name) && (
          <Button
            icon={<Download size={16} />}
            href={address(`/reports/known/${object.name}/export`, {})}
            download={`known_${object.name}.csv`}
          >
            {t("reports.file")}
          </Button>
        )}
      </div>
      {isPending && <div className="bone" style={{ height: 160 }} />}
      {error && <Failure small error={error} retry={() => refetch()} />}
      {data && by === "fields" && (
        <Table
          head={
            <>
              <th>{t("reports.field")}</th>
              <th data-right="">{t("reports.filled")}</th>
              <th data-right="">{t("reports.share")}</th>
              <th data-right="">{t("reports.target")}</th>
              <th>{t("reports.trend")}</th>
            </>
          }
        >
          {data.fields.map((field, i) => {
            const [n, asked] = data.all.fields[i] ?? [0, 0];
            return (
              <tr key={field}>
                <td>{label(field)}</td>
                <td data-right="" className="num">
                  {formatNumber(n, language)}
                </td>
                <td data-right="" className="num">
                  <Against share={asked ? n / asked : undefined} target={data.targets[field]} />
                </td>
                <td data-right="" className="num">
                  <Target
                    object={object.name}
                    field={field}
                    name={label(field)}
                    target={data.targets[field]}
                  />
                </td>
                <td className={styles.trend}>
                  <Sparkline
                    label={t("reports.trend")}
                    points={data.trend.slice(-40).map((point) => {
                      const [had, of] = point.fields[i] ?? [0, 0];
                      const value = of ? had / of : 0;
                      return { label: point.day, value, text: percent(value, language) };
                    })}
                  />
                </td>
              </tr>
            );
          })}
        </Table>
      )}
      {data && by !== "fields" && (
        <Table
          dense
          head={
            <>
              <th>{t(`reports.by.${by}`)}</th>
              <th data-right="">{t("reports.records")}</th>
              <th data-right="">{t("reports.share")}</th>
              {data.fields.map((field) => (
                <th key={field} data-right="">
                  {label(field)}
                </th>
              ))}
            </>
          }
        >
          {by === "units" &&
            data.units.map((one) =>
              line(
                one.team ?? "",
                one.team ? <ReferenceLink object="team" id={one.team} /> : t("users.noTeam"),
                one,
              ),
            )}
          {by !== "units" &&
            data.people
              .map((one) => ({ user: one.user, share: by === "people" ? one : one.entered }))
              .filter((one) => one.share.records > 0)
              .map(({ user, share }) =>
                line(user ?? "", user ? <UserName id={user} /> : t("reports.nobody"), share),
              )}
        </Table>
      )}
    </>
  );
}
