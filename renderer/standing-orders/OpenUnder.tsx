import { Button } from "antd";
import { useEffect, useState } from "react";
import type { ReactNode } from "react";
import { nextNumbers } from "../../shared/access/standing-order.ts";
import type { Failure } from "../../shared/failure.ts";
import type { Footage } from "../../shared/model/footage.ts";
import { workstation } from "../bridge.ts";
import { useLanguage } from "../i18n/language.tsx";
import { useSession } from "../session/store.ts";
import { valueOf } from "../shell/loadable.ts";
import { useRouter } from "../shell/router.ts";
import { wordsForStanding } from "../shell/words.ts";
import { useStation } from "../station/store.ts";
import { Signature } from "../ui/Signature.tsx";
import { useViewing } from "../viewing/store.ts";
import { faultOf, usableOrders, useStanding } from "./store.ts";
import type { Usable } from "./store.ts";

/** Opens a recording under a standing order from the catalogue: one signature, then the room. Says why where none applies. */
export function OpenUnder({ footage }: { readonly footage: Footage }): ReactNode {
  const language = useLanguage();
  const { t, formats } = language;
  const orders = useStanding((store) => valueOf(store.orders));
  const person = useSession(({ current }) => current?.person);
  const policy = useStation((store) => valueOf(store.policy));
  const room = useStation(({ status }) => valueOf(status)?.room.id);
  const [chosen, setChosen] = useState<Usable | null>(null);
  const isAllowed = policy?.urgent.allowed === true;
  useEffect(() => {
    if (isAllowed) {
      void useStanding.getState().load();
    }
  }, [isAllowed]);
  if (policy === undefined || person === undefined || room === undefined) {
    return null;
  }
  const judged = usableOrders(orders ?? [], person).map((usable) => ({
    usable,
    fault: faultOf(policy, usable, footage, { person, room }),
  }));
  const fit = judged.filter(({ fault }) => fault === null);
  return (
    <>
      {fit.map(({ usable }) => (
        <div key={usable.order.id} className="open-under">
          <Button aria-describedby={`left-${usable.order.id}`} onClick={() => setChosen(usable)}>
            {t("standing.openNow")}
          </Button>
          <span id={`left-${usable.order.id}`} className="row-note figures">
            {t("standing.openNowNote", {
              number: usable.order.number,
              left: t("standing.left", {
                ofDay: formats.number(usable.left.ofDay),
                total: formats.number(usable.left.total),
              }),
            })}
          </span>
        </div>
      ))}
      {fit.length > 0
        ? null
        : judged.map(({ usable, fault }) =>
            fault === null ? null : (
              <p key={usable.order.id} className="hint">
                {t("standing.notNow", {
                  number: usable.order.number,
                  why: wordsForStanding(fault, language).what,
                })}
              </p>
            ),
          )}
      {chosen === null ? null : <OpeningSignature usable={chosen} footage={footage} onClose={() => setChosen(null)} />}
    </>
  );
}

function OpeningSignature({
  usable: { order },
  footage,
  onClose,
}: {
  readonly usable: Usable;
  readonly footage: Footage;
  readonly onClose: () => void;
}): ReactNode {
  const { t, formats } = useLanguage();
  const next = nextNumbers(order.uses, order.today);
  const sign = async (pin: string): Promise<Failure | null> => {
    const reason = t("standing.useReason", { number: order.number });
    const answer = await workstation.standingOrders.use({ order: order.id, asset: footage.asset, reason, pin });
    if (!answer.ok) {
      return answer.failure;
    }
    const { grant } = answer.value;
    if (grant !== undefined) {
      // What is missing before the room opens, the room itself says.
      await useViewing.getState().prepare(grant);
    }
    useRouter.getState().go({ at: "room" });
    return null;
  };
  return (
    <Signature
      summary={t("standing.openSummary", {
        number: order.number,
        asset: footage.asset,
        ofDay: formats.number(next.ofDay),
        use: formats.number(next.use),
      })}
      onClose={onClose}
      sign={sign}
    />
  );
}
