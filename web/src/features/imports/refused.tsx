import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { Download } from "lucide-react";
import { useTranslation } from "react-i18next";
import { address, Problem } from "../../api/client";
import { usePlace } from "../../app/place";
import { Failure } from "../../ui/failure";
import { formatNumber } from "../../ui/format";
import { Table } from "../../ui/table";
import { Section } from "../records/page/section";
import { readCsv } from "./csv";
import styles from "./imports.module.css";

/** Rows shown on the page; the file has all of them. */
const shown = 100;
const columns = ["line", "column", "code", "message", "row"] as const;
/** As much of the file as surely holds that many rows. */
const enough = 200_000;

async function firstRows(path: string): Promise<string[][]> {
  const response = await fetch(path, { credentials: "same-origin" });
  if (!response.ok || !response.body) throw new Problem(response.status, {});
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    text += value;
    if (text.length > enough) {
      await reader.cancel();
      break;
    }
  }
  return readCsv(text).slice(0, shown + 1);
}

/** Rows that were not taken in: where, why, and the file to mend them in. */
export function Refused({ id, count, live }: { id: string; count: number; live: boolean }) {
  const { t } = useTranslation();
  const { language } = usePlace();
  const href = address(`/imports/${id}/refused`);
  const { data, error, refetch } = useQuery({
    queryKey: ["imports", id, "refused", live ? Math.floor(count / 1000) : count],
    queryFn: () => firstRows(href),
  });
  const [head, ...rows] = data ?? [];
  return (
    <Section
      title={t("imports.refusedRows")}
      count={formatNumber(count, language)}
      action={
        <Button size="small" icon={<Download size={14} />} href={href} download={`refused-${id}.csv`}>
          {t("imports.download")}
        </Button>
      }
    >
      {error && <Failure small error={error} retry={() => refetch()} />}
      <Table
        head={head?.map((name) => {
          const known = columns.find((one) => one === name);
          return <th key={name}>{known ? t(`imports.columns.${known}`) : name}</th>;
        })}
      >
        {rows.map((row, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows of a file have no other name than their place
          <tr key={index}>
            {row.map((cell, place) => (
              <td key={head?.[place] ?? place} className={styles.cell} title={cell}>
                {cell}
              </td>
            ))}
          </tr>
        ))}
      </Table>
      {count > shown && <p className="muted">{t("imports.firstRows", { count: shown })}</p>}
    </Section>
  );
}
