import { spawn } from "node:child_process";
import { once } from "node:events";
import type { Readable } from "node:stream";
import { findOnPath } from "./browsers.ts";

/** A display to open a window on. */
export interface Display {
  /** Environment that programs on this display need. */
  readonly environment: Readonly<Record<string, string>>;
  /** True when nobody can see it. */
  readonly virtual: boolean;
  close(): void;
}

/**
 * The display of this session, or an invisible one (Xvfb) where there is none.
 *
 * @returns `null` when there is neither a display nor Xvfb.
 */
export async function ensureDisplay(
  size: { readonly width: number; readonly height: number },
  environment: NodeJS.ProcessEnv = process.env,
): Promise<Display | null> {
  const hasDisplay = [environment["DISPLAY"], environment["WAYLAND_DISPLAY"]].some(
    (name) => name !== undefined && name !== "",
  );
  if (process.platform !== "linux" || hasDisplay) {
    return { environment: {}, virtual: false, close: () => undefined };
  }
  return openVirtualDisplay(size);
}

/** Starts an Xvfb of its own on a free number; it ends with `close` and with this process. */
export async function openVirtualDisplay(size: {
  readonly width: number;
  readonly height: number;
}): Promise<Display | null> {
  const program = findOnPath("Xvfb");
  if (program === null) {
    return null;
  }
  // Without a window manager Chromium keeps a window a pixel short of the screen's edge.
  const screen = ["-screen", "0", `${size.width + 1}x${size.height + 1}x24`, "-nolisten", "tcp", "-noreset"];
  // The server writes its number to descriptor 3 once it accepts clients.
  const server = spawn(program, ["-displayfd", "3", ...screen], { stdio: ["ignore", "ignore", "ignore", "pipe"] });
  const stop = (): void => {
    server.kill();
  };
  process.once("exit", stop);
  // Descriptor 3 is the pipe asked for above.
  const numbers = server.stdio[3] as Readable;
  const first = await Promise.race([once(numbers, "data"), once(server, "exit").then(() => null)]);
  if (first === null) {
    return null;
  }
  server.unref();
  return {
    environment: { DISPLAY: `:${String(first[0]).trim()}` },
    virtual: true,
    close: () => {
      process.off("exit", stop);
      stop();
    },
  };
}
