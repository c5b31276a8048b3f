import type { Failure } from "../../shared/failure.ts";
import type { ViewingRoomRecord } from "../../shared/model/administration.ts";
import type { Authorisation } from "../../shared/model/authorisation.ts";
import type { ExtractionView } from "../../shared/model/extraction.ts";
import type { Footage } from "../../shared/model/footage.ts";
import type { Person, PersonId } from "../../shared/model/person.ts";
import type { PolicyPack } from "../../shared/model/policy.ts";
import type { RequestId, RequestRecord } from "../../shared/model/request.ts";
import type { BundleRefusal } from "../../shared/refusals.ts";
import type { Result } from "../../shared/result.ts";
import type { Findings, Monitor } from "./monitor/index.ts";
import type { Notes } from "./notes/index.ts";
import type { Extractions } from "./extraction/index.ts";
import type { Retention } from "./retention/index.ts";
import type { BundleProgress, BundleTaken } from "./bundles.ts";
import type { IngestMetadataInput, IngestProgress, IngestRefusal } from "./ingest/index.ts";

/** Where headquarters takes the time from: milliseconds since the Unix epoch. */
export interface HeadquartersClock {
  now(): number;
}

/** How a headquarters is opened. Everything it keeps lies in `folder`. */
export interface HeadquartersOptions {
  readonly folder: string;
  readonly clock: HeadquartersClock;
  /** Address to listen on; `127.0.0.1` when absent. */
  readonly host?: string;
  /** TCP port; 0 or absent picks a free one. */
  readonly port?: number;
  /** TCP port of the listener that takes enrolment requests and nothing else; 0 or absent picks a free one. */
  readonly enrolmentPort?: number;
  /** Further names and addresses that stations reach this machine by; they go into the server certificate. */
  readonly names?: readonly string[];
  /** The authority's policy pack; when absent, the one in force, and on the first start the generic pack that ships. */
  readonly policy?: PolicyPack;
  /** Signature of a legal officer over a pack that takes the place of the one in force (`vitrine policy sign`). */
  readonly policySignature?: Uint8Array;
  /** For demonstration and test: stations whose shell is not sealed may enrol (design §3.1). False when absent. */
  readonly trial?: boolean;
  /** Told of every unexpected error, under the incident number the caller was given. Must not throw. */
  readonly onIncident?: (incident: string, error: unknown) => void;
}

/** A running headquarters. */
export interface Headquarters {
  /** `https://…` as stations call it. */
  readonly url: string;
  /** `https://…` as a machine that is not enrolled calls it. */
  readonly enrolmentUrl: string;
  /** Certificate of the built-in authority (PEM): the one thing stations and persons trust. */
  readonly trustPem: string;
  /** Origin of the log of headquarters. */
  readonly origin: string;
  /**
   * C2SP verifier key (cosignature/v1) that vouches for checkpoints of the log of headquarters, e.g. in
   * grants. The keys that sign the log itself change with every start and are in the log.
   */
  readonly verifierKey: string;
  /** C2SP verifier key of the cosignatures on stations' checkpoints. */
  readonly cosignerVerifierKey: string;
  /** To whom a station seals the first key of its log's seal: name, and X25519 public key (base64url). */
  readonly sealRecipient: { readonly name: string; readonly publicKey: string };
  readonly policy: PolicyPack;
  /** Reads what was mirrored; `idle` and `review` let whoever administers wait for it. */
  readonly monitor: Pick<Monitor, "idle" | "review">;
  readonly findings: Pick<Findings, "list">;
  /** Lets whoever administers wait until mirrored holds and confirmations are read and destructions went on. */
  readonly retention: Pick<Retention, "idle">;
  /** Takes signed acts about evidence at this machine, and writes kept clips to a medium. */
  readonly extractions: Pick<Extractions, "byNumber" | "handOut" | "idle">;
  /** C2SP verifier key of ingest: it signs manifests, and the frame trees that citations lead to. */
  readonly ingestVerifierKey: string;
  /** Evidence of the mirror as a file for others (`formats/fork-proof.ts`); `null` when it proves no fork. */
  forkProof(evidence: number): Uint8Array | null;
  /** Lets whoever administers wait until mirrored notes are read. */
  readonly notes: Pick<Notes, "idle">;
  readonly administration: Administration;
  /** Stops listening and closes every file; may be called twice. */
  close(): Promise<void>;
}

/** What a station brings to its enrolment. */
export interface StationEnrolment {
  readonly name: string;
  /** Room the station stands in, e.g. `room-301`. */
  readonly room: string;
  /** PKCS#10 request (PEM) for the device certificate. */
  readonly csrPem: string;
  /** X25519 public key (32 bytes, base64url) that grants are sealed to. */
  readonly kemPublicKey: string;
  readonly logOrigin: string;
  /** Genesis verifier key of the station's log, C2SP form. */
  readonly logVerifierKey: string;
}

