/**
 * What the rooms need from a runtime, and nothing else (design §3.1).
 *
 * Two shells fill it: `electron/` for production, `chromium/` for demonstration and test. No other
 * room may know which of them runs.
 */

/** A file of the interface, as bytes with its headers. */
export interface StaticAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** A request for something on the vault's origin. The path starts with `/`; nothing else of the URL is trusted. */
export interface VaultRequest {
  readonly method: string;
  /** First path segment, already checked for shape: 1–64 of `[A-Za-z0-9_-]`. */
  readonly ticket: string;
  /** The rest of the path, e.g. `/media`, `/frames`, `/`. */
  readonly path: string;
  readonly body: Uint8Array;
}

/**
 * Bytes of known total size that may be read from any place.
 *
 * The shell applies `Range`: Electron streams to the end of the file under back-pressure, Chromium
 * takes a bounded piece. Both call `read` only for what is really sent.
 */
export interface ByteSource {
  readonly size: number;
  readonly type: string;
  /** Resolves with exactly `to - from` bytes, `0 <= from < to <= size`. Rejects when they may not be read. */
  read(from: number, to: number): Promise<Uint8Array>;
}

export type VaultAnswer =
  | {
      readonly kind: "bytes";
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: Uint8Array;
    }
  | { readonly kind: "source"; readonly headers: Readonly<Record<string, string>>; readonly source: ByteSource };

/** Which frame sent an IPC message, by identity; strings alone are never trusted. */
export interface Sender {
  /** True only for the main frame of our own window. */
  readonly isMainFrame: boolean;
  readonly url: string;
}

/** The station, as a shell sees it. */
export interface ShellApp {
  serveInterface(path: string): Promise<StaticAnswer>;
  serveVault(request: VaultRequest): Promise<VaultAnswer>;
  invoke(channel: string, input: unknown, sender: Sender): Promise<unknown>;
  /** The runtime noticed something about the machine or tried something that is not allowed. */
  observe(event: ShellEvent): void;
}

export type ShellEvent =
  | {
      readonly kind: "blocked";
      readonly what: "navigation" | "window" | "download" | "permission" | "request" | "devtools" | "capture-key";
      readonly detail: string;
    }
  /** The window has lost its protection from captures and does not get it back. */
  | { readonly kind: "unprotected" }
  | { readonly kind: "lock" | "unlock" | "suspend" | "resume" | "display-change" | "window-closed" | "renderer-gone" };

export type ProtectionState = "live" | "unavailable" | "failed" | "unknown";

/** One form on paper that the station composed: a page without script and the only stylesheet it may load. */
export interface PaperDocument {
  readonly page: string;
  readonly style: string;
}

/** Where a form went: to this machine's printer, or into bytes of a PDF where the runtime has no printer. */
export type Printed =
  | { readonly kind: "printer" }
  | { readonly kind: "pdf"; readonly bytes: Uint8Array }
  | { readonly kind: "failed" };

export interface Shell {
  readonly kind: "electron" | "chromium";
  readonly version: string;
  /** Origins the interface and the vault are reached at, without a trailing slash. */
  readonly origins: { readonly interface: string; readonly vault: string };
  /** Which protections are real on this machine; `seal/` turns this into the shield meter. */
  protections(): Promise<Readonly<Record<string, ProtectionState>>>;
  /** Platform key store for keys at rest; null where there is none worth the name. */
  readonly keyStore: KeyStore | null;
  /** Opens the window on the interface. Resolves once the interface has loaded. */
  open(app: ShellApp): Promise<void>;
  /** Sends an announcement to the interface. */
  send(channel: string, payload: unknown): void;
  /**
   * Prints one form in a page of its own, which runs no script and reaches nothing but this form. The window itself
   * never prints, and nothing of the vault can be in such a page (rule R4).
   */
  print(paper: PaperDocument): Promise<Printed>;
  /** Resolves when the window is gone. */
  readonly closed: Promise<void>;
  close(): Promise<void>;
}

export interface KeyStore {
  readonly name: string;
  wrap(secret: Uint8Array): Uint8Array;
  unwrap(wrapped: Uint8Array): Uint8Array;
}
