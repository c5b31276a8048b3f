import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { parseCitation } from "../../main/formats/citation.ts";
import type { RouteOutput } from "../../shared/http/api.ts";
import type { ExtractionView } from "../../shared/model/extraction.ts";
import { footageMetadata, World } from "./headquarters.ts";

/** A recording with reordered pictures, a keyframe each second and sound: the harder case for cutting. */
export const reordered = "WH-20261109-T001-09";

/** Whoever takes part in evidence, beside the people of every world. */
const more = [
  ["p-legal", ["legalOfficer"]],
  ["p-archivist", ["archivist"]],
  ["p-secondarchivist", ["archivist", "caseOfficer"]],
  ["p-archivingapprover", ["approver", "archivist", "legalOfficer"]],
] as const;

export interface EvidenceWorld {
  readonly world: World;
  /** Original file of `reordered`. */
  readonly original: string;
  /** Grant for frames 30 to 200 of it. */
  readonly grant: string;
  /** Another recording than `reordered`. */
  readonly asset?: string;
}

/** Opens a headquarters with the recording and a grant under which p-legal saw part of it. */
export async function openEvidenceWorld(withheld: readonly Record<string, unknown>[] = []): Promise<EvidenceWorld> {
  const world = await World.open({ recordings: false });
  for (const [person, roles] of more) {
    // oxlint-disable-next-line no-await-in-loop -- ids in order
    await world.addPerson(person, [...roles]);
  }
  const original = join(world.folder, "reordered.mp4");
  execFileSync("ffmpeg", [
    ..."-v error -y -f lavfi -i testsrc2=size=160x120:rate=25:duration=10 -f lavfi -i sine=frequency=440:duration=10".split(
      " ",
    ),
    ..."-c:v libx264 -preset veryfast -pix_fmt yuv420p -g 25 -bf 2 -x264-params open-gop=0:scenecut=0 -c:a aac".split(
      " ",
    ),
    original,
  ]);
  const listed = await world.headquarters.administration.ingest(original, footageMetadata({ asset: reordered }));
  if (!listed.ok) {
    throw new Error(`recording refused: ${listed.failure.detail}`);
  }
  const assets = [{ asset: reordered, ranges: [{ from: 30, to: 200 }], whole: false }];
  const request = await world.filed("p-legal", { assets });
  const decided = await world.decide("p-approver", request, world.approval({ assets, withheld }));
  if (!decided.ok || decided.value.grant === undefined) {
    throw new Error("no grant");
  }
  return { world, original, grant: decided.value.grant };
}

/** What the station would send of a range, with the facts that headquarters cites. */
export async function markForm(
  { world, grant, asset = reordered }: EvidenceWorld,
  range: { readonly from: number; readonly to: number },
  overrides: Record<string, unknown> = {},
): Promise<Record<string, unknown>> {
  const session = await world.signIn("p-legal");
  const end = async (frame: number): Promise<Record<string, unknown>> => {
    const cited = await world.call("citeFrame", { asset, frame }, { session });
    if (!cited.ok) {
      throw new Error("frame was not cited");
    }
    const { record } = parseCitation(cited.value.citation);
    return {
      frame,
      ticks: record.at,
      timescale: record.timescale,
      digest: record.sha256,
      mark: "m-0123456789",
      entry: 7,
    };
  };
  const [first, last] = [await end(range.from), await end(range.to - 1)];
  const cited = await world.call("citeFrame", { asset, frame: range.from }, { session });
  const shown = await world.call("showFootage", { asset }, { session });
  if (!cited.ok || !shown.ok) {
    throw new Error("recording is not there");
  }
  const root = Buffer.from(parseCitation(cited.value.citation).proof.checkpoint.split("\n")[2] ?? "", "base64");
  return {
    grant,
    first,
    last,
    order: {
      asset,
      ...range,
      firstDigest: first["digest"],
      lastDigest: last["digest"],
      tableRoot: root.toString("hex"),
      manifestDigest: shown.value.manifestDigest,
      exhibit: "clip",
      manner: "copy",
    },
    name: "现场检查告知过程录像片段",
    fact: "执法人员出示证件并告知当事人权利义务",
    summary: "",
    caseNo: "示文综罚〔2026〕17号",
    caseCause: "接纳未成年人进入营业场所",
    caseParty: "示例市星河网络服务有限公司",
    ...overrides,
  };
}

