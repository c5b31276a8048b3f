import { routesFor } from "../../../shared/access/policy/approval.ts";
import { fitSupervisors, leftOf, standingWindow } from "../../../shared/access/standing-order.ts";
import { addDays } from "../../../shared/time/local-day.ts";
import type { Failure } from "../../../shared/failure.ts";
import type {
  RequestAct,
  StandingDecisionAct,
  StandingProposalAct,
  StandingWithdrawalAct,
} from "../../../shared/http/acts.ts";
import type { AssetId, Footage } from "../../../shared/model/footage.ts";
import type { PolicyPack } from "../../../shared/model/policy.ts";
import type { RequestForm, RequestRecord } from "../../../shared/model/request.ts";
import type {
  AheadRow,
  StandingDecision,
  StandingForm,
  StandingOrder,
  StandingOrderId,
  StandingUseOrder,
} from "../../../shared/model/standing-order.ts";
import { fail, ok, type Result } from "../../../shared/result.ts";
import { base64 } from "../../formats/bytes.ts";
import type { Catalogue } from "../catalogue.ts";
import { freshNonce } from "../nonce.ts";
import { sendAct, type Signing } from "../signed-acts.ts";

/** Standing orders (常备调阅令) as this station draws them up, signs them and asks for viewings under them. */
export interface StandingDesk {
  list(): Promise<Result<StandingOrder[], Failure>>;
  propose(form: StandingForm, pin: string): Promise<Result<StandingOrder, Failure>>;
  decide(id: StandingOrderId, form: StandingDecision, pin: string): Promise<Result<StandingOrder, Failure>>;
  withdraw(id: StandingOrderId, reason: string, pin: string): Promise<Result<StandingOrder, Failure>>;
  /** Asks for one viewing today, in this room; it is granted at once or refused. */
  use(asked: StandingUseOrder, pin: string): Promise<Result<RequestRecord, Failure>>;
  /**
   * Asks for viewings of the days ahead, for a list of recordings, to be carried to a room without a line.
   *
   * Keys are only at headquarters, so no signature brings one into being on the road: what can be carried is the grant
   * itself. Each is for one day and counts at headquarters when it is issued, so that the number holds wherever it is opened.
   */
  ahead(
    asked: Omit<StandingUseOrder, "asset"> & {
      readonly room: string;
      readonly from: string;
      readonly assets: AssetId[];
    },
    pin: string,
  ): Promise<Result<AheadRow[], Failure>>;
}

interface Options extends Signing {
  readonly catalogue: Catalogue;
  readonly room: string;
  readonly policy: () => PolicyPack | null;
  /** Notes what was signed here in the station's log. */
  readonly note: (t: "request.file" | "request.decide", facts: Readonly<Record<string, string>>) => void;
  readonly now: () => Date;
}

