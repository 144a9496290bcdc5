import i18next from "i18next";
import type { Problem } from "../api/client";
import { labelIn } from "../api/definition";
import type { FieldError } from "../api/types";
import { currentLanguage } from "../app/i18n";

const known = (code: string): string | undefined => i18next.getResource(currentLanguage(), "refusal", code);
/** The server speaks English, and says more than a code does. */
const told = (code: string) => (currentLanguage() === "en" ? undefined : known(code));

/** What is wrong with a field's value, in the language of the app where it has words for it, else in the server's. */
export function refusalText({ code, message, rule }: Pick<FieldError, "code" | "message" | "rule">): string {
  return rule ? labelIn(rule.message, currentLanguage(), message) : (told(code) ?? message);
}

/** What is wrong with several values that were refused for one reason, of which one was told `message`. */
export function refusalKind({ code, message }: { code: string; message: string }): string {
  return known(code) ?? message;
}

/** Why the server refused as a whole. */
export function problemText(problem: Problem): string {
  return told(problem.code) ?? (problem.detail || problem.message);
}
