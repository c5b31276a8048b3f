import { brokenRetentionDuty, retentionRoles, stepNameOf } from "../../../shared/access/retention-duties.ts";
import { groundArticle } from "../../../shared/access/policy/articles.ts";
import { retentionActSchema, type RetentionAct } from "../../../shared/http/acts.ts";
import type { Failure } from "../../../shared/failure.ts";
import type { Footage } from "../../../shared/model/footage.ts";
import type { RetentionOrder, SignedStep } from "../../../shared/model/retention.ts";
import { fail, ok, type Result } from "../../../shared/result.ts";
import type { SignedAct } from "../acts.ts";
import { dutiesNotSeparate } from "../requests/checks.ts";
import type { Session } from "../sessions.ts";
import { wasTaken } from "../taken-acts.ts";
import { applicationOf, type Applied } from "./applying.ts";
import type { RetentionParts } from "./parts.ts";
import type { RetentionRecords } from "./records.ts";

/**
 * Takes one signed act about keeping or destroying.
 *
 * The same bytes, or another act under the same nonce, are refused. What is taken is in the log before it takes effect.
 */
export async function takeAct(
  parts: RetentionParts,
  records: RetentionRecords,
  cms: Uint8Array,
  session: Session,
): Promise<Result<Applied, Failure>> {
  const station = parts.stations.find(session.station);
  if (station === null) {
    return fail({ code: "not-permitted", action: "retention" });
  }
  const opened = await parts.acts.open<RetentionAct>(cms, retentionActSchema, station);
  if (!opened.ok) {
    return opened;
  }
  const signed = opened.value;
  if (signed.signer.person.person !== session.person) {
    return fail({ code: "not-permitted", action: "retention" });
  }
  const wrong: Failure | null = (await wasTaken(parts.database, "retention_act", signed))
    ? { code: "retention", reason: "replayed" }
    : roleFailure(parts, signed);
  if (wrong !== null) {
    return fail(wrong);
  }
  const subject = await subjectOf(parts, records, signed.act.order, signed);
  if (!subject.ok) {
    return subject;
  }
  const duty = dutyFailure(parts, signed, subject.value);
  if (duty !== null) {
    return fail(duty);
  }
  const step = stepOf(parts, signed);
  const prepared = await applicationOf(signed.act.order)(parts, records, signed.act.order, step);
  if (!prepared.ok) {
    return prepared;
  }
  parts.journal.record({
    t: "hq.retention",
    b: { order: step.act, digest: signed.digest, ...prepared.value.logged },
    person: step.person,
  });
  await parts.database
    .insertInto("retention_act")
    .values({ digest: signed.digest, person: step.person, nonce: signed.act.nonce, acted_at: parts.clock.now(), cms })
    .execute();
  await prepared.value.apply();
  return ok(prepared.value);
}

function roleFailure({ policy }: RetentionParts, { act, signer }: SignedAct<RetentionAct>): Failure | null {
  const { order } = act.order;
  const { holdApproval, destruction } = policy.retention;
  const named = order === "hold.approve" ? holdApproval : undefined;
  const roles = named === undefined ? retentionRoles[order] : [named.role];
  const fit = !signer.outside && roles.some((role) => signer.person.roles.includes(role));
  const article = order.startsWith("list.")
    ? destruction.articles[0]
    : (named?.article ?? groundArticle(policy, "noAuthority"));
  return fit ? null : { code: "not-permitted", action: order, ...(article === undefined ? {} : { article }) };
}

interface Subject {
  readonly footage: readonly Footage[];
  readonly earlier: readonly SignedStep[];
}

/** The recordings an act is about, as far as its signer may know of them, and what was signed before. */
async function subjectOf(
  { catalogue }: RetentionParts,
  records: RetentionRecords,
  order: RetentionOrder,
  { signer }: SignedAct<RetentionAct>,
): Promise<Result<Subject, Failure>> {
  let assets: readonly string[] = [];
  let earlier: readonly SignedStep[] = [];
  if ("hold" in order) {
    const hold = await records.hold(order.hold);
    if (hold === null) {
      return fail({ code: "retention", reason: "hold-unknown" });
    }
    assets = [hold.asset];
    earlier = hold.steps;
  } else if ("list" in order) {
    const list = await records.list(order.list);
    if (list === null) {
      return fail({ code: "retention", reason: "list-unknown" });
    }
    assets = list.items.map(({ asset }) => asset);
    earlier = list.steps;
  } else if ("assets" in order) {
    assets = order.assets;
  } else {
    assets = [order.asset];
    earlier = (await records.asset(order.asset)).steps;
  }
  const footage: Footage[] = [];
  for (const asset of assets) {
    // oxlint-disable-next-line no-await-in-loop -- one connection: the questions go one after another anyway
    const one = await catalogue.show(asset, signer);
    if (one === null) {
      return fail({ code: "not-found", subject: "footage" });
    }
    footage.push(one);
  }
  return ok({ footage, earlier });
}

function dutyFailure({ policy }: RetentionParts, { act }: SignedAct<RetentionAct>, subject: Subject): Failure | null {
  const wearers = subject.footage.flatMap((one) => one.wearers.map(({ person }) => person as string));
  const rule = brokenRetentionDuty(act.order.order, act.person, { wearers, earlier: subject.earlier });
  if (rule === null) {
    return null;
  }
  const [first, second = first] = policy.retention.destruction.articles;
  return dutiesNotSeparate(policy, rule, second);
}

function stepOf({ clock }: RetentionParts, { act, signer, digest }: SignedAct<RetentionAct>): SignedStep {
  const note = "reason" in act.order ? act.order.reason : undefined;
  return {
    act: stepNameOf(act.order),
    person: signer.person.person,
    name: signer.person.name,
    at: new Date(clock.now()).toISOString(),
    digest,
    ...(note === undefined ? {} : { note }),
  };
}
