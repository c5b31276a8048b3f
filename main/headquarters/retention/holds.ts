import { randomBytes } from "node:crypto";
import { isInForce, triggerArticle } from "../../../shared/access/policy/destruction.ts";
import type { Failure } from "../../../shared/failure.ts";
import { assetIdSchema } from "../../../shared/model/footage.ts";
import type { PolicyPack } from "../../../shared/model/policy.ts";
import type { Trigger } from "../../../shared/model/policy/periods.ts";
import { holdIdSchema, type Hold, type RetentionOrder } from "../../../shared/model/retention.ts";
import { fail, ok, type Result } from "../../../shared/result.ts";
import type { Application } from "./applying.ts";

type Order<K extends RetentionOrder["order"]> = Extract<RetentionOrder, { order: K }>;

const refused = (reason: Extract<Failure, { code: "retention" }>["reason"]): Result<never, Failure> =>
  fail({ code: "retention", reason });

/** 长期 or 永久, as the pack says for a trigger; for long where it does not list it. */
export function levelOf({ retention }: PolicyPack, trigger: Trigger): Hold["level"] {
  return retention.triggers.some((row) => row.trigger === trigger && row.term.kind === "permanent")
    ? "permanent"
    : "longTerm";
}

/** A hold that a mark at a station sets or proposes; its id comes from the mark, so that it is the same however often it is read. */
export function holdFromStation(
  policy: PolicyPack,
  source: Extract<Hold["source"], { kind: "station" }>,
  {
    hold,
    asset,
    trigger,
    state,
    from,
    evidence,
  }: {
    readonly hold: string;
    readonly asset: string;
    readonly trigger: Trigger;
    readonly state: "proposed" | "inForce";
    readonly from: string;
    readonly evidence: string;
  },
): Hold {
  return {
    hold: holdIdSchema.parse(hold),
    asset: assetIdSchema.parse(asset),
    state,
    triggers: [{ trigger, article: triggerArticle(policy, trigger) }],
    source,
    level: levelOf(policy, trigger),
    from,
    evidence,
    steps: [],
  };
}

/**
 * Registers a hold (form F13), or completes one that a station set or proposed. In force at once: keeping can be undone.
 *
 * Refuses a trigger that the pack does not list, and 长期 where the pack demands 永久 (O-97).
 */
export const registerHold: Application<Order<"hold.register">> = async (parts, records, order, step) => {
  const { policy, catalogue, clock } = parts;
  const { asset, triggers, proposal, order: _order, ...rest } = order;
  const before = proposal === undefined ? null : await records.hold(proposal);
  const wrong = wrongTriggers(policy, order, before) ?? wrongProposal(order, before);
  if (wrong !== null) {
    return refused(wrong);
  }
  if ((await catalogue.find(asset))?.footage.destroyedOn !== undefined) {
    return fail({ code: "kept", asset, impediment: "destroyed" });
  }
  const {
    hold: id,
    source,
    steps,
  } = before ?? {
    hold: holdIdSchema.parse(`h-${randomBytes(10).toString("hex")}`),
    source: { kind: "person" as const },
    steps: [],
  };
  const hold: Hold = {
    ...rest,
    hold: id,
    asset,
    state: "inForce",
    triggers: [...new Set(triggers)].map((trigger) => ({ trigger, article: triggerArticle(policy, trigger) })),
    source,
    // A registration that is written anew is another one: whoever approves signs what stands there.
    ...(policy.retention.holdApproval === undefined ? {} : { approval: "waiting" as const }),
    steps: [...steps, step],
  };
  return ok({
    logged: { asset, hold: id, triggers: hold.triggers.map(({ trigger }) => trigger), level: hold.level },
    apply: () => records.keepHold(hold, clock.now()),
  });
};

type Refusal = Extract<Failure, { code: "retention" }>["reason"];

function wrongTriggers(
  policy: PolicyPack,
  { triggers, level }: Order<"hold.register">,
  before: Hold | null,
): Refusal | null {
  const known = new Set([...policy.retention.triggers, ...(before?.triggers ?? [])].map(({ trigger }) => trigger));
  if (triggers.some((trigger) => !known.has(trigger))) {
    return "trigger-unlisted";
  }
  const isTooLow = level === "longTerm" && triggers.some((trigger) => levelOf(policy, trigger) === "permanent");
  return isTooLow ? "level-too-low" : null;
}

function wrongProposal({ proposal, asset }: Order<"hold.register">, before: Hold | null): Refusal | null {
  if (proposal === undefined) {
    return null;
  }
  if (before === null || before.asset !== asset) {
    return "hold-unknown";
  }
  return before.state === "proposed" || before.state === "inForce" ? null : "wrong-state";
}

/**
 * The second signature of form F13, where the pack asks for one; on exactly the registration that was read.
 *
 * The recording is kept before it and without it. Whoever does not agree asks for the release.
 */
export const approveHold: Application<Order<"hold.approve">> = async (_parts, records, order, step) => {
  const hold = await records.hold(order.hold);
  if (hold === null || hold.approval !== "waiting" || !isInForce(hold)) {
    return refused(hold === null ? "hold-unknown" : "wrong-state");
  }
  const registered = hold.steps.findLast(({ act }) => act === "hold.register");
  if (registered?.digest !== order.registration) {
    return refused("hold-changed");
  }
  return ok({
    logged: { asset: hold.asset, hold: hold.hold, registration: order.registration },
    apply: () => records.keepHold({ ...hold, approval: "given", steps: [...hold.steps, step] }, 0),
  });
};

/** Says with a reason that a proposal keeps nothing. */
export const dismissHold: Application<Order<"hold.dismiss">> = (_parts, records, order, step) =>
  turn(records, order.hold, ({ state }) => state === "proposed", { state: "dismissed", step });

export const askRelease: Application<Order<"hold.askRelease">> = (_parts, records, order, step) =>
  turn(records, order.hold, ({ state }) => state === "inForce", { state: "releaseAsked", step });

/** Ends a hold, or lets it stand; somebody else than who asked. */
export const releaseHold: Application<Order<"hold.release">> = (_parts, records, { hold, agree }, step) =>
  turn(records, hold, (one) => isInForce(one) && one.state === "releaseAsked", {
    state: agree ? "released" : "inForce",
    step,
  });

async function turn(
  records: Parameters<Application<RetentionOrder>>[1],
  id: string,
  fits: (hold: Hold) => boolean,
  { state, step }: { readonly state: Hold["state"]; readonly step: Hold["steps"][number] },
): ReturnType<Application<RetentionOrder>> {
  const hold = await records.hold(id);
  if (hold === null || !fits(hold)) {
    return refused(hold === null ? "hold-unknown" : "wrong-state");
  }
  return ok({
    logged: { asset: hold.asset, hold: id, state },
    // When it was set does not change; the row keeps it.
    apply: () => records.keepHold({ ...hold, state, steps: [...hold.steps, step] }, 0),
  });
}
