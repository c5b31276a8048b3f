/**
 * Names in the environment that change what a runtime loads, writes or reports.
 *
 * Fuses switch some of them off in a packaged station; the guard refuses to start with any of them.
 */
const refusedEnvironment: readonly RegExp[] = [
  /^ELECTRON_RUN_AS_NODE$/u,
  /^ELECTRON_(?:DISABLE_SANDBOX|ENABLE_LOGGING|LOG_FILE|LOG_ASAR_READS|TRASH|NO_ASAR|OVERRIDE_DIST_PATH|FORCE_IS_PACKAGED)$/u,
  /^NODE_(?:OPTIONS|EXTRA_CA_CERTS|PATH|TLS_REJECT_UNAUTHORIZED|V8_COVERAGE|REPL_EXTERNAL_MODULE|DEBUG)$/u,
  /^LD_(?:PRELOAD|LIBRARY_PATH|AUDIT|DEBUG|DEBUG_OUTPUT)$/u,
  /^(?:GTK_MODULES|GTK3_MODULES|GTK_PATH|GIO_EXTRA_MODULES|GCONV_PATH|QT_PLUGIN_PATH)$/u,
  /^(?:VK_INSTANCE_LAYERS|VK_LAYER_PATH|LIBGL_DRIVERS_PATH|LIBVA_DRIVERS_PATH|__EGL_VENDOR_LIBRARY_FILENAMES)$/u,
  /^(?:ALSA_CONFIG_PATH|PULSE_SERVER|PIPEWIRE_REMOTE)$/u,
  /^(?:SSLKEYLOGFILE|CHROME_LOG_FILE|GOOGLE_API_KEY|CHROME_DEVEL_SANDBOX)$/u,
  /^DYLD_/u,
];

/**
 * All that the launcher hands on (`resources/packaging/launcher.sh`), and what Electron and its toolkit write into their
 * own environment before our first line runs. A packaged station on Linux starts with nothing else.
 */
const launchedEnvironment: ReadonlySet<string> = new Set(
  (
    "PATH HOME USER LOGNAME LANG LC_ALL TZ DISPLAY WAYLAND_DISPLAY XAUTHORITY " +
    "XDG_RUNTIME_DIR XDG_SESSION_TYPE XDG_SESSION_ID DBUS_SESSION_BUS_ADDRESS " +
    "ORIGINAL_XDG_CURRENT_DESKTOP XDG_CURRENT_DESKTOP CHROME_DESKTOP GDK_BACKEND NO_AT_BRIDGE"
  ).split(" "),
);

/** A display of this machine: a number, or the name of a socket. Anything else may be somebody else's screen. */
const ownDisplay: Readonly<Record<string, RegExp>> = {
  DISPLAY: /^:\d{1,3}(?:\.\d{1,2})?$/u,
  WAYLAND_DISPLAY: /^[\w-]{1,64}$/u,
};

/** Switches of Chromium that open a door, in any spelling of dashes; asked of the runtime, not of `argv`. */
export const refusedSwitches = [
  "allow-file-access-from-files",
  "allow-sandbox-debugging",
  "app",
  "auto-accept-this-tab-capture",
  "auto-select-desktop-capture-source",
  "browser-subprocess-path",
  "bypasscsp-schemes",
  "cors-schemes",
  "crash-dumps-dir",
  "diagnostic-dir",
  "disable-dev-shm-usage",
  "disable-extensions-except",
  "disable-gpu-sandbox",
  "disable-site-isolation-trials",
  "disable-web-security",
  "disk-cache-dir",
  "enable-blink-features",
  "enable-crash-reporter",
  "enable-logging",
  "fetch-schemes",
  "full-memory-crash-report",
  "gpu-launcher",
  "host-resolver-rules",
  "host-rules",
  "ignore-certificate-errors",
  "ignore-certificate-errors-spki-list",
  "inspect",
  "inspect-brk",
  "inspect-port",
  "js-flags",
  "load-extension",
  "log-file",
  "log-net-log",
  "net-log-capture-mode",
  "no-sandbox",
  "no-zygote",
  "ozone-dump-file",
  "password-store",
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
  "trace-startup",
  "unsafely-treat-insecure-origin-as-secure",
  "use-fake-device-for-media-stream",
  "use-fake-ui-for-media-stream",
  "user-data-dir",
  "utility-cmd-prefix",
  "vmodule",
  "wait-for-debugger-children",
  "zygote-cmd-prefix",
] as const;

/** How a program was started, as the runtime itself tells it. */
export interface Bootstrap {
  readonly isPackaged: boolean;
  readonly platform: NodeJS.Platform;
  readonly argv: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  hasSwitch(name: string): boolean;
}

/**
 * Judges how the station was started, before anything else runs.
 *
 * A packaged station takes no argument at all, and on Linux, where its launcher makes its environment, no variable
 * that the launcher does not know. Switches are asked of the runtime because Chromium accepts one dash, two dashes or
 * a slash. Values are never repeated: they may be what somebody tries to get in.
 *
 * @returns what was found, in words for the technical log; empty means: go on.
 */
export function guardBootstrap(start: Bootstrap): string[] {
  const isLaunched = start.isPackaged && start.platform === "linux";
  const switches = refusedSwitches.filter((name) => start.hasSwitch(name)).map((name) => `switch ${name}`);
  const set = Object.entries(start.environment).filter(([, value]) => value !== undefined && value !== "");
  const variables = set
    .filter(
      ([name]) => refusedEnvironment.some((form) => form.test(name)) || (isLaunched && !launchedEnvironment.has(name)),
    )
    .map(([name]) => `environment ${name}`);
  const displays = set
    .filter(([name, value]) => isLaunched && ownDisplay[name]?.test(value ?? "") === false)
    .map(([name]) => `display elsewhere: ${name}`);
  const surplus = start.isPackaged && start.argv.length > 1 ? [`${start.argv.length - 1} arguments`] : [];
  return [...switches, ...variables, ...displays, ...surplus];
}
