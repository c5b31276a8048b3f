import { randomBytes } from "node:crypto";
import type { RouteOutput } from "../../shared/http/api.ts";
import type { StandingOrder } from "../../shared/model/standing-order.ts";
import { dateIn } from "../../shared/time/local-day.ts";
import { asset, frames, type World } from "./headquarters.ts";

const zone = "Asia/Shanghai";

/** An order for one holder over the recordings of the world's one unit: three viewings a day, five in all. */
export function standingForm(now: number, changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    plan: "2026年第四季度执法记录回放检查计划",
    purpose: "supervision",
    verb: "view",
    holders: ["p-applicant"],
    supervisors: ["p-supervisor"],
    rooms: ["room-301"],
    frame: {
      units: ["示例市文化市场综合行政执法支队"],
      recordedFrom: "2026-11-01",
      recordedTo: "2026-11-30",
      kinds: ["video"],
      ceiling: "privacy",
    },
    perDay: 3,
    total: 5,
    playBudget: 2,
    validFrom: dateIn(zone, now),
    validTo: dateIn(zone, now + 9 * 86_400_000),
    ...changes,
  };
}

type Answer<R extends "proposeStandingOrder" | "fileRequest"> = Promise<
  { ok: true; value: RouteOutput<R> } | { ok: false; status: number; failure: Record<string, unknown> }
>;

function act(world: World, person: string): Record<string, unknown> {
  return { v: 1, person, station: world.station.origin, at: world.now().toISOString() };
}

const sessions = new WeakMap<World, Map<string, Promise<string>>>();

/** The person's session; everybody signs in once. */
function sessionOf(world: World, person: string): Promise<string> {
  const known = sessions.get(world) ?? new Map<string, Promise<string>>();
  sessions.set(world, known);
  const session = known.get(person) ?? world.signIn(person);
  known.set(person, session);
  return session;
}

const nonce = (): string => randomBytes(12).toString("base64url");

/** Draws up an order as this person. */
export async function propose(
  world: World,
  changes: Record<string, unknown> = {},
  person = "p-compliance",
): Answer<"proposeStandingOrder"> {
  const form = standingForm(world.now().getTime(), changes);
  const cms = world.sign(person, { ...act(world, person), t: "standing.propose", nonce: nonce(), form });
  return world.call("proposeStandingOrder", { cms }, { session: await sessionOf(world, person) });
}

/** The approver's word on it. */
export async function decideOrder(
  world: World,
  order: StandingOrder,
  person = "p-approver",
  form: Record<string, unknown> = { outcome: "approve", opinion: "同意" },
  changes: Record<string, unknown> = {},
): Answer<"proposeStandingOrder"> {
  const said = { t: "standing.decide", order: order.id, orderDigest: order.digest, form, ...changes };
  const cms = world.sign(person, { ...act(world, person), ...said });
  return world.call("decideStandingOrder", { cms }, { session: await sessionOf(world, person) });
}

export async function withdrawOrder(
  world: World,
  order: StandingOrder,
  person = "p-approver",
): Answer<"proposeStandingOrder"> {
  const said = {
    t: "standing.withdraw",
    nonce: nonce(),
    order: order.id,
    orderDigest: order.digest,
    reason: "计划变更",
  };
  const cms = world.sign(person, { ...act(world, person), ...said });
  return world.call("withdrawStandingOrder", { cms }, { session: await sessionOf(world, person) });
}

/** An approved order. */
export async function orderInForce(world: World, changes: Record<string, unknown> = {}): Promise<StandingOrder> {
  const drawn = await propose(world, changes);
  const decided = drawn.ok ? await decideOrder(world, drawn.value) : drawn;
  if (!decided.ok) {
    throw new Error(`order refused: ${JSON.stringify(decided.failure)}`);
  }
  return decided.value;
}

/** The act by which somebody asks for a viewing under an order. */
export function useAct(
  world: World,
  order: StandingOrder,
  change: {
    readonly person?: string;
    readonly day?: string;
    readonly digest?: string;
    readonly form?: Record<string, unknown>;
    readonly act?: Record<string, unknown>;
  } = {},
): Record<string, unknown> {
  const day = change.day ?? dateIn(zone, world.now().getTime());
  return world.requestAct(
    change.person ?? "p-applicant",
    {
      purpose: "supervision",
      purposeDetail: "按季度计划回放检查执法过程",
      assets: [{ asset, ranges: [{ from: 0, to: frames }], whole: true, wholeReason: "回放检查须看全程" }],
      ...change.form,
    },
    { standing: { order: order.id, digest: change.digest ?? order.digest, day }, ...change.act },
  );
}

/** Asks for a viewing under an order, signed in and signing. */
export async function use(
  world: World,
  order: StandingOrder,
  change: Parameters<typeof useAct>[2] = {},
): Answer<"fileRequest"> {
  const person = change.person ?? "p-applicant";
  const session = await sessionOf(world, person);
  return world.call("fileRequest", { cms: world.sign(person, useAct(world, order, change)) }, { session });
}
