import { z } from "zod";
import { authorisationSchema, heldAuthorisationSchema } from "./authorisation.ts";
import { waitingLogSchema } from "./new-log.ts";
import { personIdSchema, personSchema } from "./person.ts";
import { protectionSchema } from "./station.ts";

const digestSchema = z.string().regex(/^[0-9a-f]{64}$/u);
const pemSchema = z.string().min(1).max(16_384);

/** A person as an administrator writes one down. */
export const personRecordSchema = personSchema.omit({ certificate: true }).extend({ outside: z.boolean() });
export type PersonRecord = z.infer<typeof personRecordSchema>;

/** Why a certificate ends; the names of RFC 5280 section 5.3.1. */
export const revocationReasonSchema = z.enum([
  "unspecified",
  "keyCompromise",
  "affiliationChanged",
  "superseded",
  "cessationOfOperation",
]);
export type RevocationReason = z.infer<typeof revocationReasonSchema>;

export const roomIdSchema = z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/u);

/** A viewing room (指定场所). */
export const viewingRoomSchema = z.object({
  room: roomIdSchema,
  zh: z.string().trim().min(1).max(64),
  en: z.string().trim().min(1).max(96),
  place: z.string().trim().max(128),
});
export type ViewingRoomRecord = z.infer<typeof viewingRoomSchema>;

export const protectionIdSchema = protectionSchema.shape.id;
const floorSchema = z.array(protectionIdSchema).max(16);

/** Most persons one import may bring. */
export const mostImported = 500;

/** Everything an administrator can order. Each is signed, logged, and then takes effect. */
export const orderSchema = z.discriminatedUnion("order", [
  z.object({ order: z.literal("person.add"), record: personRecordSchema }),
  z.object({ order: z.literal("person.import"), records: z.array(personRecordSchema).min(1).max(mostImported) }),
  z.object({ order: z.literal("person.edit"), record: personRecordSchema }),
  z.object({
    order: z.literal("person.revoke"),
    person: personIdSchema,
    reason: revocationReasonSchema,
    note: z.string().max(500),
  }),
  /** The key was made at the station and stays there; only its signing request (PKCS#10) is in the order. */
  z.object({ order: z.literal("certificate.issue"), person: personIdSchema, csrPem: pemSchema }),
  /** A certificate issued under an accepted outside authority. */
  z.object({ order: z.literal("certificate.accept"), person: personIdSchema, certificatePem: pemSchema }),
  z.object({
    order: z.literal("certificate.revoke"),
    person: personIdSchema,
    reason: revocationReasonSchema,
    note: z.string().max(500),
  }),
  /** Certificates of an outside authority, the root included, one PEM after the other. */
  z.object({ order: z.literal("authority.accept"), chainPem: z.string().min(1).max(65_536) }),
  z.object({ order: z.literal("authorisation.set"), person: personIdSchema, authorisation: authorisationSchema }),
  z.object({
    order: z.literal("authorisation.withdraw"),
    person: personIdSchema,
    note: z.string().trim().min(1).max(500),
  }),
  z.object({ order: z.literal("room.keep"), room: viewingRoomSchema }),
  z.object({
    order: z.literal("station.enrol"),
    /** SHA-256 of what the station asked with. */
    enrolment: digestSchema,
    /** What both screens showed. */
    fingerprint: z.string().max(64),
    room: roomIdSchema,
    floor: floorSchema,
  }),
  z.object({ order: z.literal("station.decline"), enrolment: digestSchema, note: z.string().max(500) }),
  z.object({ order: z.literal("station.floor"), station: z.string().max(64), floor: floorSchema }),
  z.object({
    order: z.literal("station.revoke"),
    station: z.string().max(64),
    note: z.string().trim().min(1).max(500),
  }),
  /** Takes the new log of a station whose log has ended, as both screens show it. */
  z.object({
    order: z.literal("station.newLog"),
    station: z.string().max(64),
    origin: z.string().max(200),
    fingerprint: z.string().max(64),
  }),
  z.object({
    order: z.literal("station.refuseLog"),
    station: z.string().max(64),
    origin: z.string().max(200),
    note: z.string().trim().min(1).max(500),
  }),
  z.object({
    order: z.literal("keys.backup"),
    threshold: z.int().min(2).max(16),
    custodians: z.array(personIdSchema).min(2).max(16),
  }),
  /** Brings a pack that a legal officer signed into force from the start of a day. */
  z.object({ order: z.literal("policy.activate"), policy: digestSchema, from: z.iso.date() }),
  z.object({
    order: z.literal("policy.withdraw"),
    policy: digestSchema,
    note: z.string().trim().min(1).max(500),
  }),
]);
export type Order = z.infer<typeof orderSchema>;
export type OrderKind = Order["order"];

/** Where an order stands. `waiting` needs a second administrator's signature. */
export const orderStateSchema = z.enum(["applied", "waiting", "declined", "lapsed"]);
export type OrderState = z.infer<typeof orderStateSchema>;

