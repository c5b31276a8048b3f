import type { Generated } from "kysely";

/** Columns ending in `_at`, `recorded_*` and `not_after` are milliseconds since the epoch; JSON is text. */
export interface Tables {
  person: PersonTable;
  station: StationTable;
  session: { digest: string; person: string; station: string; expires_at: number };
  footage: FootageTable;
  footage_wearer: { asset: string; person: string };
  asset_key: { asset: string; sealed: Uint8Array };
  request: RequestTable;
  request_asset: { request: string; asset: string };
  decision: { digest: string; request: string; person: string; decided_at: number; cms: Uint8Array; form: string };
  access_grant: {
    grant_id: string;
    request: string;
    station: string;
    entry: number;
    not_after: number;
    file: string;
    revoked: Generated<number>;
  };
  grant_asset: { grant_id: string; asset: string };
  outbox: { cursor: Generated<number>; station: string; kind: string; file: string };
  offline_limit: { version: number; file: string };
  acknowledgement: { station: string; cursor: number; size: number };
  finding: FindingTable;
  finding_person: { finding: number; person: string };
  monitor_cursor: { origin: string; size: number; state: string; seal: Uint8Array | null; evidence: number };
  monitor_grant: {
    grant_id: string;
    origin: string;
    imported: number | null;
    used: number | null;
    rejected: number | null;
    revoked: number | null;
    /** Sittings in which footage was opened, as a JSON array. */
    sittings: string;
  };
}

interface PersonTable {
  person: string;
  name: string;
  /** The person as the directory shows them, without roles and certificate, which have columns. */
  record: string;
  roles: string;
  outside: number;
  certificate: string | null;
  certificate_pem: string | null;
  revoked: Generated<number>;
  revoked_at: number | null;
}

/** `entries` and `people` of a finding are bounded; `count` is not. */
interface FindingTable {
  id: Generated<number>;
  kind: string;
  origin: string;
  subject: string;
  detail: string | null;
  grant_id: string | null;
  entries: string;
  count: number;
  first_seen_at: number;
  last_seen_at: number;
  state: Generated<string>;
  settled_by: string | null;
  settled_at: number | null;
  reason: string | null;
  /** The signed act that settled it. */
  settlement: Uint8Array | null;
}

interface StationTable {
  station: string;
  name: string;
  room: string;
  /** SHA-256 of the device certificate's DER, lower-case hex. */
  certificate: string;
  kem_public_key: string;
  log_origin: string;
  log_verifier_key: string;
  enrolled_at: string;
  revoked: Generated<number>;
}

interface FootageTable {
  asset: string;
  kind: string;
  unit: string;
  device: string;
  case_no: string;
  secrecy: string;
  volume: string;
  recorded_from: number;
  recorded_to: number;
  /** What the text search looks through, folded to one case. */
  words: string;
  record: string;
  package_file: string;
  tree_depth: number;
  /** First frame and number of frames of each segment. */
  segments: string;
}

interface RequestTable {
  request: string;
  number: string;
  year: number;
  seq: number;
  person: string;
  station: string;
  state: string;
  filed_at: number;
  nonce: string;
  digest: string;
  cms: Uint8Array;
  form: string;
  checks: string;
  grant_id: string | null;
}
