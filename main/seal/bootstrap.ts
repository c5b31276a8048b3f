/**
 * Names in the environment that change what a runtime loads, writes or reports.
 *
 * Fuses switch some of them off in a packaged station; the guard refuses to start with any of them.
 */
const refusedEnvironment: readonly RegExp[] = [
  /^ELECTRON_RUN_AS_NODE$/u,
  /^ELECTRON_(?:DISABLE_SANDBOX|ENABLE_LOGGING|LOG_FILE|TRASH|NO_ASAR|OVERRIDE_DIST_PATH)$/u,
  /^NODE_(?:OPTIONS|EXTRA_CA_CERTS|PATH|TLS_REJECT_UNAUTHORIZED|V8_COVERAGE|REPL_EXTERNAL_MODULE)$/u,
  /^LD_(?:PRELOAD|LIBRARY_PATH|AUDIT|DEBUG|DEBUG_OUTPUT)$/u,
  /^(?:GTK_MODULES|GTK3_MODULES|QT_PLUGIN_PATH|VK_INSTANCE_LAYERS|VK_LAYER_PATH|LIBGL_DRIVERS_PATH)$/u,
  /^(?:SSLKEYLOGFILE|CHROME_LOG_FILE|GOOGLE_API_KEY|CHROME_DEVEL_SANDBOX)$/u,
  /^DYLD_/u,
];

/** Switches of Chromium that open a door, in any spelling of dashes; asked of the runtime, not of `argv`. */
export const refusedSwitches = [
  "bypasscsp-schemes",
  "cors-schemes",
  "disable-site-isolation-trials",
  "disable-web-security",
  "enable-logging",
  "fetch-schemes",
  "host-rules",
  "inspect",
  "inspect-brk",
  "js-flags",
  "load-extension",
  "log-net-log",
  "no-sandbox",
  "no-zygote",
  "ozone-dump-file",
  "proxy-pac-url",
  "proxy-server",
  "remote-allow-origins",
  "remote-debugging-address",
  "remote-debugging-pipe",
  "remote-debugging-port",
  "renderer-cmd-prefix",
  "secure-schemes",
  "single-process",
  "ssl-key-log-file",
  "unsafely-treat-insecure-origin-as-secure",
  "use-fake-device-for-media-stream",
  "use-fake-ui-for-media-stream",
  "utility-cmd-prefix",
  "wait-for-debugger-children",
] as const;

/** How a program was started, as the runtime itself tells it. */
export interface Bootstrap {
  readonly isPackaged: boolean;
  readonly argv: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  hasSwitch(name: string): boolean;
}

/**
 * Judges how the station was started, before anything else runs.
 *
 * A packaged station takes no argument at all. Switches are asked of the runtime because Chromium
 * accepts one dash, two dashes or a slash.
 *
 * @returns what was found, in words for the technical log; empty means: go on.
 */
export function guardBootstrap(start: Bootstrap): string[] {
  const switches = refusedSwitches.filter((name) => start.hasSwitch(name)).map((name) => `switch ${name}`);
  const variables = Object.entries(start.environment)
    .filter(
      ([name, value]) => value !== undefined && value !== "" && refusedEnvironment.some((form) => form.test(name)),
    )
    .map(([name]) => `environment ${name}`);
  const surplus = start.isPackaged && start.argv.length > 1 ? [`${start.argv.length - 1} arguments`] : [];
  return [...switches, ...variables, ...surplus];
}
