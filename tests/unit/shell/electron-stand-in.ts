import type {
  ContentsPart,
  ElectronParts,
  FramePart,
  SessionPart,
  WindowPart,
} from "../../../main/shell/electron/parts.ts";
import type { PaperRules, WindowRules } from "../../../main/seal/index.ts";

type Listener = (...args: never[]) => unknown;

/**
 * Electron's API as a recorder: each call is a line in `calls`, in order; each registration can be
 * played back. It has the shapes of `ElectronParts`, so the compiler keeps it honest.
 */
export interface ElectronStandIn {
  readonly electron: ElectronParts;
  /** `object.method` in the order of calls. */
  readonly calls: { readonly name: string; readonly args: readonly unknown[] }[];
  /** Plays an event back to whoever registered for it on `object`. */
  readonly emit: (object: string, event: string, ...args: unknown[]) => void;
  /** Calls the handler registered under `name` (e.g. `ipcMain.handle station:status`) with arguments of Electron's own shapes. */
  readonly play: (name: string, ...args: unknown[]) => Promise<unknown>;
  readonly switches: Set<string>;
  readonly window: { readonly rules: WindowRules | null };
  readonly mainFrame: FramePart;
  readonly contents: ContentsPart;
}

export interface StandInMachine {
  readonly isPackaged?: boolean;
  readonly backend?: string;
  readonly encryption?: boolean;
  readonly isSecondInstance?: boolean;
  readonly proxy?: string;
  /** False when the platform does not leave the window out of captures, whatever it is asked. */
  readonly protects?: boolean;
  /** Shortcuts that another program holds. */
  readonly heldShortcuts?: readonly string[];
  /** False when the printer takes nothing. */
  readonly printer?: boolean;
}

