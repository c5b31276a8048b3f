import { theme } from "antd";
import type { ThemeConfig } from "antd";
import { palettes, type } from "./tokens.ts";
import type { ThemeName } from "./tokens.ts";

/**
 * Themes of the component library.
 *
 * `zeroRuntime` stops it from writing styles while it runs: its rules come from
 * `theme/generated.css`, so the page's policy can forbid every inline style.
 */
export const antdThemes: Readonly<Record<ThemeName, ThemeConfig>> = { light: build("light"), dark: build("dark") };

function build(name: ThemeName): ThemeConfig {
  const palette = palettes[name];
  return {
    algorithm: name === "dark" ? theme.darkAlgorithm : theme.defaultAlgorithm,
    zeroRuntime: true,
    hashed: false,
    cssVar: { key: `vitrine-${name}` },
    token: {
      colorPrimary: name === "dark" ? "#8fb0ea" : palette.accent,
      colorInfo: name === "dark" ? "#8fb0ea" : palette.accent,
      colorError: name === "dark" ? "#f58a84" : palette.red,
      colorWarning: palette.amberLine,
      colorSuccess: palette.greenLine,
      colorBgBase: palette.surface,
      colorTextBase: palette.text,
      colorBgContainer: palette.surface,
      colorBgElevated: palette.raised,
      colorBorder: palette.lineStrong,
      colorBorderSecondary: palette.line,
      colorTextPlaceholder: palette.textFaint,
      colorTextDescription: palette.textQuiet,
      colorTextDisabled: palette.textFaint,
      colorPrimaryHover: palette.accentHover,
      colorTextLightSolid: palette.onAccent,
      borderRadius: type.radius,
      fontFamily: "var(--family)",
      fontSize: type.text,
      controlHeight: type.controlHeight,
      motion: false,
      boxShadow: "none",
      boxShadowSecondary: `0 0 0 1px ${palette.lineStrong}`,
    },
    components: {
      Button: { primaryShadow: "none", defaultShadow: "none", dangerShadow: "none", fontWeight: 400 },
    },
  };
}
