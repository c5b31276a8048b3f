import type { Lifted, Witnessed } from "./withheld.ts";
import type { RegisterRow } from "./evidence.ts";
import type { FrameRange } from "./footage.ts";

/** Something the log says, and the entry that says it. */
export interface Entered {
  readonly entry: number;
  readonly at: string;
}

/** What the log says about a grant that came to this station. */
export interface GrantFacts extends Entered {
  /** SHA-256 of the grant file, lower-case hex. */
  readonly digest: string;
  readonly requestNumber: string;
  readonly caseNo: string;
  readonly purpose: string;
  readonly room: string;
  readonly approvers: readonly { readonly person: string; readonly name: string }[];
  readonly verbs: readonly string[];
  /** Absent where the entry is older than these facts. */
  readonly applicantClass?: string;
  readonly notAfter?: string;
  /** SHA-256 of the policy pack that the grant names, lower-case hex. */
  readonly policy?: string;
  /** What was not shown (不予展示清单). */
  readonly withheld?: readonly Witnessed[];
  /** What was withheld before and lifted since (解除不予展示). */
  readonly lifted?: readonly Lifted[];
}

/** One stay of one person in the room, as the log has it. */
export interface StayFacts extends Entered {
  readonly person: string;
  readonly name: string;
  readonly capacity: RegisterRow["persons"][number]["capacity"];
  readonly unit?: string;
  readonly certificateNo?: string;
  /** SHA-256 of the person's certificate, and of what they signed at the door (an act, or by hand), lower-case hex. */
  readonly certificate?: string;
  readonly signature?: string;
  /** Of somebody without a certificate: what document they showed, and its number masked. */
  readonly document?: string;
  readonly idMask?: string;
  readonly papersChecked?: boolean;
  readonly devicesDeposited?: boolean;
  readonly left?: Entered;
}

/** Something that happened in a sitting; `detail` is a code or a text of the entry. */
export interface SittingEvent extends Entered {
  readonly what:
    | "unlocked"
    | "confirmed"
    | "opened"
    | "stopped"
    | "mark"
    | "objection"
    | "damaged"
    | "refused"
    | "other";
  /** Type of the entry, e.g. `view.stop`. */
  readonly type: string;
  readonly detail?: string;
  readonly asset?: string;
  readonly frame?: number;
  readonly person?: string;
  /** Of an objection: SHA-256 of the words that both signed, lower-case hex. */
  readonly digest?: string;
}

/** A sitting as forms F2, F3 and F6 need it; everything in it is an entry of the log (rule R10). */
export interface SittingFacts {
  readonly viewing: string;
  readonly prepared: Entered;
  readonly grant: GrantFacts;
  readonly stays: readonly StayFacts[];
  readonly notice?: Entered;
  readonly recordings: readonly (Entered & {
    readonly asset: string;
    readonly volume?: string;
    readonly secrecy?: string;
    readonly approved: readonly FrameRange[];
  })[];
  readonly events: readonly SittingEvent[];
  /** Entries that released or showed pictures. */
  readonly shown: readonly number[];
  readonly ended?: Entered;
  /** The same sitting as the register has it, with the frames that each person saw. */
  readonly row: RegisterRow;
}
