import { useNavigate, useParams } from "@tanstack/react-router";
import { objectOf } from "../../../api/definition";
import { useMeta } from "../../../api/session";
import { NotFound } from "../../../app/not-found";
import { lastListSearch } from "../list/memory";
import { Walk } from "../list/walk";
import styles from "./record-page.module.css";
import { RecordView } from "./record-view";

/** A record as a page of its own. */
export function RecordPage() {
  const { object: name, id } = useParams({ from: "/shell/records/records/$object/$id" });
  const navigate = useNavigate();
  const object = objectOf(useMeta(), name);
  if (!object) return <NotFound />;
  const search = lastListSearch(name);
  const walk = (
    <Walk
      object={object}
      id={id}
      search={search}
      onGo={(next) =>
        navigate({ to: "/records/$object/$id", params: { object: name, id: next }, replace: true })
      }
    />
  );
  return (
    <div className={styles.page}>
      <RecordView
        key={id}
        object={object}
        id={id}
        walk={walk}
        onGone={() => navigate({ to: "/records/$object", params: { object: name }, search })}
      />
    </div>
  );
}
