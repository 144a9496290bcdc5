import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { Package } from "lucide-react";
import { labelIn } from "../../api/definition";
import type { Labels } from "../../api/types";
import { useTranslation } from "../../app/i18n";
import { usePlace } from "../../app/place";
import { Failure } from "../../ui/failure";
import { Tag } from "../../ui/tag";
import { When } from "../../ui/when";
import styles from "./config.module.css";
import { type KnownPack, packFile, packsQuery } from "./data";

/** Packs that come with the program, and those that are installed. */
export function PacksPart({ onFile }: { onFile: (text: () => Promise<string>, name: string) => void }) {
  const { data, error, refetch } = useQuery(packsQuery);
  if (error) return <Failure small error={error} retry={() => refetch()} />;
  if (!data) return <div className="bone" style={{ height: 140 }} />;
  return (
    <ul className={styles.packs}>
      {data.items.map((one) => (
        <PackCard key={one.pack.name} one={one} onFile={onFile} />
      ))}
    </ul>
  );
}

function PackCard({
  one: { pack, brought, objects, installed },
  onFile,
}: {
  one: KnownPack;
  onFile: (text: () => Promise<string>, name: string) => void;
}) {
  const { t } = useTranslation();
  const { language } = usePlace();
  const title = labelIn(pack.title, language, pack.name);
  const newer = installed && brought && installed.version !== pack.version;
  const verb = !installed
    ? t("config.look")
    : newer
      ? t("config.update", { version: pack.version })
      : t("config.again");
  return (
    <li className={styles.pack}>
      <Package size={20} strokeWidth={1.7} aria-hidden="true" />
      <div className={styles.packText}>
        <h2>
          {title} <span className="muted num">{pack.version}</span>
          {installed && <Tag color="green" text={t("config.installed", { version: installed.version })} />}
        </h2>
        <p>{labelIn(pack.description, language, "")}</p>
        {objects.length > 0 && (
          <p className={styles.chips}>
            {objects.map((labels) => {
              const name = labelIn(labels as Labels, language, "");
              return <Tag key={name} color="teal" text={name} />;
            })}
          </p>
        )}
        {installed && (
          <p className="muted">
            {t("config.since")} <When value={installed.at} />
          </p>
        )}
      </div>
      {brought && (
        <Button
          type={installed && !newer ? "default" : "primary"}
          onClick={() => onFile(() => packFile(pack.name), title)}
        >
          {verb}
        </Button>
      )}
    </li>
  );
}
