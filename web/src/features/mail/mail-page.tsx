import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, Button, Descriptions } from "antd";
import { RotateCcw, Send } from "lucide-react";
import { useState } from "react";
import { Problem, post } from "../../api/client";
import { useCan, useMe } from "../../api/session";
import type { Schemas } from "../../api/types";
import { useTranslation } from "../../app/i18n";
import { useAct } from "../../ui/act";
import { Failure } from "../../ui/failure";
import { useFailureNotice } from "../../ui/notices";
import { Page } from "../../ui/page";
import { Table } from "../../ui/table";
import { Tag } from "../../ui/tag";
import { When } from "../../ui/when";
import { UserName } from "../records/field/reference-link";
import { type Letter, mailQuery } from "./data";

/** How letters go, a test, and what has not gone. */
export function MailPage() {
  const { t } = useTranslation();
  const can = useCan();
  const { data, error, isPending, refetch } = useQuery({ ...mailQuery, enabled: can("company.manage") });
  if (!can("company.manage")) return <Failure error={new Problem(403, {})} />;
  return (
    <Page title={t("mail.title")} text={t("mail.text")}>
      {isPending && <div className="bone" style={{ height: 120 }} />}
      {error && <Failure small error={error} retry={() => refetch()} />}
      {data && !data.configured && (
        <Alert type="info" showIcon title={t("mail.none")} description={<NoneText />} />
      )}
      {data?.configured && <Server state={data} />}
      {data && data.letters.length > 0 && <Letters letters={data.letters} />}
    </Page>
  );
}

function NoneText() {
  const { t } = useTranslation();
  return (
    <>
      {t("mail.noneText")}
      <br />
      <code>guanxi serve --mail smtp://… --mail-from … --url https://…</code>
    </>
  );
}

function Server({ state }: { state: Schemas["MailState"] }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const fail = useFailureNotice();
  const { user } = useMe();
  const [test, setTest] = useState<string>();
  async function send() {
    try {
      const { id } = await post<Schemas["TestMail"]>("/mail/test");
      await client.invalidateQueries({ queryKey: mailQuery.queryKey });
      setTest(id);
    } catch (error) {
      fail(t("mail.test"), error);
    }
  }
  const waiting = state.letters.find((one) => one.id === test);
  return (
    <>
      <Descriptions
        column={1}
        size="small"
        items={[
          { key: "server", label: t("mail.server"), children: state.server },
          { key: "from", label: t("mail.from"), children: state.from },
          { key: "url", label: t("mail.url"), children: state.url },
        ]}
      />
      <Button icon={<Send size={15} />} onClick={send} style={{ margin: "16px 0" }}>
        {t("mail.test")}
      </Button>
      {test && !waiting && (
        <Alert type="success" showIcon title={t("mail.sent", { address: user.email })} role="status" />
      )}
      {waiting && (
        <Alert
          type={waiting.reason ? "warning" : "info"}
          showIcon
          role="status"
          title={waiting.reason ? t("mail.notYet") : t("mail.onItsWay")}
          description={waiting.reason}
        />
      )}
    </>
  );
}

const kinds = ["mail.test", "mail.reset", "mail.digest"] as const;

function Letters({ letters }: { letters: Letter[] }) {
  const { t } = useTranslation();
  return (
    <section style={{ marginTop: 32 }}>
      <h2>{t("mail.unsent")}</h2>
      <Table
        head={
          <>
            <th>{t("mail.what")}</th>
            <th>{t("mail.to")}</th>
            <th>{t("mail.state")}</th>
            <th>{t("mail.reason")}</th>
            <td />
          </>
        }
      >
        {letters.map((one) => (
          <Row key={one.id} one={one} />
        ))}
      </Table>
    </section>
  );
}

function Row({ one }: { one: Letter }) {
  const { t } = useTranslation();
  const act = useAct(mailQuery.queryKey);
  const kind = kinds.find((known) => known === one.kind);
  const dead = one.state === "dead";
  const again = () => act(t("mail.again"), post(`/jobs/${one.id}/retry`));
  return (
    <tr>
      <td>
        {kind ? t(`mail.kinds.${kind.slice(5) as "test" | "reset" | "digest"}`) : one.kind}
        <div className="muted">
          <When value={one.created_at} />
        </div>
      </td>
      <td>{one.user ? <UserName id={one.user} /> : null}</td>
      <td>
        <Tag color={dead ? "red" : "amber"} text={t(dead ? "mail.dead" : "mail.waiting")} />
      </td>
      <td style={{ overflowWrap: "anywhere" }}>{one.reason}</td>
      <td data-right="">
        {(dead || one.due_at) && (
          <Button type="text" size="small" icon={<RotateCcw size={14} />} onClick={again}>
            {t("mail.again")}
          </Button>
        )}
      </td>
    </tr>
  );
}
