import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadControls, openAttempts } from "../support/control-probe.ts";
import { makeMutant, type Mutation } from "../support/mutants.ts";

/** Each control, how it is taken out, and the attempts that then get through. */
const controls: readonly (readonly [control: string, ids: readonly string[], mutation: Mutation])[] = [
  [
    "no argument",
    ["B11"],
    { file: "main/seal/bootstrap.ts", from: "start.argv.length > 1", to: "start.argv.length > 99" },
  ],
  [
    "no switch of the runtime",
    ["B01"],
    {
      file: "main/seal/bootstrap.ts",
      from: "refusedSwitches.filter((name) => start.hasSwitch(name))",
      to: "refusedSwitches.filter(() => false)",
    },
  ],
  [
    "no variable but the launcher's",
    ["B10"],
    { file: "main/seal/bootstrap.ts", from: "(isLaunched && !launchedEnvironment.has(name))", to: "false" },
  ],
  [
    "no variable that loads code",
    ["B17"],
    { file: "main/seal/bootstrap.ts", from: "refusedEnvironment.some((form) => form.test(name))", to: "false" },
  ],
  [
    "a display of this machine",
    ["B19"],
    { file: "main/seal/bootstrap.ts", from: '?.test(value ?? "") === false', to: '?.test(value ?? "") === null' },
  ],
  [
    "every renderer sandboxed",
    ["B05"],
    { file: "main/shell/electron/prepare.ts", from: "  app.enableSandbox();\n", to: "" },
  ],
  [
    "no name resolves",
    ["A25"],
    { file: "main/shell/electron/prepare.ts", from: "MAP * ~NOTFOUND", to: "MAP x ~NOTFOUND" },
  ],
  ["no media session", ["A50"], { file: "main/shell/electron/prepare.ts", from: "MediaSessionService,", to: "" }],
  [
    "rights of schemes",
    ["A09"],
    { file: "main/shell/electron/prepare.ts", from: "corsEnabled: false", to: "corsEnabled: true" },
  ],
  [
    "one instance",
    ["B21"],
    {
      file: "main/shell/electron/prepare.ts",
      from: "app.requestSingleInstanceLock() ? [] : [anotherStation]",
      to: "app.requestSingleInstanceLock() ? [] : []",
    },
  ],
  ["no permission", ["A20", "A21"], { file: "main/seal/permissions.ts", from: "return false", to: "return true" }],
  ["requests of a named frame", ["A09"], { file: "main/seal/address.ts", from: "isMainFrame === null ||", to: "" }],
  [
    "the vault for frames alone",
    ["A09"],
    { file: "main/seal/address.ts", from: "vault === null || isMainFrame ?", to: "vault === null ?" },
  ],
  ["navigation to our pages alone", ["A12"], { file: "main/seal/address.ts", from: '?.path === "/"', to: "!== null" }],
  [
    "addresses as they are written",
    ["A29"],
    { file: "main/seal/address.ts", from: 'path === undefined || path.includes("..")', to: "path === undefined" },
  ],
  ["one range", ["A30"], { file: "main/seal/range.ts", from: "(\\d{0,15})$/u", to: "(\\d{0,15})/u" }],
  [
    "sandbox of the pages",
    ["A13", "A14", "A15"],
    { file: "main/seal/headers.ts", from: '"sandbox allow-scripts', to: '"allow-scripts' },
  ],
  [
    "no connection of the interface",
    ["A23"],
    {
      file: "main/seal/headers.ts",
      from: "\"connect-src 'none'\",\n    \"media-src 'none'\"",
      to: "\"media-src 'none'\"",
    },
  ],
  [
    "no text becomes markup",
    ["A38"],
    { file: "main/seal/headers.ts", from: "  \"require-trusted-types-for 'script'\",\n", to: "" },
  ],
  ["no clipboard by script", ["A16"], { file: "main/seal/headers.ts", from: '  "clipboard-write",\n', to: "" }],
  ["no picture in picture", ["A17"], { file: "main/seal/headers.ts", from: '  "picture-in-picture",\n', to: "" }],
  ["no capture by script", ["A20"], { file: "main/seal/headers.ts", from: '  "display-capture",\n', to: "" }],
  ["keys of the page alone", ["A45"], { file: "main/seal/keys.ts", from: "/^F\\d{1,2}$/u.test(key)", to: "false" }],
  [
    "capture keys are seen",
    ["F01"],
    { file: "main/seal/keys.ts", from: 'return key === "PrintScreen"', to: 'return key === "Print"' },
  ],
  [
    "no developer tools",
    ["A46"],
    {
      file: "main/seal/window.ts",
      from: "      spellcheck: false,\n      devTools: false,\n      disableDialogs",
      to: "      spellcheck: false,\n      devTools: true as never,\n      disableDialogs",
    },
  ],
  [
    "no dialog for files",
    ["A47"],
    { file: "main/seal/window.ts", from: 'disableBlinkFeatures: "FileSystemAccessLocal",', to: "" },
  ],
  [
    "every session is hardened",
    ["A13", "A48"],
    {
      file: "main/shell/electron/harden.ts",
      from: '  app.on("session-created", (session) => hardenSession(session, observe));\n',
      to: '  app.on("session-created", (session) => void hardenSession({ ...session, on: () => undefined }, observe));\n',
    },
  ],
  [
    "every page is hardened",
    ["A14"],
    {
      file: "main/shell/electron/harden.ts",
      from: 'return { action: "deny" };',
      to: 'return { action: "allow" as never };',
    },
  ],
  [
    "no download",
    ["A13"],
    {
      file: "main/shell/electron/harden.ts",
      from: '    event.preventDefault();\n    refuse(observe, "download"',
      to: '    refuse(observe, "download"',
    },
  ],
  [
    "no device",
    ["A48"],
    {
      file: "main/shell/electron/harden.ts",
      from: 'event.preventDefault();\n  callback("");',
      to: 'callback("first");',
    },
  ],
  [
    "a dead proxy",
    ["A23"],
    { file: "main/shell/electron/harden.ts", from: "void session.setProxy(", to: "void Object(" },
  ],
  [
    "no WebRTC beside the proxy",
    ["A24"],
    {
      file: "main/shell/electron/harden.ts",
      from: 'contents.setWebRTCIPHandlingPolicy("disable_non_proxied_udp");',
      to: "",
    },
  ],
  [
    "no enlarging",
    ["A40"],
    { file: "main/shell/electron/harden.ts", from: "  void contents.setVisualZoomLevelLimits(1, 1);\n", to: "" },
  ],
  [
    "no menu",
    ["A44"],
    {
      file: "main/shell/electron/harden.ts",
      from: '["will-attach-webview", "context-menu"]',
      to: '["will-attach-webview"]',
    },
  ],
  [
    "a page that hangs is seen",
    ["B25"],
    { file: "main/shell/electron/harden.ts", from: 'contents.on("unresponsive"', to: 'contents.on("devtools-opened"' },
  ],
  [
    "sender by identity",
    ["A34"],
    { file: "main/shell/electron/harden.ts", from: "frame.routingId === mainFrame.routingId", to: "true" },
  ],
  [
    "capture protection",
    ["F13"],
    { file: "main/shell/electron/keep.ts", from: "  window.setContentProtection(true);\n  for", to: "  for" },
  ],
  [
    "lost capture protection is seen",
    ["F14"],
    { file: "main/shell/electron/keep.ts", from: "!isProtected(window)", to: "false" },
  ],
  [
    "both clipboards empty",
    ["F12"],
    { file: "main/shell/electron/keep.ts", from: "  clipboard.selection?.clear();\n", to: "" },
  ],
  [
    "a title of its own",
    ["A49"],
    { file: "main/shell/electron/keep.ts", from: "(event) => event.preventDefault()", to: "() => undefined" },
  ],
  [
    "on top of everything",
    ["E07"],
    { file: "main/shell/electron/keep.ts", from: '    window.setAlwaysOnTop(true, "screen-saver");\n', to: "" },
  ],
  [
    "messages of our own page",
    ["A34"],
    { file: "main/ipc/router.ts", from: "if (!sender.isMainFrame) {", to: "if (sender.isMainFrame === null) {" },
  ],
  [
    "messages of the right shape",
    ["A35"],
    { file: "main/ipc/router.ts", from: "if (!parsed.success) {", to: "if (parsed.success === null) {" },
  ],
  [
    "messages of a bounded size",
    ["A35"],
    { file: "main/ipc/plain-input.ts", from: "return budget - 2 - value.length * 3;", to: "return budget;" },
  ],
  [
    "no code of the sender runs",
    ["A35"],
    {
      file: "main/ipc/plain-input.ts",
      from: 'field !== undefined && "value" in field ? remaining(field.value,',
      to: "field !== undefined ? remaining(Reflect.get(value, name),",
    },
  ],
  [
    "no flood",
    ["A35 flood"],
    { file: "main/ipc/router.ts", from: "options.mayTake?.() === false", to: "options.mayTake?.() === null" },
  ],
  [
    "answers of the contract alone",
    ["A36"],
    { file: "main/ipc/router.ts", from: "failureSchema.parse(result.failure)", to: "result.failure" },
  ],
  [
    "persons behind the sign-in",
    ["D10"],
    {
      file: "main/station/behind-sign-in.ts",
      from: '"identity:people": "somebody"',
      to: '"identity:people": "anybody"',
    },
  ],
];

