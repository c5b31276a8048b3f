import { z } from "zod";
import { findingDetailSchema, findingIdSchema, findingSchema, settlementSchema } from "../model/finding.ts";
import {
  bundleArrivalSchema,
  bundleTakenSchema,
  bundleWrittenSchema,
  refusalRowSchema,
  registerRowSchema,
  syncStateSchema,
  verificationSchema,
  verifyingSchema,
} from "../model/evidence.ts";
import { assetIdSchema, footagePageSchema, footageQuerySchema, footageSchema } from "../model/footage.ts";
import { formOrderSchema, registerPageSchema, registerQuerySchema, savedFilterSchema } from "../model/form.ts";
import {
  clipCheckSchema,
  evidenceDraftSchema,
  markedRangeSchema,
  rangeDraftSchema,
  extractionIdSchema,
  extractionOrderSchema,
  extractionViewSchema,
  shownCitationSchema,
} from "../model/extraction.ts";
import {
  declarationDecisionSchema,
  declarationFormSchema,
  declarationIdSchema,
  declarationSchema,
} from "../model/declaration.ts";
import { timeCheckFormSchema, timeCheckSchema } from "../model/time-check.ts";
import { incidentFormSchema, incidentIdSchema, incidentRecordSchema, incidentStepSchema } from "../model/incident.ts";
import { grantIdSchema, grantSummarySchema } from "../model/grant.ts";
import { entryProofSchema, logDetailsSchema, logPageSchema, logQuerySchema } from "../model/log.ts";
import { policyOfferSchema, policyPreviewSchema } from "../model/policy-offer.ts";
import { noticeSchema } from "../model/policy/room.ts";
import { administrationViewSchema, orderRecordSchema, orderSchema } from "../model/administration.ts";
import { joiningSchema } from "../model/joining.ts";
import { peoplePreviewSchema } from "../model/people-file.ts";
import { markSchema, ownMarkKindSchema } from "../model/mark.ts";
import { noteDraftSchema, noteIdSchema, noteSchema, noteStepSchema } from "../model/note.ts";
import { recoveryStateSchema } from "../model/new-log.ts";
import { certificateTokenSchema, personIdSchema, personSchema, roleSchema, signedInSchema } from "../model/person.ts";
import { policyPackSchema } from "../model/policy.ts";
import { receiptFormSchema, receiptSchema, takenSchema } from "../model/receipt.ts";
import {
  decisionFormSchema,
  requestFormSchema,
  requestIdSchema,
  requestRecordSchema,
  requestScopeSchema,
} from "../model/request.ts";
import {
  attachmentSchema,
  delegationFormSchema,
  delegationSchema,
  digestSchema,
  requestStepSchema,
} from "../model/request-steps.ts";
import { retentionOrderSchema, retentionViewSchema } from "../model/retention.ts";
import {
  aheadRowSchema,
  standingDecisionSchema,
  standingFormSchema,
  standingOrderIdSchema,
  standingOrderSchema,
  standingUseOrderSchema,
} from "../model/standing-order.ts";
import { localeSchema, stationStatusSchema, taskSchema } from "../model/station.ts";
import { haltReasonSchema, undertakingSignatureSchema, viewingIdSchema, viewingSchema } from "../model/viewing.ts";
import type { EventChannel, RequestChannel } from "./channels.ts";

interface Exchange {
  readonly input: z.ZodType;
  readonly output: z.ZodType;
}

const tokenId = z.string().regex(/^[\w.-]{1,128}$/u);
/** Name of a file in the import folder: no path. */
const arrival = z.string().regex(/^[^/\\]{1,128}$/u);
const shareCount = z.object({ brought: z.int(), threshold: z.int() });
/** PINs are typed by people; they are used once and never stored or logged. */
const pin = z.string().min(1).max(64);