/** What a station takes home from its enrolment. */
export interface EnrolledStation {
  readonly station: string;
  readonly room: string;
  readonly certificatePem: string;
  readonly trustPem: string;
  readonly headquarters: {
    readonly origin: string;
    readonly verifierKey: string;
    readonly url: string;
    /** X25519 key (base64url) that travel bundles for headquarters are sealed to. */
    readonly travelKey: string;
  };
  readonly cosignerVerifierKey: string;
}

/** A person as the administrator enters one; the certificate comes with `issueToken` or from outside. */
export interface NewPerson extends Omit<Person, "person" | "certificate"> {
  readonly person: string;
  /** Certificate issued elsewhere under this headquarters' trust (PEM). */
  readonly certificatePem?: string;
  /** True for a person of another authority, who sees neither pending nor supplementary footage. */
  readonly outside?: boolean;
  /** Graded authorisation (form F17) from the start. */
  readonly authorisation?: Authorisation;
}

/** Acts of whoever owns the machine. Each is an entry in the log of headquarters before it takes effect. */
export interface Administration {
  /** Issues a device certificate bound to the station's log origin. Refuses a second enrolment of one origin. */
  enrolStation(enrolment: StationEnrolment): Promise<Result<EnrolledStation, Failure>>;
  revokeStation(station: string): Promise<Result<void, Failure>>;
  stations(): Promise<readonly { station: string; name: string; room: string; logOrigin: string; revoked: boolean }[]>;
  /** Adds a viewing room or writes it anew. */
  keepRoom(room: ViewingRoomRecord): Promise<void>;
  addPerson(person: NewPerson): Promise<Result<Person, Failure>>;
  /** Gives a graded authorisation in the name of nobody: what a headquarters is founded with. */
  authorise(person: PersonId, authorisation: Authorisation): Promise<Result<void, Failure>>;
  /** Everybody who was ever in the directory, and who ever had an authorisation. */
  everKnown(): Promise<{ readonly people: readonly PersonId[]; readonly authorised: readonly PersonId[] }>;
  /** Makes a key pair and certificate for a person in the directory and returns them as PKCS#12 under `pin`. */
  issueToken(person: PersonId, pin: string): Promise<Result<Uint8Array, Failure>>;
  revokePerson(person: PersonId): Promise<Result<void, Failure>>;
  people(): Promise<readonly Person[]>;
  /** Splits the master key: sealed to certificates (PEM), or as so many texts to be printed. */
  backupMaster(
    threshold: number,
    to: { readonly certificates: readonly string[] } | { readonly printed: number },
  ): Promise<Result<{ readonly files: readonly { readonly name: string; readonly bytes: Uint8Array }[] }, Failure>>;
  /** Proves in memory that shares open everything sealed; logged under the name of the act. */
  rehearseMaster(
    shares: readonly string[],
    act: "keys.rehearse" | "keys.restore",
  ): Promise<Result<{ readonly set: string; readonly secrets: number }, Failure>>;
  /** Takes one original in: seals it, makes its package, lists it in the catalogue. Leaves nothing behind on refusal. */
  ingest(
    file: string,
    metadata: IngestMetadataInput,
    options?: { onProgress?: (progress: IngestProgress) => void; signal?: AbortSignal },
  ): Promise<Result<Footage, IngestRefusal>>;
  footage(): Promise<readonly Footage[]>;
  /**
   * Takes in a station's travel bundle, by the rules of the line, and writes the answer for its way back.
   *
   * A refusal means that nothing was taken and no answer written.
   */
  takeBundle(
    file: string,
    answer: string,
    onProgress?: (progress: BundleProgress) => void,
  ): Promise<Result<BundleTaken, BundleRefusal>>;
  /** Files a request signed outside a station's session, e.g. by the demonstration. Same checks as over HTTP. */
  fileRequest(cms: Uint8Array, session: { person: PersonId; station: string }): Promise<Result<RequestId, Failure>>;
  /** Decides a request, and takes a step about evidence, that were signed so. Same checks as over HTTP. */
  decideRequest(
    cms: Uint8Array,
    session: { person: PersonId; station: string },
  ): Promise<Result<RequestRecord, Failure>>;
  stepEvidence(
    cms: Uint8Array,
    session: { person: PersonId; station: string },
  ): Promise<Result<ExtractionView, Failure>>;
  /** The citation of a frame, for somebody who may know of the recording. */
  citeFrame(asset: string, frame: number, reader: { person: string }): Promise<Result<{ citation: string }, Failure>>;
}
