import { createStandingDesk, type Catalogue, type Received, type Signing, type StandingDesk } from "../access/index.ts";
import type { AuditLog } from "../auditlog/index.ts";
import type { Handlers } from "../ipc/index.ts";
import type { Failure } from "../../shared/failure.ts";
import { fail, ok, type Result } from "../../shared/result.ts";
import type { Enrolment } from "./enrolment.ts";
import type { Desk } from "./handlers.ts";

type StandingHandlers = Pick<Handlers, Extract<keyof Handlers, `standingOrders:${string}`>>;

/** Standing orders as the interface asks for them; what headquarters granted is fetched before anybody waits for it. */
export function standingHandlers({ rooms, sync, accountability }: Desk): StandingHandlers {
  const { look, act } = accountability;
  const { standingOrders } = rooms;
  const asPerson = <T>(work: () => Promise<Result<T, Failure>>): Promise<Result<T, Failure>> =>
    look(() => (rooms.identity.current() === null ? fail({ code: "not-signed-in" }) : work()));
  return {
    "standingOrders:list": () => asPerson(() => standingOrders.list()),
    "standingOrders:propose": ({ form, pin }) =>
      act("standingOrders:propose", undefined, () => standingOrders.propose(form, pin)),
    "standingOrders:decide": ({ id, form, pin }) =>
      act("standingOrders:decide", id, () => standingOrders.decide(id, form, pin)),
    "standingOrders:withdraw": ({ id, reason, pin }) =>
      act("standingOrders:withdraw", id, async () => {
        const withdrawn = await standingOrders.withdraw(id, reason, pin);
        if (withdrawn.ok) {
          await sync.now();
        }
        return withdrawn;
      }),
    "standingOrders:use": ({ pin, ...asked }) =>
      act("standingOrders:use", asked.asset, async () => {
        const filed = await standingOrders.use(asked, pin);
        if (!filed.ok) {
          return filed;
        }
        await sync.now();
        const grant = rooms.grants.list().find(({ request }) => request === filed.value.id);
        return ok({ request: filed.value, ...(grant === undefined ? {} : { grant: grant.id }) });
      }),
    "standingOrders:ahead": ({ pin, ...asked }) =>
      act("standingOrders:ahead", asked.order, () => standingOrders.ahead(asked, pin)),
  };
}

/** Passes standing orders what they need of this station; what is signed here is noted in its log. */
export function openStandingDesk(parts: {
  readonly signing: Signing;
  readonly catalogue: Catalogue;
  readonly enrolment: Enrolment;
  readonly received: Received;
  readonly log: AuditLog;
  readonly now: () => Date;
}): StandingDesk {
  const { enrolment, received, log, signing, ...rest } = parts;
  return createStandingDesk({
    ...rest,
    ...signing,
    room: enrolment.room.id,
    policy: () => received.policy(),
    note: (t, b) => {
      const person = signing.person();
      log.append({ t, b, ...(person === null ? {} : { person }) });
    },
  });
}
