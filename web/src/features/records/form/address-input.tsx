import { useQueryClient } from "@tanstack/react-query";
import { Cascader, Input, Space } from "antd";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { get } from "../../../api/client";
import { useMeta } from "../../../api/session";
import type { Address } from "../../../api/types";
import { useFailureNotice } from "../../../ui/notices";
import { CountrySelect } from "./country-select";
import styles from "./form.module.css";

interface Division {
  code: string;
  name: string;
}

interface Step {
  value: string;
  label: string;
  isLeaf: boolean;
  children?: Step[];
}

interface Props {
  value?: Address | null;
  onChange?: (value: Address | null) => void;
  id?: string;
}

/** An address: in China chosen by province, city, county; abroad free. */
export function AddressInput({ value, onChange, id }: Props) {
  const { t } = useTranslation();
  const { company } = useMeta();
  const country = value?.country ?? (value ? null : (company.country ?? null));
  const set = (part: Partial<Address>) => {
    const next: Address = { ...value, country, ...part };
    const filled = Object.entries(next).some(([name, one]) => name !== "country" && one);
    onChange?.(filled || next.country ? next : null);
  };
  const text = (name: "street" | "postcode" | "city" | "province", label: string) => (
    <Input
      value={value?.[name] ?? ""}
      onChange={(event) => set({ [name]: event.target.value || null })}
      placeholder={label}
      aria-label={label}
    />
  );
  return (
    <div className={styles.address} id={id}>
      <CountrySelect
        value={country}
        onChange={(next) => set({ country: next, division: null })}
        placeholder={t("address.country")}
      />
      {country === "CN" ? (
        <DivisionPicker value={value ?? {}} onChange={set} />
      ) : (
        <Space.Compact block>
          {text("city", t("address.city"))}
          {text("province", t("address.province"))}
        </Space.Compact>
      )}
      {text("street", t("address.street"))}
      {text("postcode", t("address.postcode"))}
    </div>
  );
}

function useDivisions() {
  const client = useQueryClient();
  return (parent: string) =>
    client.fetchQuery({
      queryKey: ["divisions", parent],
      queryFn: async () => (await get<{ items: Division[] }>("/divisions", { parent })).items,
      staleTime: Number.POSITIVE_INFINITY,
    });
}

function steps(divisions: Division[], leaf: boolean): Step[] {
  return divisions.map(({ code, name }) => ({ value: code, label: name, isLeaf: leaf }));
}

function DivisionPicker({ value, onChange }: { value: Address; onChange: (part: Partial<Address>) => void }) {
  const { t } = useTranslation();
  const load = useDivisions();
  const fail = useFailureNotice();
  const [options, setOptions] = useState<Step[]>([]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the provinces are loaded once
  useEffect(() => {
    load("").then(
      (provinces) => setOptions(steps(provinces, false)),
      (error) => fail(t("address.division"), error),
    );
  }, []);
  async function open(selected: Step[]) {
    const last = selected.at(-1);
    if (!last || last.children) return;
    last.children = steps(await load(last.value), selected.length === 2);
    setOptions((before) => [...before]);
  }
  const shown = [value.province, value.city, value.district].filter(Boolean).join(" / ");
  return (
    <Cascader<Step>
      options={options}
      loadData={open}
      value={value.division ? [value.division] : []}
      displayRender={() => shown}
      placeholder={t("address.division")}
      aria-label={t("address.division")}
      onChange={(codes, selected) => {
        const names = (selected ?? []).map((step) => step.label);
        onChange({
          division: codes?.at(-1) ?? null,
          province: names[0] ?? null,
          city: names[1] ?? null,
          district: names[2] ?? null,
        });
      }}
    />
  );
}
