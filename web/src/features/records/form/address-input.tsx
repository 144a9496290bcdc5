import { Input, Space } from "antd";
import { useMeta } from "../../../api/session";
import type { Address } from "../../../api/types";
import { useTranslation } from "../../../app/i18n";
import { CountrySelect } from "./country-select";
import { DivisionPicker } from "./division-picker";
import styles from "./form.module.css";

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
        label={t("address.country")}
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
