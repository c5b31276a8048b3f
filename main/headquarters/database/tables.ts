import type { Generated } from "kysely";

/** Columns ending in `_at`, `recorded_*` and `not_after` are milliseconds since the epoch; JSON is text. */
export interface Tables {
  person: PersonTable;
  station: StationTable;
  new_log: NewLogTable;
  former_log: { origin: string; station: string; verifier_key: string; ended_at: number; size: number; root: string };
  session: { digest: string; person: string; station: string; expires_at: number };
  footage: FootageTable;
  footage_wearer: { asset: string; person: string };
  asset_key: { asset: string; sealed: Uint8Array };
  request: RequestTable;
  request_asset: { request: string; asset: string };
  decision: DecisionTable;
  request_step: RequestStepTable;
  delegation: DelegationTable;
  attachment: {
    digest: string;
    person: string;
    name: string;
    kind: string;
    bytes: number;
    pages: number;
    added_at: number;
    sealed: Uint8Array;
  };
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
  standing_order: StandingOrderTable;
  standing_step: {
    seq: Generated<number>;
    standing_order: string;
    what: string;
    person: string;
    taken_at: number;
    digest: string;
    cms: Uint8Array;
    content: string;
  };
  standing_use: {
    standing_order: string;
    use: number;
    day: string;
    of_day: number;
    request: string;
    asset: string;
    person: string;
    taken_at: number;
  };
  standing_file: { kind: string; version: number; digest: string; file: string };
  policy: {
    seq: Generated<number>;
    pack: string;
    version: number;
    digest: string;
    text: string;
    signature: Uint8Array;
    adopted_at: number;
  };
  policy_offer: {
    digest: string;
    pack: string;
    version: number;
    text: string;
    signature: Uint8Array;
    signed_by: string;
    signed_at: number;
    offered_at: number;
    state: string;
    starts_on: string | null;
    starts_at: number | null;
    activated_by: string | null;
    refusal: string | null;
  };
  acknowledgement: { station: string; cursor: number; size: number };
  finding: FindingTable;
  note_act: { digest: string; cms: Uint8Array };
  note_revision: { seq: Generated<number>; digest: string; note: string; asset: string; act: string; content: string };
  note_mention: { person: string; note: string };
  note_cursor: { origin: string; size: number };
  incident: {
    incident: string;
    number: string;
    year: number;
    seq: number;
    person: string;
    recorded_at: number;
    digest: string;
    cms: Uint8Array;
    form: string;
  };
  incident_step: {
    seq: Generated<number>;
    digest: string;
    incident: string;
    person: string;
    taken_at: number;
    cms: Uint8Array;
    form: string;
  };
  declaration: {
    declaration: string;
    kind: string;
    number: string;
    year: number;
    seq: number;
    person: string;
    device: string;
    filed_at: number;
    digest: string;
    cms: Uint8Array;
    form: string;
  };
  declaration_decision: {
    declaration: string;
    digest: string;
    person: string;
    taken_at: number;
    cms: Uint8Array;
    form: string;
  };
  time_check: {
    seq: Generated<number>;
    digest: string;
    asset: string;
    person: string;
    taken_at: number;
    cms: Uint8Array;
    form: string;
  };
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
  administration_order: OrderTable;
  retention_act: { digest: string; person: string; nonce: string; acted_at: number; cms: Uint8Array };
  /** `facts` and `steps` are JSON: what is known of the case, and who handed over and accepted. */
  retention_asset: { asset: string; facts: string; steps: string };
  hold: { hold: string; asset: string; state: string; set_at: number; record: string };
  destruction: { list: string; year: number; seq: number; state: string; drawn_at: number; record: string };
  destruction_asset: { list: string; asset: string; statement: string | null };
  /** `record` is JSON. `clip_key` is the sealed key of the copy that stays. */
  extraction: {
    extraction: string;
    asset: string;
    year: number;
    seq: number;
    state: string;
    marked_at: number;
    record: string;
    clip_key?: Uint8Array | null;
  };
  extraction_act: {
    digest: string;
    extraction: string;
    person: string;
    nonce: string;
    acted_at: number;
    cms: Uint8Array;
  };
  transfer_number: { number: string; year: number; seq: number; extraction: string };
  retention_cursor: { origin: string; size: number };
  countersignature: { digest: string; person: string; nonce: string };
  authorisation: {
    change: Generated<number>;
    person: string;
    /** JSON; null where it was withdrawn. */
    content: string | null;
    granted_by: string | null;
    granted_at: number;
  };
  revoked_certificate: { serial: string; certificate: string; person: string; revoked_at: number; reason: string };
  revocation_list: { number: number; issued_at: number; due_at: number; content: Uint8Array };
  outside_authority: {
    certificate: string;
    name: string;
    issuer_pem: string;
    chain_pem: string;
    expires_at: number;
    accepted_at: number;
  };
  room: { room: string; zh: string; en: string; place: string };
  enrolment: {
    enrolment: string;
    fingerprint: string;
    asked_at: number;
    address: string;
    content: string;
    state: string;
    answer: string | null;
  };
  key_backup: { backup: string; made_at: number; threshold: number; custodians: string };
  key_rehearsal: {
    rehearsal: Generated<number>;
    backup: string;
    rehearsed_at: number;
    person: string;
    shares: number;
  };
}

