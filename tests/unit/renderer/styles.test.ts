import { createCache, extractStyle, StyleProvider } from "@ant-design/cssinjs";
import {
  Button,
  Checkbox,
  ConfigProvider,
  DatePicker,
  Input,
  InputNumber,
  Progress,
  Radio,
  Select,
  Skeleton,
  Switch,
} from "antd";
import { createElement } from "react";
import type { ReactElement } from "react";
import { renderToString } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { antdThemes } from "../../../renderer/theme/antd.ts";
import { palettes, type } from "../../../renderer/theme/tokens.ts";
import type { ThemeName } from "../../../renderer/theme/tokens.ts";

const names: readonly ThemeName[] = ["light", "dark"];

/** Every component of the library that the screens use; one left out here has no styles on screen. */
function sample(): ReactElement[] {
  return [
    createElement(Button, { type: "primary", danger: true }, "x"),
    createElement(Input.Search),
    createElement(Input.Password),
    createElement(Input.TextArea),
    createElement(Select, { open: true, options: [{ value: 1, label: "x" }] }),
    createElement(DatePicker.RangePicker, { open: true, showTime: true }),
    createElement(Checkbox.Group, { options: ["x"] }),
    createElement(Radio.Group, { options: ["x"], optionType: "button" }),
    createElement(InputNumber),
    createElement(Progress, { percent: 30 }),
    createElement(Skeleton, { active: false }),
    createElement(Switch),
  ].map((element, index) => createElement("div", { key: index }, element));
}

function libraryStyles(name: ThemeName): string {
  const cache = createCache();
  renderToString(
    createElement(
      StyleProvider,
      { cache },
      createElement(ConfigProvider, { theme: { ...antdThemes[name], zeroRuntime: false } }, sample()),
    ),
  );
  return extractStyle(cache, true);
}

/** Rules are the same in both themes; only the rules that set variables differ. */
function bothThemes(): string {
  return `${[...new Set(names.flatMap((name) => rulesOf(libraryStyles(name))))].join("\n")}\n`;
}

function rulesOf(css: string): string[] {
  const rules: string[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at < css.length; at += 1) {
    const letter = css[at];
    depth += letter === "{" ? 1 : 0;
    depth -= letter === "}" ? 1 : 0;
    if (letter === "}" && depth === 0) {
      rules.push(css.slice(start, at + 1).trim());
      start = at + 1;
    }
  }
  return rules;
}

function variables(): string {
  const kebab = (key: string): string => key.replaceAll(/[A-Z]/gu, (letter) => `-${letter.toLowerCase()}`);
  return names
    .map((name) => {
      const lines = Object.entries(palettes[name]).map(([key, value]) => `  --${kebab(key)}: ${value};`);
      return `html.${name} {\n  color-scheme: ${name};\n${lines.join("\n")}\n}`;
    })
    .concat(`html {\n  --family: ${type.family};\n  --mono: ${type.mono};\n}`)
    .concat(`html:lang(en) {\n  --family: ${type.latinPunctuation}, ${type.family};\n}\n`)
    .join("\n");
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.040_45 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

describe("the styles a person sees", () => {
  it("come from static files made of the design tokens, so the page may forbid inline styles", async () => {
    await expect(variables()).toMatchFileSnapshot("../../../renderer/theme/tokens.css");
    await expect(bothThemes()).toMatchFileSnapshot("../../../renderer/theme/library.css");
  });

  it.each(names)("keep text readable on every surface of the %s theme (WCAG 2.2 AA)", (name) => {
    const palette = palettes[name];
    const surfaces = [palette.page, palette.surface, palette.raised, palette.sunken];
    const texts = [
      palette.text,
      palette.textQuiet,
      palette.textFaint,
      palette.accent,
      palette.amber,
      palette.red,
      palette.green,
    ];
    const pairs = [
      ...surfaces.flatMap((surface) => texts.map((text) => [text, surface] as const)),
      [palette.onAccent, palette.accent] as const,
      [palette.amber, palette.amberSoft] as const,
      [palette.red, palette.redSoft] as const,
      [palette.green, palette.greenSoft] as const,
      [palette.accent, palette.accentSoft] as const,
    ];
    expect(pairs.filter(([text, surface]) => contrast(text, surface) < 4.5)).toEqual([]);
  });
});
