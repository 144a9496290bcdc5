import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Alert, Button, Checkbox, Modal, Select } from "antd";
import { Plus, X } from "lucide-react";
import { useState } from "react";
import { objectOf } from "../../api/definition";
import { useMeta } from "../../api/session";
import { useTranslation } from "../../app/i18n";
import { usePlace } from "../../app/place";
import { Failure } from "../../ui/failure";
import { formatNumber } from "../../ui/format";
import { useFailureNotice } from "../../ui/notices";
import { useLabels } from "../records/field/labels";
import { FilterBar } from "../records/filter/filter-bar";
import {
  type Part,
  type Person,
  type Plan,
  partName,
  previewQuery,
  type Rule,
  staffQuery,
  written,
} from "./data";
import styles from "./hand-overs.module.css";
import { PreviewTable } from "./preview-table";
import { startHandOver } from "./start";

interface Props {
  person: Pick<Person, "id" | "name" | "active">;
  /** They shall go, too. */
  deactivate?: boolean;
  onClose: () => void;
}

/** Gives what somebody holds to others: to whom, by which rules, and what that means before it is done. */
export default function HandOverDialog({ person, deactivate, onClose }: Props) {
  const { t } = useTranslation();
  const { language } = usePlace();
  const client = useQueryClient();
  const navigate = useNavigate();
  const fail = useFailureNotice();
  const [plan, setPlan] = useState<Plan>({ to: [], rules: [], finished: false });
  const [goes, setGoes] = useState(deactivate ?? false);
  const [busy, setBusy] = useState(false);
  const { data: staff } = useQuery(staffQuery);
  const people = (staff?.items ?? []).filter((one) => one.active && one.id !== person.id);
  const {
    data: preview,
    error,
    isPending,
  } = useQuery({
    ...previewQuery(person.id, written(plan)),
    placeholderData: keepPreviousData,
  });
  const total = preview?.total ?? 0;
  const set = (values: Partial<Plan>) => setPlan({ ...plan, ...values });
  function choose(part: Part, chosen: boolean) {
    const names = (preview?.parts ?? []).filter((one) => one.held || one.chosen).map(partName);
    const rest = names.filter((name) => name !== partName(part));
    set({ parts: chosen ? [...rest, partName(part)] : rest });
  }
  async function start() {
    setBusy(true);
    try {
      await startHandOver(client, person.id, written(plan), goes && person.active);
      onClose();
      navigate({ to: "/studio/users/hand-overs" });
    } catch (failure) {
      fail(t("handOver.title", { name: person.name }), failure);
      setBusy(false);
    }
  }
  const ok = goes
    ? t("handOver.startAndGo", { records: formatNumber(total, language) })
    : t("handOver.start", { records: formatNumber(total, language) });
  return (
    <Modal
      open
      width={760}
      title={t("handOver.title", { name: person.name })}
      okText={ok}
      cancelText={t("action.cancel")}
      okButtonProps={{
        loading: busy,
        danger: goes,
        disabled: !preview || plan.to.length === 0 || (total === 0 && !goes) || Boolean(error),
      }}
      onOk={start}
      onCancel={onClose}
    >
      <div className={styles.part}>
        <label htmlFor="hand-over-to">{t("handOver.toWhom")}</label>
        <People id="hand-over-to" people={people} value={plan.to} onChange={(to) => set({ to })} />
        <span className="muted">{t("handOver.turns")}</span>
      </div>
      <Rules
        rules={plan.rules}
        people={people}
        objects={[...new Set((preview?.parts ?? []).map((part) => part.object))]}
        onChange={(rules) => set({ rules })}
      />
      {isPending && <div className="bone" style={{ height: 80 }} />}
      {error && <Failure small error={error} />}
      {preview && preview.parts.length === 0 && (
        <Alert type="success" showIcon title={t("handOver.nothing")} />
      )}
      {preview && preview.parts.length > 0 && (
        <PreviewTable preview={preview} people={staff?.items ?? []} onChoose={choose} />
      )}
      <div className={styles.checks}>
        <Checkbox checked={plan.finished} onChange={(event) => set({ finished: event.target.checked })}>
          {t("handOver.finished")}
        </Checkbox>
        {person.active && (
          <Checkbox checked={goes} onChange={(event) => setGoes(event.target.checked)}>
            {t("handOver.deactivate", { name: person.name })}
          </Checkbox>
        )}
      </div>
    </Modal>
  );
}

interface PeopleProps {
  id?: string;
  people: Person[];
  value: string[];
  onChange: (ids: string[]) => void;
}

function People({ id, people, value, onChange }: PeopleProps) {
  const { t } = useTranslation();
  return (
    <Select
      id={id}
      mode="multiple"
      value={value}
      placeholder={t("handOver.people")}
      aria-label={id ? undefined : t("handOver.people")}
      showSearch={{ optionFilterProp: "label" }}
      options={people.map((one) => ({ value: one.id, label: one.name }))}
      onChange={onChange}
    />
  );
}

interface RulesProps {
  rules: Rule[];
  people: Person[];
  /** Those that the person holds records of. */
  objects: string[];
  onChange: (rules: Rule[]) => void;
}

function Rules({ rules, people, objects, onChange }: RulesProps) {
  const { t } = useTranslation();
  const meta = useMeta();
  const labels = useLabels();
  const put = (at: number, values: Partial<Rule>) =>
    onChange(rules.map((rule, i) => (i === at ? { ...rule, ...values } : rule)));
  const options = objects.flatMap((name) => {
    const object = objectOf(meta, name);
    return object ? [{ value: name, label: labels.plural(object) }] : [];
  });
  const first = options[0]?.value;
  return (
    <div className={styles.part}>
      {rules.map((rule, at) => {
        const object = objectOf(meta, rule.object);
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: rules are known by their place
          <div key={at} className={styles.rule}>
            <div className={styles.fields}>
              <Select
                size="small"
                value={rule.object}
                options={options}
                aria-label={t("handOver.what")}
                onChange={(name) => put(at, { object: name, filter: "" })}
              />
              {object && (
                <FilterBar object={object} filter={rule.filter} onChange={(filter) => put(at, { filter })} />
              )}
              <People people={people} value={rule.to} onChange={(to) => put(at, { to })} />
            </div>
            <Button
              type="text"
              size="small"
              icon={<X size={16} />}
              aria-label={t("handOver.removeRule")}
              onClick={() => onChange(rules.filter((_, i) => i !== at))}
            />
          </div>
        );
      })}
      {first && (
        <div>
          <Button
            size="small"
            icon={<Plus size={14} />}
            onClick={() => onChange([...rules, { object: first, filter: "", to: [] }])}
          >
            {t("handOver.addRule")}
          </Button>
        </div>
      )}
    </div>
  );
}
