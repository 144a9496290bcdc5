import { useQueryClient } from "@tanstack/react-query";
import { Cascader } from "antd";
import { useEffect, useState } from "react";
import { get } from "../../../api/client";
import type { Address } from "../../../api/types";
import { useTranslation } from "../../../app/i18n";
import { useFailureNotice } from "../../../ui/notices";

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

/** Codes of provinces have two digits, of cities four, of counties and districts six. */
const county = 6;

function useSteps() {
  const client = useQueryClient();
  return async (parent: string): Promise<Step[]> => {
    const divisions = await client.fetchQuery({
      queryKey: ["divisions", parent],
      queryFn: async () => (await get<{ items: Division[] }>("/divisions", { parent })).items,
      staleTime: Number.POSITIVE_INFINITY,
    });
    return divisions.map(({ code, name }) => ({ value: code, label: name, isLeaf: code.length >= county }));
  };
}

/** The codes that lead to a division through steps that are loaded; municipalities have no cities. */
function pathTo(division: string | null | undefined, options: Step[]): string[] {
  if (!division) return [];
  const path: string[] = [];
  let below: Step[] | undefined = options;
  while (below) {
    const next: Step | undefined = below.find((step) => division.startsWith(step.value));
    if (!next) break;
    path.push(next.value);
    below = next.children;
  }
  return path.at(-1) === division ? path : [division];
}

interface Props {
  value: Address;
  onChange: (part: Partial<Address>) => void;
  /** A province or city may be chosen too. */
  partial?: boolean;
}

/** Province, city and county in China, one after the other. */
export function DivisionPicker({ value, onChange, partial = false }: Props) {
  const { t } = useTranslation();
  const load = useSteps();
  const fail = useFailureNotice();
  const [options, setOptions] = useState<Step[]>([]);
  const refused = (error: unknown) => fail(t("address.division"), error);

  // biome-ignore lint/correctness/useExhaustiveDependencies: what was chosen before is loaded once
  useEffect(() => {
    async function begin() {
      const provinces = await load("");
      let below: Step[] = provinces;
      for (;;) {
        const next: Step | undefined = below.find((step) => value.division?.startsWith(step.value));
        if (!next || next.isLeaf) break;
        next.children = await load(next.value);
        below = next.children;
      }
      setOptions(provinces);
    }
    begin().catch(refused);
  }, []);

  async function open(selected: Step[]) {
    const last = selected.at(-1);
    if (!last || last.children) return;
    last.children = await load(last.value).catch((error) => {
      refused(error);
      return undefined;
    });
    setOptions((before) => [...before]);
  }
  const shown = [value.province, value.city, value.district].filter(
    (name, index, names) => name && name !== names[index - 1],
  );
  return (
    <Cascader<Step>
      options={options}
      loadData={open}
      changeOnSelect={partial}
      value={pathTo(value.division, options)}
      displayRender={() => shown.join(" / ")}
      placeholder={t("address.division")}
      aria-label={t("address.division")}
      onChange={(_, selected) => {
        const named = (digits: number) =>
          selected?.find((step) => step.value.length === digits)?.label ?? null;
        onChange({
          division: selected?.at(-1)?.value ?? null,
          province: named(2),
          city: named(4),
          district: named(county),
        });
      }}
    />
  );
}
