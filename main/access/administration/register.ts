import type { AuthorisationRegister } from "../../../shared/model/administration.ts";
import type { StatementRefusal } from "../../../shared/refusals.ts";
import {
  parseAuthorisationRegister,
  registerRefusal,
  type AuthorisationRegisterFile,
} from "../../formats/authorisation-register.ts";
import { fromUtf8, utf8 } from "../../formats/bytes.ts";
import { FormatError } from "../../formats/format-error.ts";
import type { NewEntry } from "../../formats/log-entry.ts";
import type { SealedShelf } from "../sealed-shelf.ts";

/** What a register is judged against. */
export interface RegisterParts {
  readonly shelf: SealedShelf;
  readonly log: { append(entry: NewEntry): void };
  /** Origin of the log of headquarters, and the keys of which one must vouch for its checkpoint. */
  readonly trust: () => { readonly origin: string; readonly verifierKeys: readonly string[] };
  /** Highest version in the station's own log, 0 when none: an older register that was put back is not believed. */
  readonly loggedVersion: () => number;
}

/** The register of graded authorisations as headquarters proved it last. */
export interface Register {
  /** `null` while no proven one is here. */
  current(): AuthorisationRegister | null;
  /** Takes one by line or by stick; its entry is durable on return. False when it is refused, which changes nothing. */
  take(text: string): boolean;
}

const kind = "received";
const id = "authorisations";

/**
 * Keeps the register of graded authorisations (F17, rule R8).
 *
 * A register counts only with the proof that headquarters logged its digest, and never below the version that this station's
 * own log names. What lies on the shelf is verified whenever the station starts, so that it serves for weeks without
 * headquarters (rule R14).
 */
export function createRegister({ shelf, log, trust, loggedVersion }: RegisterParts): Register {
  let held: AuthorisationRegisterFile | null = null;
  // Read when somebody first asks: the log's own word is not there yet while the rooms are put together.
  let wasRead = false;
  let refused = "";

  const current = (): AuthorisationRegisterFile | null => {
    if (!wasRead) {
      wasRead = true;
      const kept = shelf.get(kind, id);
      const file = kept === null ? "malformed" : opened(fromUtf8(kept), trust());
      held = typeof file === "string" || file.statement.version < loggedVersion() ? null : file;
    }
    return held;
  };

  const refuse = (reason: StatementRefusal, text: string): false => {
    // Headquarters is asked again and again; the same file is refused in one entry.
    if (refused !== text) {
      refused = text;
      log.append({ t: "refuse", b: { attempt: "authorisations.take", failure: "statement-refused", detail: reason } });
    }
    return false;
  };

  return {
    current: () => current()?.register ?? null,
    take: (text) => {
      const file = opened(text, trust());
      if (typeof file === "string") {
        return refuse(file, text);
      }
      const { version, digest, persons } = file.statement;
      const before = current();
      const latest = Math.max(before?.statement.version ?? 0, loggedVersion());
      if (version < latest || (version === before?.statement.version && digest !== before.statement.digest)) {
        return refuse("older", text);
      }
      if (version !== before?.statement.version) {
        // On the shelf first: a crash in between leaves a proven register, and the next look logs it.
        shelf.put(kind, id, utf8(text));
        if (version > loggedVersion()) {
          log.append({ t: "config", b: { change: "authorisation.register", version, digest, persons } });
        }
        held = file;
      }
      refused = "";
      return true;
    },
  };
}

function opened(
  text: string,
  trust: { readonly origin: string; readonly verifierKeys: readonly string[] },
): AuthorisationRegisterFile | StatementRefusal {
  try {
    const file = parseAuthorisationRegister(text);
    return registerRefusal(file, trust) ?? file;
  } catch (error) {
    if (error instanceof FormatError) {
      return "malformed";
    }
    throw error;
  }
}