/** Headquarters keeps the orders and judges each act; this side signs, sends and asks. */
export function createStandingDesk(options: Options): StandingDesk {
  const { headquarters, catalogue, sign, station, note } = options;

  const find = async (id: StandingOrderId): Promise<Result<StandingOrder, Failure>> => {
    const listed = await headquarters.call("listStandingOrders", {});
    const order = listed.ok ? listed.value.find((one) => one.id === id) : undefined;
    return listed.ok && order === undefined
      ? fail({ code: "not-found", subject: "standingOrder" })
      : order === undefined
        ? (listed as Result<never, Failure>)
        : ok(order);
  };

  const noted = (outcome: string, answer: Result<StandingOrder, Failure>): Result<StandingOrder, Failure> => {
    if (answer.ok) {
      const { id, number, digest } = answer.value;
      note("request.decide", { request: id, number, digest, outcome });
    }
    return answer;
  };

  /** Form F1 of a viewing under an order: everything in it follows from the order and the recording. */
  const formOf = (
    pack: PolicyPack,
    order: StandingOrder,
    footage: Footage,
    { reason, room, day }: { readonly reason: string; readonly room: string; readonly day: string },
  ): RequestForm | null => {
    const { form } = order;
    const person = options.person();
    const wearers = footage.wearers.map((wearer) => wearer.person);
    const [supervisor = form.supervisors[0]] = fitSupervisors(form, [...wearers, ...(person === null ? [] : [person])]);
    const [route] = routesFor(pack, form.verb, "staff");
    if (supervisor === undefined || route === undefined) {
      return null;
    }
    const { secrecy } = footage;
    return {
      applicantClass: "staff",
      dutyBasis: `${order.number} ${form.plan}`.slice(0, 500),
      purpose: form.purpose,
      purposeDetail: reason,
      caseNo: footage.caseNo,
      caseCause: footage.caseCause,
      caseParty: footage.caseParty,
      inspectedUnit: footage.inspectedUnit,
      verb: form.verb,
      legalRoute: route.route,
      secrecyCheck: {
        stateSecret: secrecy === "confidential" || secrecy === "secret" || secrecy === "topSecret",
        businessSecret: secrecy === "business",
        privacy: secrecy === "privacy",
      },
      assets: [
        {
          asset: footage.asset,
          ranges: [{ from: 0, to: footage.frames }],
          whole: true,
          wholeReason: reason.slice(0, 500),
        },
      ],
      supervisor,
      room,
      ...standingWindow(pack, day, options.now().getTime()),
    };
  };

  const file = async (
    order: StandingOrder,
    asset: AssetId,
    terms: { readonly reason: string; readonly room: string; readonly day: string },
    pin: string,
  ): Promise<Result<RequestRecord, Failure>> => {
    const pack = options.policy();
    const footage = await catalogue.show(asset);
    if (pack === null || !footage.ok) {
      return footage.ok ? fail({ code: "headquarters-unreachable" }) : footage;
    }
    const form = formOf(pack, order, footage.value, terms);
    if (form === null) {
      return fail({ code: "bad-request", field: "form.supervisor" });
    }
    const answer = await sendAct(
      options,
      pin,
      // The window of the form begins now, so the form of a second try is another one for the same viewing.
      { person: options.person(), act: "standing.use", content: [order.digest, asset, terms] },
      (head, nonce): RequestAct => ({
        ...head,
        t: "request.file",
        nonce,
        standing: { order: order.id, digest: order.digest, day: terms.day },
        form,
      }),
      (cms) => headquarters.call("fileRequest", { cms }),
    );
    if (answer.ok) {
      catalogue.remember(answer.value.footage);
      const { id, number, digest } = answer.value;
      note("request.file", { request: id, number, digest, outcome: "standing", order: order.number });
    }
    return answer;
  };

  return {
    list: () => headquarters.call("listStandingOrders", {}),
    propose: async (form, pin) => {
      const cms = await sign(pin, ({ person }, at): StandingProposalAct => ({
        v: 1,
        t: "standing.propose",
        person,
        station,
        at,
        nonce: freshNonce(),
        form,
      }));
      return cms.ok
        ? noted("standing.propose", await headquarters.call("proposeStandingOrder", { cms: base64(cms.value) }))
        : cms;
    },
    decide: async (id, form, pin) => {
      const order = await find(id);
      if (!order.ok) {
        return order;
      }
      const cms = await sign(pin, ({ person }, at): StandingDecisionAct => ({
        v: 1,
        t: "standing.decide",
        person,
        station,
        at,
        order: id,
        orderDigest: order.value.digest,
        form,
      }));
      return cms.ok
        ? noted(`standing.${form.outcome}`, await headquarters.call("decideStandingOrder", { cms: base64(cms.value) }))
        : cms;
    },
    withdraw: async (id, reason, pin) => {
      const order = await find(id);
      if (!order.ok) {
        return order;
      }
      const cms = await sign(pin, ({ person }, at): StandingWithdrawalAct => ({
        v: 1,
        t: "standing.withdraw",
        person,
        station,
        at,
        nonce: freshNonce(),
        order: id,
        orderDigest: order.value.digest,
        reason,
      }));
      return cms.ok
        ? noted("standing.withdraw", await headquarters.call("withdrawStandingOrder", { cms: base64(cms.value) }))
        : cms;
    },
    use: async ({ order: id, asset, reason }, pin) => {
      const order = await find(id);
      return order.ok ? file(order.value, asset, { reason, room: options.room, day: order.value.today }, pin) : order;
    },
    ahead: async ({ order: id, reason, room, from, assets }, pin) => {
      const order = await find(id);
      if (!order.ok) {
        return order;
      }
      const rows: AheadRow[] = [];
      for (const { asset, day } of allotted(order.value, from, assets)) {
        // oxlint-disable-next-line no-await-in-loop -- each takes the next number
        const answer = await file(order.value, asset, { reason, room, day }, pin);
        if (!answer.ok && isAboutTheHand(answer.failure)) {
          return rows.length === 0 ? answer : ok([...rows, { asset, day, failure: answer.failure }]);
        }
        rows.push(answer.ok ? { asset, day, number: answer.value.number } : { asset, day, failure: answer.failure });
      }
      return ok(rows);
    },
  };
}

/** A wrong PIN, or no way to headquarters, is not tried once more with the next recording. */
function isAboutTheHand({ code }: Failure): boolean {
  return (
    code === "wrong-pin" || code === "pin-delayed" || code === "headquarters-unreachable" || code === "not-signed-in"
  );
}

/** Each recording gets the first day from `from` on that has a viewing left; what finds none is refused by headquarters. */
function allotted(
  order: StandingOrder,
  from: string,
  assets: readonly AssetId[],
): { readonly asset: AssetId; readonly day: string }[] {
  const taken = order.uses.map(({ day }) => ({ day }));
  return assets.map((asset) => {
    let day = from;
    while (day < order.form.validTo && leftOf(order.form, taken, day).ofDay === 0) {
      day = addDays(day, 1);
    }
    taken.push({ day });
    return { asset, day };
  });
}
