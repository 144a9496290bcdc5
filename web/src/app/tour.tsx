import { Tour as AntTour, type TourProps } from "antd";
import { useState } from "react";
import { useTranslation } from "./i18n";

/** Where each step points; one that a person or a phone does not have is left out. */
const places = {
  customers: 'nav a[href="/records/customer"]',
  search: "header search",
  scan: '[data-tour="scan"]',
  create: '[data-tour="create"]',
  duplicates: 'nav a[href="/duplicates/customer"]',
  imports: 'nav a[href="/imports"]',
  studio: 'nav a[href="/studio"]',
  me: '[data-tour="me"]',
} as const;

/** A walk through the app, a few words at each place; Escape ends it. */
export default function Tour({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const [steps] = useState<TourProps["steps"]>(() =>
    (Object.keys(places) as (keyof typeof places)[]).flatMap((name) => {
      const target = document.querySelector<HTMLElement>(places[name]);
      if (!target) return [];
      return [
        {
          title: t(`tour.${name}Title`),
          description: t(`tour.${name}Text`),
          target,
          placement: window.innerWidth >= 768 && target.closest("nav") ? "right" : "bottom",
          nextButtonProps: { children: t("tour.next") },
          prevButtonProps: { children: t("tour.back") },
        },
      ];
    }),
  );
  const last = steps?.at(-1);
  if (last) last.nextButtonProps = { children: t("tour.done") };
  return (
    <AntTour
      open
      steps={steps}
      // within a landmark of the page
      getPopupContainer={() => document.querySelector("header") ?? document.body}
      onClose={onClose}
      onFinish={onClose}
    />
  );
}
