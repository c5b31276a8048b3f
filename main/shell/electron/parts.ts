import type { PaperRules, WindowRules } from "../../seal/index.ts";

/**
 * The part of Electron that the shell uses, in shapes that Electron's own objects have.
 *
 * The compiler compares them with `electron.d.ts` where `main/index.ts` hands the real objects in; the
 * tests hand in a stand-in that records what was registered, with which options, in which order.
 */
export interface ElectronParts {
  readonly app: AppPart;
  readonly clipboard: ClipboardPart & { readonly selection?: ClipboardPart };
  readonly globalShortcut: { register(accelerator: string, callback: () => void): boolean; unregisterAll(): void };
  readonly BrowserWindow: new (options: WindowRules | PaperRules) => WindowPart;
  readonly ipcMain: IpcPart;
  readonly Menu: { setApplicationMenu(menu: null): void };
  readonly powerMonitor: PowerPart;
  readonly protocol: { registerSchemesAsPrivileged(schemes: SchemeRule[]): void };
  readonly safeStorage: SafeStoragePart;
  readonly screen: ScreenPart;
  readonly session: {
    readonly defaultSession: SessionPart;
    fromPartition(partition: string, options: { cache: boolean }): SessionPart;
  };
}

export interface ClipboardPart {
  clear(): unknown;
}

export interface SchemeRule {
  readonly scheme: string;
  readonly privileges: Readonly<
    Record<
      | "standard"
      | "secure"
      | "stream"
      | "supportFetchAPI"
      | "corsEnabled"
      | "bypassCSP"
      | "allowServiceWorkers"
      | "codeCache"
      | "allowExtensions",
      boolean
    >
  >;
}

export interface Preventable {
  preventDefault(): void;
}

export interface AppPart {
  readonly isPackaged: boolean;
  readonly commandLine: { hasSwitch(name: string): boolean; appendSwitch(name: string, value?: string): void };
  enableSandbox(): void;
  requestSingleInstanceLock(): boolean;
  configureHostResolver(options: { enableBuiltInResolver: boolean; secureDnsMode: "off" }): void;
  exit(code: number): void;
  getAppMetrics(): readonly { readonly pid: number; readonly type: string }[];
  on(event: "session-created", listener: (session: SessionPart) => void): unknown;
  on(event: "web-contents-created", listener: (event: Preventable, contents: ContentsPart) => void): unknown;
  on(event: "window-all-closed", listener: () => void): unknown;
}

export interface SessionPart {
  readonly protocol: { handle(scheme: string, handler: (request: Request) => Promise<Response>): void };
  readonly webRequest: {
    onBeforeRequest(
      listener: (details: RequestDetails, callback: (response: { cancel?: boolean }) => void) => void,
    ): void;
  };
  setPermissionRequestHandler(
    handler: (contents: unknown, permission: string, callback: (granted: boolean) => void) => void,
  ): void;
  setPermissionCheckHandler(handler: (contents: unknown, permission: string) => boolean): void;
  setDevicePermissionHandler(handler: () => boolean): void;
  setBluetoothPairingHandler(
    handler: (details: unknown, callback: (response: { confirmed: boolean }) => void) => void,
  ): void;
  setSpellCheckerEnabled(enable: boolean): void;
  setProxy(config: { mode: "fixed_servers"; proxyRules: string; proxyBypassRules: string }): Promise<void>;
  resolveProxy(url: string): Promise<string>;
  isPersistent(): boolean;
  clearStorageData(): Promise<void>;
  clearCache(): Promise<void>;
  on(event: "will-download", listener: (event: Preventable, item: { getURL(): string }) => void): unknown;
  on(
    event: "select-usb-device" | "select-hid-device",
    listener: (event: Preventable, details: unknown, callback: (id: string) => void) => void,
  ): unknown;
  on(
    event: "select-serial-port",
    listener: (event: Preventable, ports: unknown, contents: unknown, callback: (id: string) => void) => void,
  ): unknown;
}

export interface RequestDetails {
  readonly url: string;
  readonly resourceType: string;
  readonly frame?: FramePart | null;
}

export interface FramePart {
  readonly url: string;
  readonly detached: boolean;
  readonly parent: FramePart | null;
  readonly processId: number;
  readonly routingId: number;
}

export interface ContentsPart {
  readonly id: number;
  readonly mainFrame: FramePart;
  getOSProcessId(): number;
  isDestroyed(): boolean;
  send(channel: string, payload: unknown): void;
  setWebRTCIPHandlingPolicy(policy: "disable_non_proxied_udp"): void;
  setVisualZoomLevelLimits(minimum: number, maximum: number): Promise<void>;
  setWindowOpenHandler(handler: (details: { url: string }) => { action: "deny" }): void;
  closeDevTools(): void;
  print(
    options: { silent: boolean; printBackground: boolean; pageSize: "A4" },
    callback: (success: boolean, failureReason: string) => void,
  ): void;
  on(
    event: "will-navigate" | "will-frame-navigate" | "will-redirect",
    listener: (details: Preventable & { readonly url: string; readonly isMainFrame: boolean }) => void,
  ): unknown;
  on(event: "will-attach-webview" | "context-menu", listener: (event: Preventable) => void): unknown;
  on(event: "devtools-opened" | "render-process-gone" | "unresponsive", listener: () => void): unknown;
  on(
    event: "select-bluetooth-device",
    listener: (event: Preventable, devices: unknown, callback: (id: string) => void) => void,
  ): unknown;
  on(event: "before-input-event", listener: (event: Preventable, input: InputPart) => void): unknown;
}

export interface InputPart {
  readonly type: string;
  readonly key: string;
  readonly control: boolean;
  readonly shift: boolean;
  readonly alt: boolean;
  readonly meta: boolean;
}

export interface WindowPart {
  readonly webContents: ContentsPart;
  setContentProtection(enable: boolean): void;
  setAlwaysOnTop(flag: boolean, level: "screen-saver"): void;
  setVisibleOnAllWorkspaces(visible: boolean): void;
  isContentProtected(): boolean;
  isKiosk(): boolean;
  isDestroyed(): boolean;
  loadURL(url: string): Promise<void>;
  show(): void;
  destroy(): void;
  on(event: "show" | "restore" | "hide" | "closed", listener: () => void): unknown;
  on(event: "page-title-updated", listener: (event: Preventable) => void): unknown;
}

export interface IpcPart {
  handle(
    channel: string,
    listener: (
      event: { readonly sender: ContentsPart; readonly senderFrame: FramePart | null },
      input: unknown,
    ) => Promise<unknown>,
  ): void;
}

export interface PowerPart {
  on(event: "lock-screen" | "unlock-screen" | "suspend" | "resume", listener: () => void): unknown;
}

export interface ScreenPart {
  on(event: "display-added" | "display-removed" | "display-metrics-changed", listener: () => void): unknown;
}

export interface SafeStoragePart {
  isEncryptionAvailable(): boolean;
  getSelectedStorageBackend(): string;
  encryptString(plain: string): Buffer;
  decryptString(encrypted: Buffer): string;
}
