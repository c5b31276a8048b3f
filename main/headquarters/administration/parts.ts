import type { Grading } from "../../../shared/access/grades.ts";
import type { Authority } from "../../formats/x509.ts";
import type { ActReader } from "../acts.ts";
import type { BundleDesk } from "../bundles.ts";
import type { Catalogue } from "../catalogue.ts";
import type { Custody } from "../custody.ts";
import type { Database } from "../database/database.ts";
import type { Directory } from "../directory.ts";
import type { IngestOptions } from "../ingest/index.ts";
import type { Extractions } from "../extraction/index.ts";
import type { Revocations } from "../grants/revocations.ts";
import type { Journal } from "../journal.ts";
import type { EnrolledStation, HeadquartersClock } from "../port.ts";
import type { PolicyOffers } from "../policy/offers.ts";
import type { Retention } from "../retention/index.ts";
import type { Requests } from "../requests/requests.ts";
import type { ViewingRooms } from "../rooms.ts";
import type { Secrets } from "../secrets.ts";
import type { Stations } from "../stations.ts";
import type { Trust } from "../trust.ts";
import type { RegisterDesk } from "./register.ts";

/** What acts of administration work with, whoever orders them. */
export interface AdministrationParts {
  readonly authority: Authority;
  readonly clock: HeadquartersClock;
  readonly policy: Grading;
  readonly database: Database;
  readonly acts: ActReader;
  readonly directory: Directory;
  readonly trust: Trust;
  readonly register: RegisterDesk;
  readonly rooms: ViewingRooms;
  readonly stations: Stations;
  readonly catalogue: Catalogue;
  readonly custody: Custody;
  readonly secrets: Secrets;
  readonly journal: Journal;
  readonly requests: Requests;
  readonly extractions: Pick<Extractions, "take" | "cite">;
  readonly retention: Pick<Retention, "enter">;
  readonly bundles: BundleDesk;
  readonly revocations: Revocations;
  readonly offers: PolicyOffers;
  readonly objects: string;
  readonly manifestSigner: IngestOptions["signer"];
  /** True for a headquarters of demonstrations and tests: stations without a seal may enrol here (design §3.1). */
  readonly trial: boolean;
  /** Entries of a station's log that the mirror has cosigned. */
  readonly logSize: (origin: string) => number;
  /** The head of a station's log that the mirror has cosigned. */
  readonly head: (origin: string) => { readonly size: number; readonly root: Uint8Array };
  /** Root over the first `size` entries that the mirror holds of a log. */
  readonly rootAt: (origin: string, size: number) => Uint8Array;
  /** To whom stations seal the first key of their log's seal: name, and X25519 public key (base64url). */
  readonly sealRecipient: { readonly name: string; readonly publicKey: string };
  /** What a station takes home beside its certificate. */
  readonly handout: {
    readonly headquarters: EnrolledStation["headquarters"];
    readonly cosignerVerifierKey: string;
  };
}
