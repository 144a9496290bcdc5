import { App, Button } from "antd";
import { useCallback } from "react";
import { Problem } from "../api/client";
import { useTranslation } from "../app/i18n";
import { problemText, refusalText } from "./refusal";

/** What happened and what to do about it, in words; refused fields by what `nameOf` calls them. */
export function useProblemText() {
  const { t } = useTranslation();
  return useCallback(
    (error: unknown, nameOf: (field: string) => string = (field) => field): string => {
      if (!(error instanceof Problem)) return String(error);
      if (error.status === 0) return t("error.unreachableText");
      if (error.status === 403) return t("error.forbiddenText");
      if (error.errors.length)
        return error.errors.map((one) => `${nameOf(one.field)}: ${refusalText(one)}`).join("\n");
      return problemText(error);
    },
    [t],
  );
}

/** Says a failed action: what was tried, what happened, what to do. */
export function useFailureNotice() {
  const { notification } = App.useApp();
  const { t } = useTranslation();
  const text = useProblemText();
  return useCallback(
    (tried: string, error: unknown, nameOf?: (field: string) => string) =>
      notification.error({
        title: t("error.tried", { what: tried }),
        description: <span style={{ whiteSpace: "pre-line" }}>{text(error, nameOf)}</span>,
        duration: 8,
      }),
    [notification, t, text],
  );
}

/** Says a done action and offers to take it back for ten seconds. */
export function useUndoNotice() {
  const { message } = App.useApp();
  const { t } = useTranslation();
  return useCallback(
    (text: string, undo: () => void) => {
      const key = crypto.randomUUID();
      message.open({
        key,
        type: "success",
        duration: 10,
        content: (
          <>
            {text}
            <Button
              type="link"
              size="small"
              onClick={() => {
                message.destroy(key);
                undo();
              }}
            >
              {t("action.undo")}
            </Button>
          </>
        ),
      });
    },
    [message, t],
  );
}
