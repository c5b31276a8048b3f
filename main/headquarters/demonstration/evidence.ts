import { randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { approvalChain } from "../../../shared/access/policy/approval.ts";
import { approvalFacts } from "../../../shared/access/policy/facts.ts";
import { consentingStep, extractionChain } from "../../../shared/access/policy/extraction.ts";
import { exhibitKinds } from "../../../shared/extractions.ts";
import type { DecisionAct, ExtractionAct, RequestAct } from "../../../shared/http/acts.ts";
import type { EvidenceForm, ExtractionRecord, ExtractionStep, FrameEnd } from "../../../shared/model/extraction.ts";
import { assetIdSchema, type Footage } from "../../../shared/model/footage.ts";
import { grantIdSchema, type GrantId } from "../../../shared/model/grant.ts";
import { markIdSchema } from "../../../shared/model/mark.ts";
import type { PolicyPack } from "../../../shared/model/policy.ts";
import { createLog, type AuditLog } from "../../auditlog/index.ts";
import { base64url, hex } from "../../formats/bytes.ts";
import { parseCheckpoint } from "../../formats/checkpoint.ts";
import { parseCitation } from "../../formats/citation.ts";
import { sha256Hex } from "../../formats/digest.ts";
import { generateKemKey } from "../../formats/hpke.ts";
import { parseNote } from "../../formats/signed-note.ts";
import { createCsr } from "../../formats/x509.ts";
import type { Headquarters } from "../port.ts";
import { holderOf, required, type Sign } from "./hands.ts";
import { demonstrationRoom } from "./people.ts";
import { demonstrationRequest } from "./request.ts";

const frame = z.int().nonnegative();

/** `evidence.json` beside the recordings. */
const storySchema = z.strictObject({
  asset: assetIdSchema,
  /** What the marker was allowed to see. */
  seen: z.strictObject({ from: frame, to: frame }),
  pieces: z.array(
    z.strictObject({
      name: z.string(),
      fact: z.string(),
      summary: z.string(),
      exhibit: z.enum(exhibitKinds),
      /** First and last frame, both inside. */
      from: frame,
      last: frame,
      /** How far it got. */
      outcome: z.enum(["marked", "refused", "consented", "extracted", "verified"]),
      opinion: z.string().default("同意提取"),
      serial: z.string().default(""),
      volume: z.string().default(""),
    }),
  ),
});
type Story = z.infer<typeof storySchema>;
type Piece = Story["pieces"][number];

/** The machine that stood in the room before: evidence was marked at it, then it was taken out of use. */
const oldStation = "WS-300";

export interface EvidencePlace {
  readonly headquarters: Headquarters;
  /** Folder of the demonstration; the old station's log lies in it. */
  readonly folder: string;
  /** Where the recordings lie. */
  readonly media: string;
  readonly sign: Sign;
  readonly now: () => number;
}

/**
 * Leaves evidence in every state, signed by the persons whose posts it takes and judged by headquarters like any other.
 *
 * It was marked at a station that is out of use by now; the marks are in that station's log. It is made once. A policy pack
 * that lets others decide has none.
 */
export async function addEvidence(place: EvidencePlace): Promise<void> {
  const { administration, policy } = place.headquarters;
  const story = readStory(place.media);
  const footage = (await administration.footage()).find(({ asset }) => asset === story?.asset);
  const before = (await administration.stations()).find(({ name }) => name === oldStation);
  if (before?.revoked === false) {
    // A first start that was interrupted.
    required(await administration.revokeStation(before.station));
  }
  if (story === null || footage === undefined || before !== undefined || !isForApprovers(policy, footage, story)) {
    return;
  }
  const log = openOldLog(place, policy);
  try {
    const scene = await openScene(place, log, story, footage);
    for (const piece of story.pieces) {
      // oxlint-disable-next-line no-await-in-loop -- numbers in order
      await carry(scene, piece);
    }
    required(await administration.revokeStation(scene.station));
  } finally {
    log.close();
  }
}

function readStory(media: string): Story | null {
  const file = join(media, "evidence.json");
  return existsSync(file) ? storySchema.parse(JSON.parse(readFileSync(file, "utf8"))) : null;
}

/** Whether one approver decides both on seeing and on taking. */
function isForApprovers(pack: PolicyPack, footage: Footage, { asset, seen }: Story): boolean {
  const assets = [{ asset, ranges: [seen], whole: false }];
  const form = { applicantClass: "staff", verb: "view", legalRoute: "internal", assets } as const;
  const seeing = approvalChain(pack, approvalFacts(pack, { form, footage: [footage], applicantUnit: footage.unit }));
  const taking = extractionChain(pack, { asset, ...seen }, footage, footage.unit);
  const steps = seeing.kind === "steps" ? seeing.steps : [];
  return steps.length === 1 && steps[0]?.role === "approver" && consentingStep(taking)?.role === "approver";
}

function openOldLog({ folder, now }: EvidencePlace, { authority }: PolicyPack): AuditLog {
  return createLog(join(folder, "old-station"), {
    origin: `${authority.code.toLowerCase()}/ws/300/0`,
    clock: { wall: () => new Date(now()), mono: () => process.hrtime.bigint() },
    keyStore: null,
  });
}

/** Everything a piece of evidence is made in. */
interface Scene extends EvidencePlace {
  readonly log: AuditLog;
  readonly station: string;
  readonly footage: Footage;
  readonly grant: GrantId;
  /** Root of the recording's frame tree, hexadecimal. */
  readonly root: string;
}

async function openScene(place: EvidencePlace, log: AuditLog, story: Story, footage: Footage): Promise<Scene> {
  const { administration } = place.headquarters;
  const { station } = required(
    await administration.enrolStation({
      name: oldStation,
      room: demonstrationRoom.id,
      csrPem: createCsr({ commonName: oldStation }).csrPem,
      kemPublicKey: base64url(generateKemKey().publicKey),
      logOrigin: log.origin,
      logVerifierKey: log.verifierKey,
    }),
  );
  const grant = await obtainGrant(place, { origin: log.origin, station }, story, footage);
  const cited = parseCitation(await cite(place, footage, story.seen.from));
  const { root } = parseCheckpoint(parseNote(cited.proof.checkpoint).text);
  return { ...place, log, station, footage, grant, root: hex(root) };
}

async function obtainGrant(
  { headquarters: { administration }, sign, now }: EvidencePlace,
  { origin, station }: { readonly origin: string; readonly station: string },
  { seen }: Story,
  footage: Footage,
): Promise<GrantId> {
  const [marker, approver] = [holderOf("legalOfficer").person, holderOf("approver").person];
  const act = demonstrationRequest(footage, {
    person: marker,
    supervisor: holderOf("roomSupervisor").person,
    station: origin,
    room: demonstrationRoom.id,
    now: now(),
    range: seen,
    detail: "法制审核：核对现场检查全过程，选取拟作为证据的片段。",
  });
  const filed = sign(marker, act);
  const request = required(await administration.fileRequest(filed, { person: act.person, station }));
  const decision = decisionOn(act, { request, digest: sha256Hex(filed), approver, now: now() });
  const decided = await administration.decideRequest(sign(approver, decision), { person: decision.person, station });
  const { grant } = required(decided);
  if (grant === undefined) {
    throw new Error("demonstration request was not granted");
  }
  return grantIdSchema.parse(grant);
}

function decisionOn(
  { form, station }: RequestAct,
  {
    request,
    digest,
    approver,
    now,
  }: {
    readonly request: DecisionAct["request"];
    readonly digest: string;
    readonly approver: string;
    readonly now: number;
  },
): DecisionAct {
  const { assets, room, validFrom, validTo, supervisor } = form;
  return {
    v: 1,
    t: "request.decide",
    person: approver as DecisionAct["person"],
    station,
    at: new Date(now).toISOString(),
    request,
    requestDigest: digest,
    step: 0,
    previous: [],
    form: {
      outcome: "approve",
      opinion: "同意，限本人在查阅室内查阅。",
      supervisors: supervisor === undefined ? [] : [supervisor],
      room,
      validFrom,
      validTo,
      playBudget: 3,
      assets,
    },
  };
}

/** Takes one piece of evidence as far as the story says. */
async function carry(scene: Scene, piece: Piece): Promise<void> {
  const { outcome, opinion, serial, volume } = piece;
  const [marker, approver, archivist] = (["legalOfficer", "approver", "archivist"] as const).map(
    (role) => holderOf(role).person,
  );
  const marked = await take(scene, marker, { step: "mark", form: await formOf(scene, piece) });
  if (outcome === "marked") {
    return;
  }
  const { id: extraction, form } = marked;
  const consent = {
    step: "consent",
    extraction,
    marked: digestOf(marked, "mark"),
    order: form.order,
    opinion,
  } as const;
  const consented = await take(scene, approver, { ...consent, agree: outcome !== "refused" });
  if (outcome === "refused" || outcome === "consented") {
    return;
  }
  const ordered = digestOf(consented, "consent");
  const place = "总部档案室";
  const cut = await take(scene, archivist, { step: "extract", extraction, ordered, place, medium: "disc", serial });
  if (outcome === "verified") {
    // Headquarters read the clip back when it kept it, and keeps none that is not exact.
    const clip = cut.cut?.clip ?? "";
    await take(scene, marker, { step: "verify", extraction, clip, exact: true, volume });
  }
}

async function take(
  { headquarters, station, log, sign, now }: Scene,
  person: string | undefined,
  form: ExtractionStep,
): Promise<ExtractionRecord> {
  const act: ExtractionAct = {
    v: 1,
    t: "extraction.step",
    person: (person ?? "") as ExtractionAct["person"],
    station: log.origin,
    at: new Date(now()).toISOString(),
    nonce: randomBytes(16).toString("base64url"),
    form,
  };
  const session = { person: act.person, station };
  return required(await headquarters.administration.stepEvidence(sign(act.person, act), session));
}

function digestOf({ steps }: ExtractionRecord, act: string): string {
  return steps.findLast((step) => step.act === act)?.digest ?? "";
}

async function formOf(scene: Scene, { name, fact, summary, exhibit, from, last }: Piece): Promise<EvidenceForm> {
  const { footage, grant, root } = scene;
  const first = await markEnd(scene, from, name);
  const end = last === from ? first : await markEnd(scene, last, name);
  const { asset, caseNo, caseCause, caseParty, manifestDigest } = footage;
  return {
    grant,
    first,
    last: end,
    order: {
      asset,
      from,
      to: last + 1,
      firstDigest: first.digest,
      lastDigest: end.digest,
      tableRoot: root,
      manifestDigest,
      exhibit,
      manner: "copy",
    },
    name,
    fact,
    summary,
    caseNo,
    caseCause,
    caseParty,
  };
}

/** A mark in the old station's log, on the frame as headquarters knows it. */
async function markEnd(scene: Scene, number: number, note: string): Promise<FrameEnd> {
  const { log, footage } = scene;
  const { at, timescale, sha256 } = parseCitation(await cite(scene, footage, number)).record;
  const marker = holderOf("legalOfficer");
  const mark = markIdSchema.parse(`m-${randomBytes(10).toString("hex")}`);
  const [entry] = log.append({
    t: "mark.add",
    b: {
      asset: footage.asset,
      frame: number,
      kind: "evidence",
      note,
      mark,
      presentationTicks: at,
      timescale,
      frameDigest: sha256,
      by: { person: marker.person, name: marker.name },
    },
    person: marker.person,
  });
  return { frame: number, ticks: at, timescale, digest: sha256, mark, entry: entry?.index ?? 0 };
}

async function cite({ headquarters }: EvidencePlace, { asset }: Footage, number: number): Promise<string> {
  const reader = { person: holderOf("legalOfficer").person };
  return required(await headquarters.administration.citeFrame(asset, number, reader)).citation;
}