export const orderRecordSchema = z.object({
  /** SHA-256 of the CMS bytes, lower-case hex. */
  digest: digestSchema,
  order: orderSchema,
  state: orderStateSchema,
  by: personIdSchema,
  at: z.iso.datetime(),
  second: personIdSchema.optional(),
  settledAt: z.iso.datetime().optional(),
  /** There is something to take from it: a certificate, or shares of a key. */
  collectable: z.boolean(),
});
export type OrderRecord = z.infer<typeof orderRecordSchema>;

/** A person with everything an administrator may know. */
export const administeredPersonSchema = z.object({
  person: personSchema,
  outside: z.boolean(),
  revoked: z.boolean(),
  certificateExpires: z.iso.datetime().optional(),
  /** Newest first; the first is in force unless it has no authorisation. */
  authorisations: z.array(heldAuthorisationSchema),
});
export type AdministeredPerson = z.infer<typeof administeredPersonSchema>;

export const administeredStationSchema = z.object({
  station: z.string(),
  name: z.string(),
  room: z.string(),
  logOrigin: z.string(),
  enrolledAt: z.string(),
  revoked: z.boolean(),
  lastSeen: z.iso.datetime().optional(),
  /** Entries of its log that headquarters has cosigned. */
  logSize: z.int(),
  floor: z.array(protectionIdSchema),
  /** Protections of the floor that the station last reported as not live. */
  below: z.array(protectionIdSchema),
  shell: z.enum(["electron", "chromium"]).optional(),
});
export type AdministeredStation = z.infer<typeof administeredStationSchema>;

/** A machine that asks to become a station. */
export const pendingEnrolmentSchema = z.object({
  enrolment: digestSchema,
  name: z.string(),
  fingerprint: z.string(),
  askedAt: z.iso.datetime(),
  address: z.string(),
  shell: z.enum(["electron", "chromium"]),
  protections: z.array(protectionSchema),
});
export type PendingEnrolment = z.infer<typeof pendingEnrolmentSchema>;

/** A backup of the master key: who holds shares, and when it was last rehearsed. */
export const keyBackupSchema = z.object({
  set: z.string(),
  madeAt: z.iso.datetime(),
  threshold: z.int(),
  custodians: z.array(personIdSchema),
  rehearsals: z.array(z.object({ at: z.iso.datetime(), by: personIdSchema, shares: z.int() })),
});
export type KeyBackup = z.infer<typeof keyBackupSchema>;

/** Everything the administrator's screens show, as one answer. */
export const administrationViewSchema = z.object({
  people: z.array(administeredPersonSchema),
  rooms: z.array(viewingRoomSchema),
  stations: z.array(administeredStationSchema),
  enrolments: z.array(pendingEnrolmentSchema),
  newLogs: z.array(waitingLogSchema),
  authorities: z.array(
    z.object({ digest: digestSchema, name: z.string(), expires: z.iso.datetime(), own: z.boolean() }),
  ),
  revocations: z.object({ number: z.int(), count: z.int(), renewedAt: z.iso.datetime(), due: z.iso.datetime() }),
  orders: z.array(orderRecordSchema),
  backups: z.array(keyBackupSchema),
});
export type AdministrationView = z.infer<typeof administrationViewSchema>;

/** What an applied order hands out. */
export const orderYieldSchema = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("certificate"),
    person: personIdSchema,
    certificatePem: z.string(),
    chainPem: z.string(),
  }),
  z.object({
    kind: z.literal("shares"),
    set: z.string(),
    /** CMS EnvelopedData for one custodian each, base64. */
    shares: z.array(z.object({ person: personIdSchema, cms: z.base64() })),
  }),
]);
export type OrderYield = z.infer<typeof orderYieldSchema>;

/** What headquarters states by its digest and every station keeps: who may do what, and whose certificates count. */
export const authorisationRegisterSchema = z.strictObject({
  /** The newest of each person, by person. */
  authorisations: z.array(heldAuthorisationSchema),
  /** Every one before it, newest first: an act is judged by the one of its time. */
  earlier: z.array(heldAuthorisationSchema).optional(),
  /** Issuing certificates that count beside the built-in authority's own (PEM). */
  authorities: z.array(z.string()),
  /** People of other authorities, who hold no grade here: what opens footage to them is the approval alone. */
  outside: z.array(personIdSchema),
});
export type AuthorisationRegister = z.infer<typeof authorisationRegisterSchema>;

/** What every station keeps beside the directory: who may do what, whose certificates count, which are revoked. */
export const standingSchema = z.object({
  /** The register with the proof that headquarters logged it (`main/formats/authorisation-register.ts`). */
  register: z.string(),
  /** X.509 CRL of the built-in authority (DER, base64). */
  revocations: z.base64(),
});
export type Standing = z.infer<typeof standingSchema>;
