import { Select } from "antd";
import { useMemo } from "react";
import { usePlace } from "../../../app/place";
import { countryName } from "../../../ui/format";

const codes =
  "AD AE AF AG AI AL AM AO AR AT AU AW AZ BA BB BD BE BF BG BH BI BJ BM BN BO BR BS BT BW BY BZ CA CD CF CG CH CI CL CM CN CO CR CU CV CW CY CZ DE DJ DK DM DO DZ EC EE EG ER ES ET FI FJ FM FO FR GA GB GD GE GG GH GI GL GM GN GQ GR GT GW GY HK HN HR HT HU ID IE IL IM IN IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MG MH MK ML MM MN MO MR MT MU MV MW MX MY MZ NA NE NG NI NL NO NP NR NZ OM PA PE PG PH PK PL PR PS PT PW PY QA RO RS RU RW SA SB SC SD SE SG SI SK SL SM SN SO SR SS ST SV SY SZ TD TG TH TJ TL TM TN TO TR TT TV TW TZ UA UG US UY UZ VA VC VE VN VU WS YE ZA ZM ZW".split(
    " ",
  );

/** Countries by their name in the person's language, China first for those who read Chinese. */
function useCountries() {
  const { language } = usePlace();
  return useMemo(() => {
    const first = (code: string) => (language.startsWith("zh") && code === "CN" ? 0 : 1);
    return codes
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
