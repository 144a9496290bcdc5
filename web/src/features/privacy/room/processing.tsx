import { useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Form, Input, Space } from "antd";
import { Download } from "lucide-react";
import { address, request } from "../../../api/client";
import { fieldOf, objectOf } from "../../../api/definition";
import { useMeta } from "../../../api/session";
import { useTranslation } from "../../../app/i18n";
import { usePlace } from "../../../app/place";
import { Failure } from "../../../ui/failure";
import { formatNumber } from "../../../ui/format";
import { useFailureNotice } from "../../../ui/notices";
import { Table } from "../../../ui/table";
import { Tag } from "../../../ui/tag";
import { When } from "../../../ui/when";
import { useLabels, useNames } from "../../records/field/labels";
import { processingQuery, type Texts, textNames } from "./processing-data";
import styles from "./room.module.css";

/** Words of objects, fields and options of the ledger. */
function useWords() {
  const { t } = useTranslation();
  const meta = useMeta();
  const labels = useLabels();
  const consent = objectOf(meta, "consent");
  return {
    ...useNames(),
    option(field: string, value: string) {
      const options = (consent && fieldOf(consent, field)?.options) ?? [];
      const found = options.find((one) => one.value === value);
      return found
        ? labels.option(found)
        : t(`processing.uses.${value as "service"}`, { defaultValue: value });
    },
  };
}

/** The record of processing activities: made by the program, with a few texts by people. */
export function Processing() {
  const { t } = useTranslation();
  const { language } = usePlace();
  const words = useWords();
  const { data, error, refetch } = useQuery(processingQuery);
  if (error) return <Failure small error={error} retry={() => refetch()} />;
  if (!data) return <div className="bone" style={{ height: 240 }} />;
  const number = (value: number) => formatNumber(value, language);
  const comma = t("privacy.comma");
  return (
    <>
      <div className={styles.bar}>
        <p className="muted">{t("processing.text")}</p>
        <Space>
          {(["html", "csv"] as const).map((format) => (
            <Button
              key={format}
              icon={<Download size={16} />}
              href={address("/privacy/processing/document", { format, language })}
              download={`processing.${format}`}
            >
              {format.toUpperCase()}
            </Button>
          ))}
        </Space>
      </div>
      <Written texts={data.texts} />
      <h2 className={styles.heading}>{t("processing.data")}</h2>
      <Table
        head={
          <>
            <th>{t("retention.what")}</th>
            <th>{t("processing.fields")}</th>
            <th>{t("processing.purposes")}</th>
            <th>{t("retention.title")}</th>
          </>
        }
      >
        {data.activities.map((one) => (
          <tr key={one.object}>
            <td>{words.plural(one.object)}</td>
            <td className={styles.wrap}>
              {one.data.map((datum) =>
                datum.sensitivity === "sensitive" ? (
                  <Tag key={datum.field} color="red" text={words.field(one.object, datum.field)} />
                ) : (
                  <Tag key={datum.field} color="grey" text={words.field(one.object, datum.field)} />
                ),
              )}
            </td>
            <td className={styles.wrap}>
              {one.purposes.map((purpose) => words.option("purpose", purpose)).join(comma) || "—"}
            </td>
            <td>
              {one.retention.length === 0 && <span className="muted">{t("desk.forever")}</span>}
              {one.retention.map((rule) => (
                <div key={rule.id}>
                  {t("retention.age", {
                    field: words.field(rule.object, rule.field),
                    shown: number(rule.days),
                  })}
                </div>
              ))}
            </td>
          </tr>
        ))}
      </Table>
      <h2 className={styles.heading}>{t("processing.allowed")}</h2>
      <Table
        dense
        head={
          <>
            <th>{t("processing.purposes")}</th>
            <th>{t("processing.granted")}</th>
            <th data-right="">{t("processing.refused")}</th>
          </>
        }
      >
        {data.purposes.map((one) => (
          <tr key={one.purpose}>
            <td>{words.option("purpose", one.purpose)}</td>
            <td>
              {Object.entries(one.granted)
                .map(([basis, count]) => `${words.option("basis", basis)} ${number(count)}`)
                .join(comma) || "—"}
            </td>
            <td data-right="" className="num">
              {number(one.refused)}
            </td>
          </tr>
        ))}
      </Table>
      <h2 className={styles.heading}>{t("processing.out")}</h2>
      <p className="muted">{t("processing.programs", { shown: number(data.programs) })}</p>
      {data.exports.length > 0 && (
        <Table
          dense
          head={
            <>
              <th>{t("retention.what")}</th>
              <th>{t("processing.purposes")}</th>
              <th data-right="">{t("processing.times")}</th>
              <th>{t("processing.last")}</th>
            </>
          }
        >
          {data.exports.map((one) => (
            <tr key={`${one.object} ${one.purpose ?? ""}`}>
              <td>{words.plural(one.object)}</td>
              <td>{one.purpose ? words.option("purpose", one.purpose) : "—"}</td>
              <td data-right="" className="num">
                {number(one.count)}
              </td>
              <td>
                <When value={one.last} />
              </td>
            </tr>
          ))}
        </Table>
      )}
    </>
  );
}

function Written({ texts }: { texts: Texts }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const client = useQueryClient();
  const fail = useFailureNotice();
  async function save(values: Texts) {
    try {
      const json = Object.fromEntries(textNames.map((name) => [name, values[name] ?? ""]));
      await request("PUT", "/privacy/processing", { json });
      await client.invalidateQueries({ queryKey: processingQuery.queryKey });
      message.success(t("desk.saved"));
    } catch (error) {
      fail(t("desk.save"), error);
    }
  }
  return (
    <Form<Texts> layout="vertical" initialValues={texts} onFinish={save}>
      <div className={styles.two}>
        {textNames.map((name) => (
          <Form.Item key={name} name={name} label={t(`processing.texts.${name}`)}>
            <Input.TextArea maxLength={4000} autoSize={{ minRows: 1, maxRows: 6 }} />
          </Form.Item>
        ))}
      </div>
      <Button htmlType="submit">{t("desk.save")}</Button>
    </Form>
  );
}
