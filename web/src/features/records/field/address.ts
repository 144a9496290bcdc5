import type { Address } from "../../../api/types";
import { countryName } from "../../../ui/format";

/** One line of an address: large to small in Chinese for Chinese addresses, street first elsewhere. */
export function addressLine(address: Address, language: string): string {
  const { country, province, city, district, street, postcode } = address;
  const region = city === province ? [province, district] : [province, city, district];
  if (country === "CN" || country === "TW" || country === "HK" || country === "MO") {
    const line = [...region, street].filter(Boolean).join(" ");
    return postcode ? `${line} (${postcode})` : line;
  }
  const town = [city, province].filter(Boolean).join(", ");
  const end = country ? countryName(country, language) : "";
  return [street, district, [town, postcode].filter(Boolean).join(" "), end].filter(Boolean).join(", ");
}