/** What each request carries in and out. The compiler refuses a channel without a row, or a row without a channel. */
export const requests = {
  "station:status": { input: z.void(), output: stationStatusSchema },
  "station:setLocale": { input: z.object({ locale: localeSchema }), output: stationStatusSchema },
  "station:policy": { input: z.void(), output: policyPackSchema },
  "station:tasks": { input: z.void(), output: z.array(taskSchema) },
  /** The person has looked at these; the next list does not call them new. */
  "tasks:seen": { input: z.object({ ids: z.array(z.string().max(200)).max(2000) }), output: z.void() },
  /** How far this machine is on its way to being a station; `joined` on every enrolled one. */
  "station:joining": { input: z.void(), output: joiningSchema },
  /** Where headquarters takes enrolments, and what the new station shall be called. */
  "station:join": {
    input: z.object({ address: z.string().min(1).max(300), name: z.string().trim().min(1).max(64) }),
    output: joiningSchema,
  },
  /** Asks headquarters to take the new log of a station whose log has ended. */
  "station:askNewLog": { input: z.object({ pin }), output: recoveryStateSchema },

  "identity:tokens": { input: z.void(), output: z.array(certificateTokenSchema) },
  "identity:signIn": { input: z.object({ token: tokenId, pin }), output: signedInSchema },
  "identity:signOut": { input: z.void(), output: z.void() },
  "identity:current": { input: z.void(), output: signedInSchema.nullable() },
  /** Somebody is at work here; without it for the minutes of the pack the session is locked. */
  "identity:active": { input: z.void(), output: z.void() },
  /** A room supervisor frees a locked certificate with their own PIN. */
  "identity:unlock": {
    input: z.object({ locked: tokenId, token: tokenId, pin }),
    output: z.array(certificateTokenSchema),
  },
  "identity:people": { input: z.object({ role: roleSchema.optional() }), output: z.array(personSchema) },

  "footage:search": { input: footageQuerySchema, output: footagePageSchema },
  "footage:show": { input: z.object({ asset: assetIdSchema }), output: footageSchema },

  /** `completes`: the returned request that the form takes the place of. */
  "requests:file": {
    input: z.object({ form: requestFormSchema, pin, completes: requestIdSchema.optional() }),
    output: requestRecordSchema,
  },
  "requests:list": { input: z.object({ scope: requestScopeSchema }), output: z.array(requestRecordSchema) },
  "requests:show": { input: z.object({ id: requestIdSchema }), output: requestRecordSchema },
  "requests:decide": {
    input: z.object({ id: requestIdSchema, form: decisionFormSchema, pin }),
    output: requestRecordSchema,
  },
  /** Everything but a decision that a person may do to a request. */
  "requests:step": {
    input: z.object({ id: requestIdSchema, form: requestStepSchema, pin }),
    output: requestRecordSchema,
  },
  "requests:delegations": { input: z.void(), output: z.array(delegationSchema) },
  "requests:delegate": { input: z.object({ form: delegationFormSchema, pin }), output: delegationSchema },
  "requests:endDelegation": { input: z.object({ digest: digestSchema, pin }), output: delegationSchema },
  /** Files in the folder for arrivals, of which one may be a scan. */
  "requests:scans": { input: z.void(), output: z.object({ folder: z.string(), names: z.array(z.string()) }) },
  /** Hands in a scan of a paper by its name in that folder. */
  "requests:attach": { input: z.object({ name: arrival }), output: attachmentSchema },
  /** A scan to look at, in memory; never footage. */
  "requests:openScan": {
    input: z.object({ digest: digestSchema }),
    output: z.object({ attachment: attachmentSchema, content: z.base64() }),
  },
  /** Drafts are kept sealed under the station's key; `draft` is the form as typed so far. */
  "requests:saveDraft": { input: z.object({ draft: z.string().max(65_536) }), output: z.void() },
  "requests:draft": { input: z.void(), output: z.string().nullable() },

  /** Standing orders (常备调阅令) that concern the signed-in person. */
  "standingOrders:list": { input: z.void(), output: z.array(standingOrderSchema) },
  "standingOrders:propose": { input: z.object({ form: standingFormSchema, pin }), output: standingOrderSchema },
  "standingOrders:decide": {
    input: z.object({ id: standingOrderIdSchema, form: standingDecisionSchema, pin }),
    output: standingOrderSchema,
  },
  "standingOrders:withdraw": {
    input: z.object({ id: standingOrderIdSchema, reason: z.string().trim().min(2).max(500), pin }),
    output: standingOrderSchema,
  },
  /** One viewing, now, in this room: granted at once or refused. `grant` is absent when it has not come yet. */
  "standingOrders:use": {
    input: standingUseOrderSchema.extend({ pin }),
    output: z.object({ request: requestRecordSchema, grant: grantIdSchema.optional() }),
  },
  /** Viewings of the days from `from` on, issued ahead for a room without a line, one recording each. */
  "standingOrders:ahead": {
    input: standingUseOrderSchema.omit({ asset: true }).extend({
      room: z.string().min(1).max(64),
      from: z.iso.date(),
      assets: z.array(assetIdSchema).min(1).max(64),
      pin,
    }),
    output: z.array(aheadRowSchema),
  },

  "grants:list": { input: z.void(), output: z.array(grantSummarySchema) },

  "viewing:prepare": { input: z.object({ grant: grantIdSchema }), output: viewingSchema },
  "viewing:current": { input: z.void(), output: viewingSchema.nullable() },
  /** The notice and undertaking of the pack that the grant of this viewing names. */
  "viewing:notice": { input: z.void(), output: noticeSchema },
  "viewing:checkIn": {
    input: z.object({
      viewing: viewingIdSchema,
      capacity: z.enum(["viewer", "supervisor", "clerk"]),
      token: tokenId,
      pin,
      papersChecked: z.boolean(),
      devicesDeposited: z.boolean(),
    }),
    output: viewingSchema,
  },
  /** A supervisor or clerk lets in somebody without a certificate and witnesses their hand under the undertaking. */
  "viewing:admit": {
    input: z.object({
      viewing: viewingIdSchema,
      person: personIdSchema,
      /** Last four characters of the number on the document that was shown. */
      documentEnd: z.string().max(8),
      papersChecked: z.boolean(),
      devicesDeposited: z.boolean(),
      signature: undertakingSignatureSchema,
      locale: localeSchema,
      token: tokenId,
      pin,
    }),
    output: viewingSchema,
  },
  /** Somebody in the room objects to the frame on screen; a supervisor countersigns, and the recording is held (O-96). */
  "viewing:object": {
    input: z.object({
      viewing: viewingIdSchema,
      asset: assetIdSchema,
      frame: z.int().nonnegative(),
      statement: z.string().trim().min(2).max(1000),
      person: personIdSchema,
      signature: z.discriminatedUnion("kind", [
        z.object({ kind: z.literal("certificate"), pin }),
        z.object({ kind: z.literal("hand"), hand: undertakingSignatureSchema }),
      ]),
      token: tokenId,
      pin,
    }),
    output: viewingSchema,
  },
  "viewing:checkOut": { input: z.object({ viewing: viewingIdSchema, person: personIdSchema }), output: viewingSchema },
  /** A supervisor of the grant takes over from another one; the keys stay. */
  "viewing:handOver": {
    input: z.object({
      viewing: viewingIdSchema,
      leaving: personIdSchema,
      token: tokenId,
      pin,
      devicesDeposited: z.boolean(),
    }),
    output: viewingSchema,
  },
  /** A supervisor confirms to be present, before the time for it is over. */
  "viewing:confirm": { input: z.object({ viewing: viewingIdSchema, token: tokenId, pin }), output: viewingSchema },
  /** Anybody in the room sees what must not be: the picture goes at once. */
  "viewing:halt": { input: z.object({ viewing: viewingIdSchema, reason: haltReasonSchema }), output: viewingSchema },
  "viewing:acceptNotice": { input: z.object({ viewing: viewingIdSchema }), output: viewingSchema },
  /** The supervisor's PIN opens their presence share; with the station's share it opens the grant's keys. */
  "viewing:unlock": { input: z.object({ viewing: viewingIdSchema, token: tokenId, pin }), output: viewingSchema },
  /** `beside`: another camera of the grant, watched at once with what is open; it takes the place of that otherwise. */
  "viewing:open": {
    input: z.object({ viewing: viewingIdSchema, asset: assetIdSchema, beside: z.boolean().optional() }),
    output: viewingSchema,
  },
  /** Somebody moved one open camera against another; noted before anything is shown by it. */
  "viewing:align": {
    input: z.object({
      viewing: viewingIdSchema,
      asset: assetIdSchema,
      beside: assetIdSchema,
      offsetMs: z.int().min(-86_400_000).max(86_400_000),
      clockOffsetMs: z.int().min(-86_400_000).max(86_400_000),
    }),
    output: viewingSchema,
  },
  "viewing:closeBeside": { input: z.object({ viewing: viewingIdSchema, asset: assetIdSchema }), output: viewingSchema },
  /** A supervisor lets a stopped viewing go on after the cause is gone. */
  "viewing:resume": { input: z.object({ viewing: viewingIdSchema, token: tokenId, pin }), output: viewingSchema },
  "viewing:end": { input: z.object({ viewing: viewingIdSchema }), output: viewingSchema },

  "annotations:list": { input: z.object({ asset: assetIdSchema }), output: z.array(markSchema) },
  /**
   * `frame` must be the frame that the picture confirmed last; anything else is refused (rule R6). An objection is no such
   * mark: `viewing:object` takes it, signed by two.
   */
  "annotations:add": {
    input: z.object({
      viewing: viewingIdSchema,
      asset: assetIdSchema,
      frame: z.int().nonnegative(),
      kind: ownMarkKindSchema,
      note: z.string().max(4000),
    }),
    output: markSchema,
  },

  /** Notes on pictures that everybody before this screen may read; with somebody from outside in the room, few. */
  "annotations:notes": { input: z.object({ asset: assetIdSchema }), output: z.array(noteSchema) },
  /** Asks headquarters for what other stations signed; `annotations:changed` follows when something was new. */
  "annotations:fetch": { input: z.object({ asset: assetIdSchema }), output: z.void() },
  /** Every revision of a note, from the first on. */
  "annotations:history": { input: z.object({ note: noteIdSchema }), output: z.array(noteStepSchema) },
  /** Signs notes and revisions of one recording with one PIN: all of them or none. */
  "annotations:sign": {
    input: z.object({ drafts: z.array(noteDraftSchema).min(1).max(20), pin }),
    output: z.array(noteSchema),
  },
  /** Writes a signed file of the notes, without a picture, into the station's export folder. */
  "annotations:export": {
    input: z.object({ asset: assetIdSchema, pin }),
    output: z.object({ file: z.string(), notes: z.int() }),
  },

  /** Everybody's receipt of a viewing that has ended, in the register's order. */
  "receipts:list": { input: z.object({ viewing: viewingIdSchema }), output: z.array(receiptSchema) },
  /** Prints one person's receipt, or writes it as a file into the station's export folder. Each is an entry in the log. */
  "receipts:take": {
    input: z.object({ viewing: viewingIdSchema, person: personIdSchema, form: receiptFormSchema }),
    output: takenSchema,
  },

  /** Prints a register or form; never footage. Each printing is an entry in the log. */
  "forms:print": { input: formOrderSchema, output: takenSchema },

  "registers:page": { input: registerQuerySchema, output: registerPageSchema },
  /** Filters that the person keeps; sealed, because they tell whom somebody looks for. */
  "registers:filters": { input: z.void(), output: z.array(savedFilterSchema) },
  "registers:saveFilters": { input: z.object({ filters: z.array(savedFilterSchema).max(20) }), output: z.void() },
  "registers:viewings": { input: z.void(), output: z.array(registerRowSchema) },
  "registers:refusals": { input: z.void(), output: z.array(refusalRowSchema) },
  /** What headquarters' monitor found in the stations' logs. */
  "retention:show": { input: z.void(), output: retentionViewSchema },
  "retention:order": { input: z.object({ order: retentionOrderSchema, pin }), output: retentionViewSchema },
  /** Evidence marks and what became of them, newest first. */
  "evidence:list": { input: z.void(), output: z.array(extractionViewSchema) },
  /** Both ends are marks in this station's log; digests and root are added here. */
  "evidence:mark": { input: z.object({ draft: evidenceDraftSchema, pin }), output: extractionViewSchema },
  /** Marks both ends of a range that the decoder named in this viewing, and marks it as evidence under the viewing's grant. */
  "evidence:markRange": {
    input: z.object({ viewing: viewingIdSchema, range: markedRangeSchema, draft: rangeDraftSchema, pin }),
    output: extractionViewSchema,
  },
  /** Signs a step. Whoever verifies signs what the station finds in that moment. */
  "evidence:step": {
    input: z.object({ id: extractionIdSchema, order: extractionOrderSchema, pin }),
    output: extractionViewSchema,
  },
  /** Compares the copy that headquarters keeps with the ordered frames, by digests alone. */
  "evidence:check": { input: z.object({ id: extractionIdSchema }), output: clipCheckSchema },
  /** Clips that somebody put into the folder for arrivals from a medium. */
  "evidence:files": { input: z.void(), output: z.object({ folder: z.string(), names: z.array(z.string()) }) },
  "evidence:checkFile": { input: z.object({ id: extractionIdSchema, name: arrival }), output: clipCheckSchema },
  /** The citation of one frame; it shows nothing of any picture. */
  "evidence:cite": {
    input: z.object({ asset: assetIdSchema, frame: z.int().nonnegative() }),
    output: shownCitationSchema,
  },
  /** Verdicts on the times of a recording (O-63). */
  "times:list": { input: z.object({ asset: assetIdSchema }), output: z.array(timeCheckSchema) },
  "times:sign": { input: z.object({ form: timeCheckFormSchema, pin }), output: timeCheckSchema },
  /** Declarations about times (forms F15 and F19) that the person may see. */
  "declarations:list": { input: z.void(), output: z.array(declarationSchema) },
  "declarations:file": { input: z.object({ form: declarationFormSchema, pin }), output: declarationSchema },
  "declarations:decide": {
    input: z.object({ id: declarationIdSchema, form: declarationDecisionSchema, pin }),
    output: declarationSchema,
  },
  /** Incidents (form F20) that the person may see. */
  "incidents:list": { input: z.void(), output: z.array(incidentRecordSchema) },
  "incidents:record": {
    input: z.object({
      form: incidentFormSchema,
      pin,
      /** During a viewing: whose token signs, and who else that is there. */
      room: z
        .object({
          viewing: viewingIdSchema,
          token: tokenId,
          witness: z.object({ token: tokenId, pin }).optional(),
        })
        .optional(),
    }),
    output: incidentRecordSchema,
  },
  "incidents:step": {
    input: z.object({ id: incidentIdSchema, form: incidentStepSchema, pin }),
    output: incidentRecordSchema,
  },
  "findings:list": { input: z.object({ scope: z.enum(["open", "all"]) }), output: z.array(findingSchema) },
  "findings:show": { input: z.object({ id: findingIdSchema }), output: findingDetailSchema },
  "findings:settle": {
    input: z.object({ id: findingIdSchema, settlement: settlementSchema, pin }),
    output: findingSchema,
  },
  "log:details": { input: z.void(), output: logDetailsSchema },
  /** A page of the log, read from leaves that the signed tree contains and from nothing else. */
  "log:entries": { input: logQuerySchema, output: logPageSchema },
  /** Index of the first entry at or after a moment; null when all are older. */
  "log:find": { input: z.object({ at: z.iso.datetime() }), output: z.int().nullable() },
  "log:entry": { input: z.object({ index: z.int().nonnegative() }), output: entryProofSchema },
  /** Walks the whole log; null when it was cancelled. Whoever asks while it runs waits for the same outcome. */
  "log:verify": { input: z.object({ thorough: z.boolean() }).optional(), output: verificationSchema.nullable() },
  "log:cancelVerify": { input: z.void(), output: z.void() },
  /** Writes a bundle of the log (never footage) into the station's export folder. */
  "log:export": { input: z.void(), output: z.object({ file: z.string(), size: z.int() }) },
  "sync:now": { input: z.void(), output: syncStateSchema },
  /** Writes the outward travel bundle into the export folder; `everything` begins at the first entry. */
  "bundle:export": { input: z.object({ everything: z.boolean() }), output: bundleWrittenSchema },
  /** What lies in the folder for arrivals, where a person puts the files of a stick. */
  "bundle:arrivals": {
    input: z.void(),
    output: z.object({ folder: z.string(), files: z.array(bundleArrivalSchema) }),
  },
  /** Takes in an answer by its name in that folder. */
  "bundle:import": {
    input: z.object({ name: z.string().regex(/^[^./\\\p{Cc}][^/\\\p{Cc}]{0,199}$/u) }),
    output: bundleTakenSchema,
  },

  /** Packs that legal officers signed. */
  "policy:offers": { input: z.void(), output: z.array(policyOfferSchema) },
  /** One of them with the pack itself, whose digest and signature this station has verified. */
  "policy:offer": {
    input: z.object({ digest: digestSchema }),
    output: z.object({ offer: policyOfferSchema, pack: policyPackSchema }),
  },
  /** Files in the import folder that may be packs. */
  "policy:arrivals": { input: z.void(), output: z.object({ folder: z.string(), files: z.array(z.string()) }) },
  /** A dry run: nothing is signed by looking. */
  "policy:preview": { input: z.object({ name: arrival }), output: policyPreviewSchema },
  /** `digest` is that of the preview: what is signed is what was looked at. */
  "policy:sign": { input: z.object({ name: arrival, digest: digestSchema, pin }), output: policyOfferSchema },
  "administration:show": { input: z.void(), output: administrationViewSchema },
  "administration:order": { input: z.object({ order: orderSchema, pin }), output: orderRecordSchema },
  "administration:countersign": {
    input: z.object({ digest: z.string().max(64), agree: z.boolean(), pin }),
    output: orderRecordSchema,
  },
  /** Makes the person's key here; only its signing request goes to headquarters. */
  "administration:requestCertificate": { input: z.object({ person: personIdSchema, pin }), output: orderRecordSchema },
  /** Writes what an order yields into the export folder; `tokenPin` is chosen by the holder of a token. */
  "administration:collect": {
    input: z.object({ digest: z.string().max(64), tokenPin: pin.optional() }),
    output: z.object({ files: z.array(z.string()) }),
  },
  /** Files that were put into the import folder. */
  "administration:arrivals": {
    input: z.void(),
    output: z.object({
      folder: z.string(),
      tables: z.array(z.string()),
      certificates: z.array(z.string()),
      shares: z.array(z.string()),
    }),
  },
  /** A dry run: nothing is imported by looking. */
  "administration:previewPeople": { input: z.object({ name: arrival }), output: peoplePreviewSchema },
  /** `digest` is that of the preview: what is imported is what was looked at. */
  "administration:importPeople": {
    input: z.object({ name: arrival, digest: z.string().max(64), pin }),
    output: orderRecordSchema,
  },
  "administration:acceptAuthority": { input: z.object({ name: arrival, pin }), output: orderRecordSchema },
  "administration:acceptCertificate": {
    input: z.object({ person: personIdSchema, name: arrival, pin }),
    output: orderRecordSchema,
  },
  "administration:addShare": { input: z.object({ text: z.string().max(1024) }), output: shareCount },
  /** A custodian opens the share that was sealed to them. */
  "administration:openShare": { input: z.object({ name: arrival, token: tokenId, pin }), output: shareCount },
  "administration:dropShares": { input: z.void(), output: z.void() },
  "administration:rehearse": { input: z.void(), output: z.object({ set: z.string(), secrets: z.int() }) },
} as const satisfies Record<RequestChannel, Exchange>;

/** What each announcement from the main process carries: that something changed, so that screens ask again. */
export const events = {
  "station:changed": stationStatusSchema,
  "identity:changed": signedInSchema.nullable(),
  "requests:changed": z.object({ id: requestIdSchema.optional() }),
  "grants:changed": z.object({ id: grantIdSchema.optional() }),
  "viewing:changed": viewingSchema.nullable(),
  /** Something that may wait for somebody has changed. */
  "tasks:changed": z.object({}),
  "annotations:changed": z.object({ asset: assetIdSchema }),
  /** How far the verification under way has come; null when it is over. */
  "log:verifying": verifyingSchema.nullable(),
} as const satisfies Record<EventChannel, z.ZodType>;

/** What a caller may pass: defaults may be left out. */
export type Given<C extends RequestChannel> = z.input<(typeof requests)[C]["input"]>;
export type Parsed<C extends RequestChannel> = z.output<(typeof requests)[C]["input"]>;
export type Output<C extends RequestChannel> = z.output<(typeof requests)[C]["output"]>;
export type Payload<C extends EventChannel> = z.output<(typeof events)[C]>;