const root = join(import.meta.dirname, "../..");

type Control = (typeof controls)[number];

/** Controls that are taken out together: of no attempt two, so that each attempt speaks for one control alone. */
function batches(): Control[][] {
  const all: Control[][] = [];
  for (const control of controls) {
    const fitting = all.find((batch) => !batch.some(([, ids]) => ids.some((id) => control[1].includes(id))));
    if (fitting === undefined) {
      all.push([control]);
    } else {
      fitting.push(control);
    }
  }
  return all;
}

describe("each control holds attempts back, and without it they get through", () => {
  it("with every control in its place none gets through", async () => {
    expect(await openAttempts(await loadControls(root))).toEqual([]);
  });

  it.each(batches().map((batch) => ({ batch, names: batch.map(([name]) => name).join(", ") })))(
    "without these, each let through its own: $names",
    async ({ batch }) => {
      const [first, ...others] = batch.map(([, , mutation]) => mutation);
      if (first === undefined) {
        throw new Error("an empty batch");
      }
      const mutant = makeMutant(first, ...others);
      try {
        const wanted = batch.flatMap(([, ids]) => ids);
        expect((await openAttempts(await loadControls(mutant.folder))).toSorted()).toEqual(wanted.toSorted());
      } finally {
        mutant.remove();
      }
    },
  );
});
