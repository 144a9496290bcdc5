import { useEffect } from "react";
import { useBrand } from "../api/brand";
import { currentLanguage, useTranslation } from "./i18n";
import { ownAccent } from "./theme";

/** What a tab has room for. */
const narrow = 1.5;

/** A logo that a tab has room for, else the product's sign in the company's colour. */
async function iconOf(logo: string | null | undefined, accent: string): Promise<string> {
  if (logo) {
    const image = new Image();
    image.src = logo;
    const there = await image.decode().then(
      () => true,
      () => false,
    );
    const [long, short] = [image.naturalWidth, image.naturalHeight].sort((a, b) => b - a) as [number, number];
    if (there && long <= short * narrow) return logo;
  }
  const own = "/icon.svg";
  if (!accent) return own;
  try {
    const drawn = await (await fetch(own)).text();
    return `data:image/svg+xml,${encodeURIComponent(drawn.replaceAll(ownAccent, accent))}`;
  } catch {
    return own;
  }
}

/** What the browser itself shows of the company: icon of the tab, colour of its frame, name of the installed app. */
export function usePageHead() {
  const { company, short_name, accent, logo } = useBrand();
  useTranslation();
  const language = currentLanguage();
  useEffect(() => {
    const link = document.querySelector('link[rel="manifest"]');
    const branded = company && (short_name || accent);
    link?.setAttribute(
      "href",
      branded ? `/api/sign-in/manifest/${company}/${language}` : `/manifest/${language}.webmanifest`,
    );
  }, [company, short_name, accent, language]);
  useEffect(() => {
    document.querySelector('meta[name="theme-color"]')?.setAttribute("content", accent || ownAccent);
    let left = false;
    iconOf(logo, accent).then((icon) => {
      const link = document.querySelector('link[rel="icon"]');
      if (left || link?.getAttribute("href") === icon) return;
      link?.removeAttribute("type");
      link?.setAttribute("href", icon);
    });
    return () => {
      left = true;
    };
  }, [logo, accent]);
}
