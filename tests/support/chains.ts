import { base64 } from "../../main/formats/bytes.ts";
import { sha256Hex } from "../../main/formats/digest.ts";
import type { GrantFile } from "../../main/formats/grant-file.ts";
import { parseGrantFile } from "../../main/formats/grant-file.ts";
import type { GrantLeaf } from "../../main/formats/grant.ts";
import { policyDigest } from "../../main/formats/policy-digest.ts";
import { genericPolicy } from "../../main/headquarters/index.ts";
import type { EvidenceJudge } from "../../main/access/grants/evidence.ts";
import { mayDo } from "../../shared/access/authorisation.ts";
import type { RouteOutput } from "../../shared/http/api.ts";
import type { Person } from "../../shared/model/person.ts";
import type { PolicyPack } from "../../shared/model/policy.ts";
import { authorisationFor } from "./authorisation.ts";
import type { World } from "./headquarters.ts";

/** The generic pack with an opinion of the legal office before the decision. */
export function twoStepPolicy(): PolicyPack {
  const pack = genericPolicy();
  const step = { title: { zh: "法制科", en: "Legal office" }, article: "S0-4.3.1" };
  return {
    ...pack,
    approval: [
      {
        id: "opinion-first",
        when: {},
        steps: [
          { ...step, kind: "opinion", role: "legalOfficer" },
          { ...step, kind: "decide", role: "approver", title: { zh: "主管领导", en: "Head" } },
        ],
      },
    ],
  };
}

/** Everybody whom the two steps need, and some whom they tempt. */
export async function addDeciders(world: World): Promise<void> {
  await world.addPerson("p-legal", ["legalOfficer"]);
  await world.addPerson("p-second", ["approver"]);
  await world.addPerson("p-both", ["legalOfficer", "approver"]);
  await world.addPerson("p-archivist", ["archivist"]);
  await world.addPerson("p-deputy", ["caseOfficer"]);
  await world.addPerson("p-outsider", [], { outside: true });
}

/** What a station that has received everything judges this world's grants by. */
export async function judgeOf(world: World, changes: Partial<EvidenceJudge> = {}): Promise<EvidenceJudge> {
  const people = await world.call("people", {});
  const known: readonly Person[] = people.ok ? people.value : [];
  const { policy } = world.headquarters;
  return {
    authorities: [world.headquarters.trustPem],
    personOf: ({ subject }) => subject.serialNumber,
    pack: (digest) => (digest === policyDigest(policy) ? policy : null),
    person: (id) => known.find(({ person }) => person === id) ?? null,
    isBeyond: (person, action, now, footage, pack) =>
      mayDo(authorisationFor("subordinates"), action, { pack, person, now, footage }) !== null,
    underOrder: () => [],
    ...changes,
  };
}

/** The grant that headquarters issued last for the world's station. */
export async function latestGrant(world: World): Promise<GrantFile> {
  const answer = await world.call("outbox", { after: 0 });
  const files = answer.ok ? answer.value.items.filter(({ kind }) => kind === "grant") : [];
  return parseGrantFile(files.at(-1)?.file ?? "");
}

type Filed = RouteOutput<"fileRequest">;

/** A grant as a headquarters without conscience would make it: any signed steps, named as they were signed. */
export function forge(
  world: World,
  honest: GrantFile,
  request: Filed,
  steps: readonly { person: string; form?: Record<string, unknown>; act?: Record<string, unknown> }[],
  change: Partial<GrantLeaf> = {},
): { leaf: GrantLeaf; evidence: GrantFile["evidence"] } {
  const cms: string[] = [];
  for (const [step, { person, form, act = {} }] of steps.entries()) {
    const previous = cms.map((one) => sha256Hex(Buffer.from(one, "base64")));
    cms.push(
      world.sign(person, { ...world.decisionAct(person, request, form ?? terms(honest)), step, previous, ...act }),
    );
  }
  const approvals = steps.map(({ person }, step) => ({
    person,
    name: person,
    at: honest.leaf.issuedAt,
    digest: sha256Hex(Buffer.from(cms[step] ?? "", "base64")),
    step,
  }));
  const [asked] = honest.evidence;
  return {
    leaf: { ...honest.leaf, approvals, ...change },
    evidence: [
      { kind: "request", cms: asked?.cms ?? base64(new Uint8Array()) },
      ...cms.map((one) => ({ kind: "decision" as const, cms: one })),
    ],
  };
}

/** An approval of just what a grant says. */
export function terms({ leaf }: GrantFile, changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    outcome: "approve",
    opinion: "同意",
    supervisors: leaf.supervisors.map(({ person }) => person),
    room: leaf.room,
    validFrom: leaf.notBefore,
    validTo: leaf.notAfter,
    playBudget: leaf.playBudget,
    assets: leaf.assets.map((one) => ({ asset: one.asset, ranges: one.frames, whole: false })),
    ...changes,
  };
}
