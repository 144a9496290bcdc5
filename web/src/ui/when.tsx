import { usePlace } from "../app/place";
import { formatDateTime, formatRelative } from "./format";

/** A time, relative near now; the exact one on hover and for screen readers. */
export function When({ value }: { value: string }) {
  const { language, zone } = usePlace();
  const exact = formatDateTime(value, language, zone);
  return (
    <time data-hint={exact} dateTime={value} className="num">
      {formatRelative(value, language, zone)}
    </time>
  );
}
