import { theme } from "antd";
import { useLayoutEffect } from "react";
import { useBrand } from "../api/brand";
import { ownAccent } from "./theme";

/** Gives the theme's tokens to the app's own style sheets as `--gx-*`. */
export function CssVariables() {
  const { token } = theme.useToken();
  const { accent } = useBrand();
  useLayoutEffect(() => {
    const values: Record<string, string> = {
      accent: accent || ownAccent,
      text: token.colorText,
      "text-2": token.colorTextSecondary,
      "text-3": token.colorTextTertiary,
      primary: token.colorPrimary,
      "primary-hover": token.colorPrimaryHover,
      "primary-bg": token.colorPrimaryBg,
      link: token.colorLink,
      layout: token.colorBgLayout,
      surface: token.colorBgContainer,
      raised: token.colorBgElevated,
      border: token.colorBorder,
      line: token.colorBorderSecondary,
      fill: token.colorFillTertiary,
      hover: token.colorFillQuaternary,
      success: token.colorSuccess,
      warning: token.colorWarning,
      error: token.colorError,
      "error-bg": token.colorErrorBg,
      info: token.colorInfo,
      "info-bg": token.colorInfoBg,
      "warning-bg": token.colorWarningBg,
      shadow: token.boxShadow,
      font: token.fontFamily,
      size: `${token.fontSize}px`,
      "line-height": `${token.fontSize >= 14 ? 22 : 20}px`,
      control: `${token.controlHeight}px`,
    };
    for (const [name, value] of Object.entries(values)) {
      document.documentElement.style.setProperty(`--gx-${name}`, value);
    }
  }, [token, accent]);
  return null;
}
