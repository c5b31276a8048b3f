import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { guardBootstrap, refusedSwitches } from "../../../main/seal/index.ts";
import { otherArguments, startArguments, startVariables } from "../../support/start-attempts.ts";

const program = "/opt/vitrine/vitrine-bin";
const launched = { HOME: "/var/lib/vitrine", PATH: "/usr/bin:/bin", LANG: "zh_CN.UTF-8", DISPLAY: ":0" };

const judge = (change: Partial<Parameters<typeof guardBootstrap>[0]>): string[] =>
  guardBootstrap({
    isPackaged: true,
    platform: "linux",
    argv: [program],
    environment: launched,
    hasSwitch: () => false,
    ...change,
  });

const rows = (table: Readonly<Record<string, readonly string[]>>): [string, string][] =>
  Object.entries(table).flatMap(([id, all]) => all.map((one): [string, string] => [id, one]));

/** A switch as Chromium reads it: any dashes or a slash, any case, without its value. */
const nameOf = (argument: string): string =>
  argument
    .replace(/^[-/]+/u, "")
    .replace(/=.*$/su, "")
    .toLowerCase();

describe("how a station may be started", () => {
  it("has nothing against a plain start, with what the launcher hands on", () => {
    expect(judge({})).toEqual([]);
    const script = readFileSync(join(import.meta.dirname, "../../../resources/packaging/launcher.sh"), "utf8");
    const handed = script.slice(script.indexOf("exec env -i")).matchAll(/\b([A-Z][A-Z_]+)=/gu);
    const environment = Object.fromEntries([...handed].map(([, name = ""]) => [name, "x"]));
    expect(Object.keys(environment).length).toBeGreaterThan(8);
    expect(judge({ environment: { ...environment, DISPLAY: ":0.0", WAYLAND_DISPLAY: "wayland-0" } })).toEqual([]);
  });

  it.each(rows(startArguments))("%s takes no %s, and knows it by the runtime's own word", (_id, argument) => {
    expect(judge({ argv: [program, argument] })).toEqual(["1 arguments"]);
    // A program run from its sources takes arguments, and still none of these.
    const started = { isPackaged: false, argv: ["electron", "."] };
    expect(judge({ ...started, hasSwitch: (name) => name === nameOf(argument) })).toEqual([
      `switch ${nameOf(argument)}`,
    ]);
    expect(judge(started)).toEqual([]);
  });

  it.each(rows(otherArguments))("%s takes no other argument either: %j", (_id, argument) => {
    expect(judge({ argv: [program, argument] })).toEqual(["1 arguments"]);
  });

  it("asks for no switch that no attempt names", () => {
    const named = new Set(Object.values(startArguments).flat().map(nameOf));
    const beside = ["host-rules", "unsafely-treat-insecure-origin-as-secure", "use-fake-device-for-media-stream"];
    expect(refusedSwitches.filter((name) => !named.has(name))).toEqual(beside);
  });

  it.each(rows(startVariables))("%s does not start with %s in its environment", (_id, name) => {
    expect(judge({ environment: { ...launched, [name]: "1" } })).toEqual([`environment ${name}`]);
    expect(judge({ environment: { ...launched, [name]: "" } })).toEqual([]);
  });

  it("B17 B18 a program run from its sources refuses what loads or writes, and leaves the rest alone", () => {
    const from = (environment: Record<string, string>): string[] => judge({ isPackaged: false, environment });
    expect(from({ EDITOR: "vi", TERM: "xterm" })).toEqual([]);
    expect(from({ LD_PRELOAD: "/tmp/x.so", NODE_OPTIONS: "--require /secret" })).toEqual([
      "environment LD_PRELOAD",
      "environment NODE_OPTIONS",
    ]);
    expect(judge({ platform: "win32", environment: { SystemRoot: "C:\\Windows", NODE_OPTIONS: "x" } })).toEqual([
      "environment NODE_OPTIONS",
    ]);
  });

  it("names no value of the environment", () => {
    expect(judge({ environment: { NODE_OPTIONS: "--require /secret" } }).join()).not.toContain("secret");
  });

  it.each([
    ["DISPLAY", "elsewhere:0"],
    ["DISPLAY", "127.0.0.1:10.0"],
    ["DISPLAY", "unix:/tmp/x"],
    ["DISPLAY", "/tmp/launch-x/org.x:0"],
    ["WAYLAND_DISPLAY", "/tmp/nested"],
    ["WAYLAND_DISPLAY", "../nested"],
  ])("B19 shows nothing on %s=%s", (name, value) => {
    expect(judge({ environment: { ...launched, [name]: value } })).toEqual([`display elsewhere: ${name}`]);
  });
});
