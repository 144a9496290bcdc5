import { App, Button } from "antd";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { Problem } from "../api/client";

/** Says a failed action: what was tried, what happened, what to do. */
export function useFailureNotice() {
  const { notification } = App.useApp();
  const { t } = useTranslation();
  return useCallback(
    (tried: string, error: unknown) => {
      const problem = error instanceof Problem ? error : null;
      let description = problem ? problem.detail || problem.message : String(error);
      if (problem?.status === 0) description = t("error.unreachableText");
      if (problem?.status === 403) description = t("error.forbiddenText");
      if (problem?.errors.length) {
        description = problem.errors.map((one) => `${one.field}: ${one.message}`).join("\n");
      }
      notification.error({
        title: t("error.tried", { what: tried }),
        description: <span style={{ whiteSpace: "pre-line" }}>{description}</span>,
        duration: 8,
      });
    },
    [notification, t],
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
