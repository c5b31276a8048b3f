import { Button } from "antd";
import type { ReactNode } from "react";
import type { StandingFrame, StandingOrder, StandingState } from "../../shared/model/standing-order.ts";
import { useLanguage } from "../i18n/language.tsx";
import { nameOf } from "../shell/names.ts";
import { useRouter } from "../shell/router.ts";
import { Tag } from "../ui/parts.tsx";
import type { Tone } from "../ui/parts.tsx";

const tones = {
  proposed: "amber",
  refused: "red",
  inForce: "green",
  withdrawn: "quiet",
  ended: "quiet",
} as const satisfies Record<StandingState, Tone>;

export function StandingTag({ state }: { readonly state: StandingState }): ReactNode {
  const { t } = useLanguage();
  return <Tag tone={tones[state]}>{t(`standingState.${state}`)}</Tag>;
}

/** The number of an order; pressing it opens the order. */
export function OrderLink({ order }: { readonly order: Pick<StandingOrder, "id" | "number"> }): ReactNode {
  return (
    <button
      type="button"
      className="row-act figures nowrap"
      onClick={() => useRouter.getState().go({ at: "standingOrders", id: order.id })}
    >
      {order.number}
    </button>
  );
}

/** A run of days. */
export function Days({ from, to }: { readonly from: string; readonly to: string }): ReactNode {
  const { t, formats } = useLanguage();
  return (
    <span className="figures">
      {formats.date(from)} {t("common.to")} {formats.date(to)}
    </span>
  );
}

/** The frame of an order in a few words. */
export function FrameWords({ frame }: { readonly frame: StandingFrame }): ReactNode {
  const { t, formats } = useLanguage();
  return (
    <>
      {formats.list(frame.units)}
      <span className="row-note">
        <Days from={frame.recordedFrom} to={frame.recordedTo} />
        {` · ${formats.list(frame.kinds.map((kind) => t(`kind.${kind}`)))}`}
        {frame.sample === undefined ? "" : ` · ${t("standing.sampleOf", { n: frame.sample.length })}`}
      </span>
    </>
  );
}

/** Names of persons on one line. */
export function usePersonList(): (persons: StandingOrder["holders"]) => string {
  const { formats, locale } = useLanguage();
  return (persons) => formats.list(persons.map((person) => nameOf(person, locale)));
}

export function BackToOrders(): ReactNode {
  const { t } = useLanguage();
  return <Button onClick={() => useRouter.getState().go({ at: "standingOrders" })}>{t("common.back")}</Button>;
}
