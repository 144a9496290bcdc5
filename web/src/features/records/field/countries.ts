import { countryName } from "../../../ui/format";

/** Countries and regions by their codes of two letters. */
export const countries =
  "AD AE AF AG AI AL AM AO AR AT AU AW AZ BA BB BD BE BF BG BH BI BJ BM BN BO BR BS BT BW BY BZ CA CD CF CG CH CI CL CM CN CO CR CU CV CW CY CZ DE DJ DK DM DO DZ EC EE EG ER ES ET FI FJ FM FO FR GA GB GD GE GG GH GI GL GM GN GQ GR GT GW GY HK HN HR HT HU ID IE IL IM IN IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MG MH MK ML MM MN MO MR MT MU MV MW MX MY MZ NA NE NG NI NL NO NP NR NZ OM PA PE PG PH PK PL PR PS PT PW PY QA RO RS RU RW SA SB SC SD SE SG SI SK SL SM SN SO SR SS ST SV SY SZ TD TG TH TJ TL TM TN TO TR TT TV TW TZ UA UG US UY UZ VA VC VE VN VU WS YE ZA ZM ZW".split(
    " ",
  );

const fold = (text: string) => text.normalize("NFKC").trim().toLowerCase();

/** The code of a country that somebody named, in their language, in English or in Chinese. */
export function countryOf(text: string, language: string): string | undefined {
  const wanted = fold(text);
  return countries.find(
    (code) =>
      code.toLowerCase() === wanted ||
      [language, "en", "zh-CN"].some((one) => fold(countryName(code, one)) === wanted),
  );
}
