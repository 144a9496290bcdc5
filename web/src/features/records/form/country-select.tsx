import { Select } from "antd";
import { useMemo } from "react";
import { usePlace } from "../../../app/place";
import { countryName } from "../../../ui/format";
import { countries } from "../field/countries";

/** Countries by their name in the person's language, China first for those who read Chinese. */
function useCountries() {
  const { language } = usePlace();
  return useMemo(() => {
    const first = (code: string) => (language.startsWith("zh") && code === "CN" ? 0 : 1);
    return countries
      .map((code) => ({
        value: code,
        label: countryName(code, language),
        search: `${code} ${countryName(code, language)} ${countryName(code, "en")}`,
      }))
      .sort((a, b) => first(a.value) - first(b.value) || a.label.localeCompare(b.label, language));
  }, [language]);
}

interface One {
  multiple?: false;
  value?: string | null;
  onChange?: (value: string | null) => void;
}
interface Many {
  multiple: true;
  value?: string[];
  onChange?: (value: string[]) => void;
}

export function CountrySelect(
  props: (One | Many) & {
    id?: string;
    onBlur?: () => void;
    autoFocus?: boolean;
    defaultOpen?: boolean;
    /** What it is called where nothing beside it says so. */
    label?: string;
  },
) {
  const options = useCountries();
  const shared = {
    id: props.id,
    options,
    allowClear: true,
    showSearch: { optionFilterProp: "search" },
    onBlur: props.onBlur,
    autoFocus: props.autoFocus,
    defaultOpen: props.defaultOpen,
    placeholder: props.label,
    "aria-label": props.label,
  };
  if (props.multiple)
    return <Select {...shared} mode="multiple" value={props.value} onChange={props.onChange} />;
  return (
    <Select
      {...shared}
      value={props.value ?? undefined}
      onChange={(value?: string) => props.onChange?.(value ?? null)}
    />
  );
}