type Answer = Awaited<ReturnType<World["call"]>>;
type Stepped = { readonly ok: true; readonly value: RouteOutput<"stepExtraction"> } | Extract<Answer, { ok: false }>;

/** Signs a step as this person and sends it. */
export async function step(
  world: World,
  person: string,
  form: Record<string, unknown>,
  act: Record<string, unknown> = {},
): Promise<Stepped> {
  const session = await world.signIn(person);
  return world.call(
    "stepExtraction",
    { cms: world.sign(person, extractionAct(world, person, form, act)) },
    { session },
  );
}

export function extractionAct(
  world: World,
  person: string,
  form: Record<string, unknown>,
  act: Record<string, unknown> = {},
): Record<string, unknown> {
  return {
    v: 1,
    t: "extraction.step",
    person,
    station: world.station.origin,
    at: world.now().toISOString(),
    nonce: randomBytes(12).toString("base64url"),
    form,
    ...act,
  };
}

/** Expects a step to be taken. */
export async function taken(answer: Promise<Stepped>): Promise<ExtractionView> {
  const result = await answer;
  if (!result.ok) {
    throw new Error(`refused: ${JSON.stringify(result.failure)}`);
  }
  return result.value;
}

const digestOf = ({ steps }: ExtractionView, act: string): string =>
  steps.findLast((one) => one.act === act)?.digest ?? "";

/** The forms that follow on a record as it stands. */
export const next = {
  consent: (view: ExtractionView, overrides: Record<string, unknown> = {}) => ({
    step: "consent",
    extraction: view.id,
    marked: digestOf(view, "mark"),
    agree: true,
    order: view.form.order,
    opinion: "同意提取",
    ...overrides,
  }),
  extract: (view: ExtractionView, overrides: Record<string, unknown> = {}) => ({
    step: "extract",
    extraction: view.id,
    ordered: digestOf(view, "consent"),
    place: "总部档案室",
    medium: "disc",
    serial: "GP-2026-0017",
    ...overrides,
  }),
  verify: (view: ExtractionView, overrides: Record<string, unknown> = {}) => ({
    step: "verify",
    extraction: view.id,
    clip: view.cut?.clip ?? "0".repeat(64),
    exact: true,
    volume: "正卷第12页",
    ...overrides,
  }),
  transfer: (view: ExtractionView, overrides: Record<string, unknown> = {}) => ({
    step: "transfer",
    extraction: view.id,
    clip: view.cut?.clip ?? "0".repeat(64),
    to: "court",
    receiver: "示例市人民法院",
    document: "示法调〔2026〕5号",
    takenBy: "何法官",
    secrecy: "",
    ...overrides,
  }),
};

/** Marks, consents and cuts. */
export async function extracted(
  scene: EvidenceWorld,
  range: { readonly from: number; readonly to: number },
  order: Record<string, unknown> = {},
): Promise<ExtractionView> {
  const form = await markForm(scene, range);
  const marked = await taken(
    step(scene.world, "p-legal", {
      step: "mark",
      form: { ...form, order: { ...(form["order"] as Record<string, unknown>), ...order } },
    }),
  );
  const consented = await taken(step(scene.world, "p-approver", next.consent(marked)));
  return taken(step(scene.world, "p-archivist", next.extract(consented)));
}

/** Digests of the encoded pictures of a file in presentation order, as ffmpeg sees them. */
export function pictureDigests(file: string): string[] {
  const text = execFileSync("ffmpeg", [
    ..."-v error -i".split(" "),
    file,
    ..."-map 0:v:0 -c copy -f framehash -hash sha256 -".split(" "),
  ]).toString();
  return text
    .split("\n")
    .filter((line) => line.startsWith("0,"))
    .map((line) => line.split(",").map((part) => part.trim()))
    .toSorted((a, b) => Number(a[2]) - Number(b[2]))
    .map((parts) => parts.at(-1) ?? "");
}

/** Digests of the pictures of a file as ffmpeg decodes them. */
export function decodedDigests(file: string, filter = "null", format = "yuv420p"): string[] {
  const words = `-map 0:v:0 -vf ${filter} -fps_mode passthrough -pix_fmt ${format} -f framehash -hash sha256 -`;
  return execFileSync("ffmpeg", ["-v", "error", "-i", file, ...words.split(" ")])
    .toString()
    .split("\n")
    .filter((line) => line.startsWith("0,"))
    .map((line) => line.split(",").at(-1)?.trim() ?? "");
}
