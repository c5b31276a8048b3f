import { asRecorded, isEnhanced, levelsOf, type Enhancement } from "../../shared/picture/enhancement.ts";
import type { PictureReport } from "../../shared/picture/protocol.ts";
import type { VaultClient } from "./vault-client.ts";

/** Shows the recording lighter or darker than it is, under covers and watermark. */
export interface Enhancer {
  take(wanted: Enhancement): void;
}

/** A hand that moves a control rests so long before what it chose is written down. */
const restMs = 500;

/**
 * Nothing is shown otherwise than recorded before the log has it: turned on only after the vault took it, turned off at
 * once. While it is on, the picture follows the hand, and where the hand comes to rest is logged. A vault that does not
 * take it ends it.
 */
export function createEnhancer(
  stage: HTMLElement,
  vault: Pick<VaultClient, "enhanced">,
  send: (report: Extract<PictureReport, { type: "enhanced" }>) => void,
): Enhancer {
  const curves = [...stage.querySelectorAll("#enhancement feFuncR, #enhancement feFuncG, #enhancement feFuncB")];
  let shown = asRecorded;
  let wanted = asRecorded;
  let logged = asRecorded;
  let isTelling = false;
  let rest: ReturnType<typeof setTimeout> | undefined;

  const show = (enhancement: Enhancement): void => {
    shown = enhancement;
    const table = levelsOf(enhancement)
      .map((level) => level.toFixed(4))
      .join(" ");
    curves.forEach((curve) => curve.setAttribute("tableValues", table));
    stage.classList.toggle("enhanced", isEnhanced(enhancement));
    send({ type: "enhanced", ...enhancement });
  };

  const tell = async (): Promise<void> => {
    if (isTelling) {
      return;
    }
    isTelling = true;
    while (!isSame(logged, wanted)) {
      const told = wanted;
      // oxlint-disable-next-line no-await-in-loop -- one after the other, so that the log has them in order
      const isTaken = await vault.enhanced(told);
      if (!isTaken) {
        wanted = asRecorded;
        logged = asRecorded;
        show(asRecorded);
        break;
      }
      logged = told;
      if (isEnhanced(wanted) && !isSame(shown, wanted)) {
        show(wanted);
      }
    }
    isTelling = false;
  };

  return {
    take(next) {
      wanted = next;
      clearTimeout(rest);
      if (!isEnhanced(next)) {
        show(next);
        void tell();
      } else if (isEnhanced(shown)) {
        show(next);
        rest = setTimeout(() => void tell(), restMs);
      } else {
        void tell();
      }
    },
  };
}

function isSame(one: Enhancement, other: Enhancement): boolean {
  return one.brightness === other.brightness && one.contrast === other.contrast && one.gamma === other.gamma;
}