interface DecisionTable {
  digest: string;
  request: string;
  person: string;
  decided_at: number;
  cms: Uint8Array;
  form: string;
  /** The form it was on: a returned request is filed anew and its steps start again. */
  request_digest: string;
  step: number;
  deputy_for: string | null;
  delegation: string | null;
  /** Index in the log of headquarters; null for decisions of before. */
  entry: number | null;
}

interface RequestStepTable {
  seq: Generated<number>;
  request: string;
  request_digest: string;
  what: string;
  at: number;
  /** Index in the log of headquarters. */
  entry: number;
  /** Null where the clock acted. */
  person: string | null;
  digest: string | null;
  nonce: string | null;
  cms: Uint8Array | null;
  /** What was signed, as JSON; of `complete`, the form before. */
  content: string;
}

interface DelegationTable {
  digest: string;
  person: string;
  nonce: string;
  deputy: string;
  from_at: number;
  to_at: number;
  reason: string;
  cms: Uint8Array;
  ended_at: number | null;
}

/** A new log that a station asked headquarters to take; `state` is `waiting`, `accepted` or `refused`. */
interface NewLogTable {
  origin: string;
  station: string;
  verifier_key: string;
  /** JSON: origin, size and root that its genesis names. */
  continues: string;
  ending: string;
  asked_at: number;
  asked_by: string;
  cms: Uint8Array;
  /** SHA-256 of the CMS bytes: asking counts once. */
  digest: string;
  state: string;
  note: string | null;
}

interface OrderTable {
  /** SHA-256 of the CMS bytes. */
  digest: string;
  person: string;
  nonce: string;
  ordered_at: number;
  cms: Uint8Array;
  content: string;
  state: string;
  second: string | null;
  second_cms: Uint8Array | null;
  settled_at: number | null;
  yield: string | null;
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
  floor: Generated<string>;
  shell: string | null;
  protections: Generated<string>;
  seen_at: number | null;
}

interface FootageTable {
  asset: string;
  kind: string;
  unit: string;
  squad: string;
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
  /** When it was filed first, once it has been completed. */
  first_filed_at: number | null;
  nonce: string;
  digest: string;
  cms: Uint8Array;
  form: string;
  checks: string;
  grant_id: string | null;
}

interface StandingOrderTable {
  standing_order: string;
  number: string;
  year: number;
  seq: number;
  person: string;
  nonce: string;
  proposed_at: number;
  digest: string;
  cms: Uint8Array;
  form: string;
  per_day: number;
  total: number;
}
