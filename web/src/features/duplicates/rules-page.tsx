import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { App, Button, InputNumber } from "antd";
import { useState } from "react";
import { Problem } from "../../api/client";
import { objectOf } from "../../api/definition";
import { useCan, useMeta } from "../../api/session";
import type { ObjectDef } from "../../api/types";
import { useTranslation } from "../../app/i18n";
import { Failure } from "../../ui/failure";
import { useFailureNotice } from "../../ui/notices";
import { Page } from "../../ui/page";
import { useUnsaved } from "../../ui/unsaved";
import { useLabels } from "../records/field/labels";
import { ActionsPart } from "./actions-part";
import { ComparePart } from "./compare-part";
import { type Actions, actionsQuery, refreshDuplicates, setActions } from "./data";
import styles from "./rules.module.css";
import { keepRules, type Rules, resetRules, rulesQuery } from "./rules-data";
import { SetsPart } from "./sets-part";
import { TrialPart } from "./trial-part";

/** How duplicates of an object are found, and what is done about them on their way in. */
export function RulesPage() {
  const { object: name } = useParams({ from: "/shell/duplicates/$object/rules" });
  const meta = useMeta();
  const can = useCan();
  const object = objectOf(meta, name);
  const allowed = !!object?.mergeable && can("object.define") && can("record.merge", name);
  const rules = useQuery({ ...rulesQuery(name), enabled: allowed });
  const actions = useQuery({ ...actionsQuery(name), enabled: allowed });
  if (!object?.mergeable) return <Failure error={new Problem(404, {})} />;
  if (!allowed) return <Failure error={new Problem(403, {})} />;
  const error = rules.error ?? actions.error;
  if (error) return <Failure error={error} />;
  if (!rules.data || !actions.data) return <div className="bone" style={{ height: 240, margin: 24 }} />;
  return <Editor key={name} object={object} rules={rules.data} actions={actions.data} />;
}

interface Props {
  object: ObjectDef;
  rules: Rules;
  actions: Actions;
}

function Editor({ object, rules: kept, actions: done }: Props) {
  const { t } = useTranslation();
  const { modal, message } = App.useApp();
  const client = useQueryClient();
  const labels = useLabels();
  const fail = useFailureNotice();
  const [rules, setRules] = useState(kept);
  const [actions, setDone] = useState(done);
  const [busy, setBusy] = useState(false);
  const other = JSON.stringify(rules) !== JSON.stringify(kept);
  const changed = other || JSON.stringify(actions) !== JSON.stringify(done);
  useUnsaved(changed);

  async function save() {
    setBusy(true);
    try {
      if (other) setRules(await keepRules(object.name, rules));
      await setActions(object.name, actions);
      await refreshDuplicates(client, object.name);
      message.success(t("duplicates.rulesKept"));
    } catch (error) {
      fail(t("duplicates.rules"), error);
    }
    setBusy(false);
  }
  const reset = () =>
    modal.confirm({
      title: t("duplicates.resetAsk"),
      okText: t("duplicates.reset"),
      onOk: async () => {
        try {
          setRules(await resetRules(object.name));
          await refreshDuplicates(client, object.name);
        } catch (error) {
          fail(t("duplicates.reset"), error);
        }
      },
    });
  return (
    <Page
      title={t("duplicates.rulesOf", { what: labels.plural(object) })}
      text={t("duplicates.rulesText")}
      back={{
        to: `/duplicates/${object.name}`,
        name: t("duplicates.title", { what: labels.plural(object) }),
      }}
      actions={
        <>
          <Button onClick={reset}>{t("duplicates.reset")}</Button>
          <Button type="primary" loading={busy} disabled={!changed} onClick={save}>
            {t("action.save")}
          </Button>
        </>
      }
    >
      <ComparePart object={object} rules={rules} onChange={setRules} />
      <SetsPart object={object} rules={rules} part="blocks" onChange={setRules} />
      <SetsPart object={object} rules={rules} part="sure" onChange={setRules} />
      <section>
        <h2 className={styles.heading}>{t("duplicates.leastTitle")}</h2>
        <p className="muted">{t("duplicates.leastText")}</p>
        <InputNumber
          aria-label={t("duplicates.leastTitle")}
          min={1}
          max={99.9}
          step={1}
          suffix="%"
          value={Math.round(rules.least * 1000) / 10}
          onChange={(value) => value !== null && setRules({ ...rules, least: value / 100 })}
        />
      </section>
      <TrialPart object={object} rules={rules} />
      <ActionsPart actions={actions} onChange={setDone} />
    </Page>
  );
}
