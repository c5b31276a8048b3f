/**
 * The one place where colours, sizes and type are decided.
 *
 * One accent (deep blue); amber says "needs you", red only "stopped" or "broken", green only
 * "verified". Every text colour reaches 4.5 : 1 on every surface it is used on (WCAG 2.2 AA).
 * `theme/generated.css` is made from this file.
 */
export const palettes = {
  light: {
    page: "#f3f3f0",
    surface: "#ffffff",
    sunken: "#ebebe6",
    raised: "#fafaf8",
    line: "#d8d8d1",
    lineStrong: "#8c8c84",
    text: "#1b1d21",
    textQuiet: "#50555e",
    textFaint: "#62676f",
    accent: "#1f3f7a",
    accentHover: "#2b5199",
    onAccent: "#ffffff",
    accentSoft: "#e6ecf6",
    amber: "#7a4a00",
    amberSoft: "#fcf1d9",
    amberLine: "#cf9a35",
    red: "#9c1c1c",
    redSoft: "#faeaea",
    redLine: "#c95a5a",
    green: "#1b6237",
    greenSoft: "#e6f2ea",
    greenLine: "#5d9a73",
    focus: "#1f5fd0",
  },
  dark: {
    page: "#121417",
    surface: "#191c20",
    sunken: "#0d0f11",
    raised: "#1f2328",
    line: "#31363d",
    lineStrong: "#767d88",
    text: "#e9e8e3",
    textQuiet: "#b8bcc4",
    textFaint: "#9aa0aa",
    accent: "#9dbcf2",
    accentHover: "#b6cef8",
    onAccent: "#0e1a30",
    accentSoft: "#202d45",
    amber: "#ecbf6c",
    amberSoft: "#332812",
    amberLine: "#9a7428",
    red: "#f5a09b",
    redSoft: "#3a1d1d",
    redLine: "#a85151",
    green: "#8bd0a5",
    greenSoft: "#173023",
    greenLine: "#3f7a56",
    focus: "#8ab4ff",
  },
} as const;

/** A theme a person may see; the player is always dark. */
export type ThemeName = keyof typeof palettes;

/** Type, in pixels: text 14/22, tables 13/20, on an 8-pixel grid. */
export const type = {
  family:
    '"Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC", "Segoe UI", "Helvetica Neue", Arial, sans-serif',
  /** Chinese fonts draw curly quotes and dashes as wide as a character; in English text they are a Latin font's. */
  latinPunctuation: '"Vitrine Latin punctuation"',
  mono: '"Noto Sans Mono CJK SC", "Cascadia Mono", Consolas, "DejaVu Sans Mono", monospace',
  text: 14,
  textLine: 22,
  table: 13,
  tableLine: 20,
  radius: 2,
  controlHeight: 32,
} as const;