export function electronStandIn(machine: StandInMachine = {}): ElectronStandIn {
  const calls: ElectronStandIn["calls"] = [];
  const listeners = new Map<string, Listener[]>();
  const handlers = new Map<string, Listener>();
  const switches = new Set<string>();
  const window: { rules: WindowRules | null } = { rules: null };
  const note = (name: string, ...args: unknown[]): void => void calls.push({ name, args });
  const on =
    (object: string) =>
    (event: string, listener: Listener): void => {
      note(`${object}.on ${event}`);
      listeners.set(`${object} ${event}`, [...(listeners.get(`${object} ${event}`) ?? []), listener]);
    };
  const emit: ElectronStandIn["emit"] = (object, event, ...args) => {
    // Whoever plays an event back knows its arguments.
    listeners.get(`${object} ${event}`)?.forEach((listener) => Reflect.apply(listener, undefined, args));
  };
  const mainFrame: FramePart = { url: "app://vitrine/", detached: false, parent: null, processId: 7, routingId: 1 };
  const contents: ContentsPart = {
    id: 1,
    mainFrame,
    getOSProcessId: () => process.pid,
    isDestroyed: () => false,
    send: (channel, payload) => note("contents.send", channel, payload),
    setWebRTCIPHandlingPolicy: (policy) => note("contents.setWebRTCIPHandlingPolicy", policy),
    setVisualZoomLevelLimits: async (minimum, maximum) => note("contents.setVisualZoomLevelLimits", minimum, maximum),
    setWindowOpenHandler: (handler) => {
      note("contents.setWindowOpenHandler");
      handlers.set("contents.setWindowOpenHandler", handler);
    },
    closeDevTools: () => note("contents.closeDevTools"),
    print: () => note("contents.print"),
    on: on("contents"),
  };
  const sessionPart = (object: string): SessionPart => {
    const hold = (method: string) => (handler: Listener) => {
      note(`${object}.${method}`);
      handlers.set(`${object}.${method}`, handler);
    };
    return {
      protocol: {
        handle: (scheme, handler) => {
          note(`${object}.handle ${scheme}`);
          handlers.set(`${object}.handle ${scheme}`, handler);
        },
      },
      webRequest: { onBeforeRequest: hold("onBeforeRequest") },
      setPermissionRequestHandler: hold("setPermissionRequestHandler"),
      setPermissionCheckHandler: hold("setPermissionCheckHandler"),
      setDevicePermissionHandler: hold("setDevicePermissionHandler"),
      setBluetoothPairingHandler: hold("setBluetoothPairingHandler"),
      setSpellCheckerEnabled: (enable) => note(`${object}.setSpellCheckerEnabled`, enable),
      setProxy: async (config) => note(`${object}.setProxy`, config),
      resolveProxy: async () => machine.proxy ?? "PROXY 127.0.0.1:9",
      isPersistent: () => false,
      clearStorageData: async () => note(`${object}.clearStorageData`),
      clearCache: async () => note(`${object}.clearCache`),
      on: on(object),
    };
  };
  let isDestroyed = false;
  const paperContents: ContentsPart = {
    ...contents,
    id: 2,
    print: (options, callback) => {
      note("paper.print", options);
      callback(machine.printer ?? true, "");
    },
  };
  class BrowserWindow implements WindowPart {
    readonly webContents: ContentsPart;
    readonly #isPaper: boolean;
    constructor(rules: WindowRules | PaperRules) {
      note("new BrowserWindow", rules);
      this.#isPaper = !("kiosk" in rules);
      this.webContents = "kiosk" in rules ? contents : paperContents;
      if ("kiosk" in rules) {
        window.rules = rules;
      }
      emit("app", "web-contents-created", {}, this.webContents);
    }
    setContentProtection(enable: boolean): void {
      note("window.setContentProtection", enable);
    }
    isContentProtected(): boolean {
      return machine.protects ?? calls.some(({ name }) => name === "window.setContentProtection");
    }
    setAlwaysOnTop(flag: boolean, level: "screen-saver"): void {
      note("window.setAlwaysOnTop", flag, level);
    }
    setVisibleOnAllWorkspaces(visible: boolean): void {
      note("window.setVisibleOnAllWorkspaces", visible);
    }
    isKiosk(): boolean {
      return window.rules?.kiosk ?? false;
    }
    isDestroyed(): boolean {
      return isDestroyed;
    }
    async loadURL(url: string): Promise<void> {
      note("window.loadURL", url);
    }
    show(): void {
      note("window.show");
    }
    destroy(): void {
      if (this.#isPaper) {
        note("paper.destroy");
        return;
      }
      isDestroyed = true;
      note("window.destroy");
      emit("window", "closed");
    }
    on = on("window");
  }
  const electron: ElectronParts = {
    app: {
      isPackaged: machine.isPackaged ?? false,
      commandLine: {
        hasSwitch: (name) => switches.has(name),
        appendSwitch: (name, value) => note("app.appendSwitch", name, value),
      },
      enableSandbox: () => note("app.enableSandbox"),
      requestSingleInstanceLock: () => {
        note("app.requestSingleInstanceLock");
        return machine.isSecondInstance !== true;
      },
      configureHostResolver: (options) => note("app.configureHostResolver", options),
      exit: (code) => note("app.exit", code),
      getAppMetrics: () => [],
      on: on("app"),
    },
    BrowserWindow,
    clipboard: {
      clear: () => note("clipboard.clear"),
      selection: { clear: () => note("clipboard.selection.clear") },
    },
    globalShortcut: {
      register: (accelerator, callback) => {
        note("globalShortcut.register", accelerator);
        handlers.set(`globalShortcut ${accelerator}`, callback);
        return machine.heldShortcuts?.includes(accelerator) !== true;
      },
      unregisterAll: () => note("globalShortcut.unregisterAll"),
    },
    ipcMain: {
      handle: (channel, listener) => {
        note(`ipcMain.handle ${channel}`);
        handlers.set(`ipcMain.handle ${channel}`, listener);
      },
    },
    Menu: { setApplicationMenu: (menu) => note("Menu.setApplicationMenu", menu) },
    powerMonitor: { on: on("powerMonitor") },
    protocol: { registerSchemesAsPrivileged: (schemes) => note("protocol.registerSchemesAsPrivileged", schemes) },
    safeStorage: {
      isEncryptionAvailable: () => machine.encryption ?? true,
      getSelectedStorageBackend: () => machine.backend ?? "gnome_libsecret",
      encryptString: (plain) => Buffer.from(Buffer.from(plain, "utf8").map((byte) => byte ^ 0x5a)),
      decryptString: (encrypted) => Buffer.from(encrypted.map((byte) => byte ^ 0x5a)).toString("utf8"),
    },
    screen: { on: on("screen") },
    session: {
      defaultSession: sessionPart("defaultSession"),
      fromPartition: (partition, options) => {
        note("session.fromPartition", partition, options);
        const made = sessionPart("session");
        emit("app", "session-created", made);
        return made;
      },
    },
  };
  return {
    electron,
    calls,
    emit,
    play: async (name, ...args) => {
      const handler = handlers.get(name);
      if (handler === undefined) {
        throw new Error(`nothing is registered as ${name}`);
      }
      return Reflect.apply(handler, undefined, args);
    },
    switches,
    window,
    mainFrame,
    contents,
  };
}
