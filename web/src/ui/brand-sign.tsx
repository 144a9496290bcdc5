import { useState } from "react";
import { useBrand } from "../api/brand";
import styles from "./brand-sign.module.css";
import { Mark } from "./mark";

/** From here on a logo is a word, beside which the name would stand twice. */
const wide = 1.8;

interface Props {
  /** Height in pixels. */
  size: number;
  name: string;
  /** Without words, where there is no room. */
  alone?: boolean;
}

/** The company's logo, or the product's sign, and what the company is called. */
export function BrandSign({ size, name, alone = false }: Props) {
  const { logo } = useBrand();
  const [measured, setMeasured] = useState<{ logo: string; kind: "word" | "sign" | "broken" }>();
  const kind = measured && measured.logo === logo ? measured.kind : undefined;
  if (!logo || kind === "broken")
    return (
      <>
        <Mark size={size} />
        <span className={alone ? "sr-only" : "clip"}>{name}</span>
      </>
    );
  return (
    <>
      <img
        key={logo}
        src={logo}
        alt=""
        className={styles.logo}
        style={{ height: size, maxWidth: alone ? size + 10 : size * 6 }}
        onLoad={({ currentTarget: { naturalWidth, naturalHeight } }) =>
          setMeasured({ logo, kind: naturalWidth > naturalHeight * wide ? "word" : "sign" })
        }
        onError={() => setMeasured({ logo, kind: "broken" })}
      />
      <span className={alone || kind !== "sign" ? "sr-only" : "clip"}>{name}</span>
    </>
  );
}
