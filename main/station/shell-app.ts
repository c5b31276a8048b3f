import type { AuditLog } from "../auditlog/index.ts";
import type { TechnicalLog } from "../diagnostics/index.ts";
import { interfaceHeaders, readPageFiles, type Origins } from "../seal/index.ts";
import { serve, type Handlers } from "../ipc/index.ts";
import type { ShellApp, ShellEvent, VaultAnswer } from "../shell/port.ts";
import { requestChannels } from "../../shared/ipc/channels.ts";
import type { Rooms } from "./rooms.ts";

interface Options {
  readonly origins: Origins;
  readonly pages: string;
  readonly handlers: Handlers;
  readonly rooms: Rooms;
  readonly log: AuditLog;
  readonly diagnostics: TechnicalLog;
  /** What the runtime noticed of the machine, for the room guard. */
  readonly guard: (event: ShellEvent) => void;
  /** Something failed outside of any handler: note it, stop the picture, seal the station on a breach. */
  readonly onFailure: (where: string, error: unknown) => void;
}

const unavailable: VaultAnswer = {
  kind: "bytes",
  status: 503,
  headers: { "cache-control": "no-store" },
  body: new Uint8Array(),
};

/** A page that keeps trying must not be able to fill the disk with what it tried. */
const triesLoggedPerMinute = 20;

/** What the shell serves and tells: pages, pictures, messages, and what happens to the machine. */
export function createShellApp(options: Options): ShellApp {
  const { rooms, log, diagnostics } = options;
  const pages = readPageFiles(options.pages, interfaceHeaders(options.origins));
  const tries = new Map<number, number>();

  const isOneTooMany = (): boolean => {
    const minute = Math.floor(log.now().getTime() / 60_000);
    const count = (tries.get(minute) ?? 0) + 1;
    tries.clear();
    tries.set(minute, count);
    return count > triesLoggedPerMinute;
  };
  const logTry = (what: string, detail: string): void => {
    if (!isOneTooMany()) {
      log.append({ t: "export.try", b: { subject: what, detail: detail.slice(0, 200) } });
    }
  };
  /** A message that no handler saw (rule R12): which channel, and why; never what was in it. */
  const noteRefused = (channel: string, detail: string): void => {
    const person = rooms.identity.current()?.person.person;
    const attempt = requestChannels.find((known) => known === channel) ?? "message";
    if (!isOneTooMany()) {
      try {
        log.append({
          t: "refuse",
          b: { attempt, failure: "bad-request", detail },
          ...(person === undefined ? {} : { person }),
        });
      } catch (error) {
        // Whoever sent it is refused either way; the next act meets the same failure and says so.
        options.onFailure("refusal", error);
      }
    }
  };

  return {
    serveInterface: async (path) => pages.answer(path),
    serveVault: async (request) => {
      try {
        return await rooms.vault.serve(request);
      } catch (error) {
        // What cannot be recorded is not shown (rule R2): the picture goes, whatever broke.
        options.onFailure("vault", error);
        return unavailable;
      }
    },
    invoke: serve(options.handlers, {
      interfaceOrigin: options.origins.interface,
      reportBug: (channel, error) => diagnostics.report("handler", error, { channel }),
      reportRefusal: (channel, reason) => {
        diagnostics.note("message.refused", { channel: channel.slice(0, 40), reason });
        noteRefused(channel, reason);
      },
    }),
    observe: (event) => {
      try {
        options.guard(event);
        take(event, rooms, logTry);
      } catch (error) {
        // The shell cannot do anything about a log that fails; the next act meets the same failure and says so.
        options.onFailure("observe", error);
      }
    },
  };
}

function take(event: ShellEvent, rooms: Rooms, logTry: (what: string, detail: string) => void): void {
  switch (event.kind) {
    case "blocked":
      logTry(event.what, event.detail);
      break;
    case "unprotected":
    case "window-closed":
    case "renderer-gone":
      rooms.room.stop("shell-closed");
      break;
    case "lock":
    case "unlock":
    case "suspend":
    case "resume":
    case "display-change":
      // The room guard takes these.
      break;
  }
}
