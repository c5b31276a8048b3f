import { useEffect, useRef, useState } from "react";
import type { ReactNode } from "react";
import type { Footage } from "../../../shared/model/footage.ts";
import type { PolicyPack } from "../../../shared/model/policy.ts";
import { countFrames } from "../../footage/timing.ts";
import { useLanguage } from "../../i18n/language.tsx";
import { usePersonName } from "../../shell/names.ts";
import type { Language } from "../../i18n/language.tsx";
import { missingIn } from "./draft.ts";
import type { Draft, Part } from "./draft.ts";
import { FootagePart } from "./FootagePart.tsx";
import { unreachable } from "../../shell/unreachable.ts";
import { ApplicantPart, MannerPart, PlacePart, PurposePart } from "./parts.tsx";

interface Props {
  readonly part: Part;
  readonly draft: Draft;
  readonly policy: PolicyPack;
  readonly known: ReadonlyMap<string, Footage>;
  readonly onDraft: (draft: Draft) => void;
  readonly onKnown: (footage: readonly Footage[]) => void;
}

const words = {
  dutyBasis: "form.dutyBasis",
  purpose: "form.purpose",
  purposeDetail: "form.detail",
  caseNo: "form.caseNo",
  caseCause: "form.caseCause",
  caseParty: "form.caseParty",
  assets: "form.footage",
  supervisor: "form.supervisor",
  room: "form.room",
  validTo: "form.window",
  viewer: "viewer.title",
} as const;

/**
 * One part of the form. When it is complete and the person has gone on to another part it folds to
 * its summary; it never folds under their hands.
 */
export function Section(props: Props): ReactNode {
  const { part, draft } = props;
  const language = useLanguage();
  const { t, formats } = language;
  const nameOfId = usePersonName();
  const missing = missingIn(part, draft);
  const isComplete = missing.length === 0;
  const [isOpen, setOpen] = useState(!isComplete || part === "footage");
  const section = useRef<HTMLElement>(null);
  useEffect(() => {
    // Folding waits for the click to be over: the page moves, and a moving page swallows clicks.
    const onLeave = (event: Event): void => {
      const target = event instanceof KeyboardEvent ? document.activeElement : event.target;
      const isElsewhere = target instanceof Element && target.closest(".part") !== null;
      if (isElsewhere && isComplete && section.current?.contains(target) === false) {
        setOpen(false);
      }
    };
    document.addEventListener("click", onLeave);
    document.addEventListener("keyup", onLeave);
    return () => {
      document.removeEventListener("click", onLeave);
      document.removeEventListener("keyup", onLeave);
    };
  }, [isComplete]);
  useEffect(() => {
    // What folds above takes the page with it; the field that the person is in stays in sight.
    if (!isOpen && document.activeElement?.closest(".part") instanceof Element) {
      document.activeElement.scrollIntoView({ block: "nearest" });
    }
  }, [isOpen]);
  const named = missing.map((field) => (field in words ? t(words[field as keyof typeof words]) : field));
  return (
    <section ref={section} className={isOpen ? "part part-open" : "part"} aria-label={t(`form.part.${part}`)}>
      <header>
        <h2>{t(`form.part.${part}`)}</h2>
        <span className={isComplete ? "green" : "quiet"}>
          {isComplete ? t("form.complete") : t("form.missing", { fields: formats.list(named) })}
        </span>
        <button type="button" className="plain" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {t(isOpen ? "form.fold" : "form.edit")}
        </button>
      </header>
      {isOpen ? (
        <div className="part-body">
          <Body {...props} />
        </div>
      ) : (
        <p className="part-summary">{summaryOf(part, draft, language, nameOfId)}</p>
      )}
    </section>
  );
}

function Body({ part, draft, policy, known, onDraft, onKnown }: Props): ReactNode {
  const change = (changed: Partial<Draft>): void => {
    onDraft({ ...draft, ...changed });
  };
  switch (part) {
    case "applicant":
      return <ApplicantPart draft={draft} policy={policy} change={change} />;
    case "purpose":
      return <PurposePart draft={draft} policy={policy} change={change} />;
    case "footage":
      return <FootagePart draft={draft} known={known} onDraft={onDraft} onKnown={onKnown} />;
    case "manner":
      return <MannerPart draft={draft} policy={policy} change={change} />;
    case "place":
      return <PlacePart draft={draft} policy={policy} change={change} />;
  }
  return unreachable(part);
}

function summaryOf(part: Part, draft: Draft, { t, formats }: Language, nameOfId: (person: string) => string): string {
  switch (part) {
    case "applicant":
      return formats.list([t(`applicant.${draft.applicantClass}`), draft.dutyBasis].filter((text) => text !== ""));
    case "purpose":
      return formats.list(
        [draft.purpose === null ? "" : t(`purpose.${draft.purpose}`), draft.caseNo, draft.caseCause].filter(
          (text) => text !== "",
        ),
      );
    case "footage": {
      const frames = formats.number(countFrames(draft.assets.flatMap(({ ranges }) => ranges)));
      return t("requests.recordings", { n: draft.assets.length, frames });
    }
    case "manner": {
      const marked = (["stateSecret", "businessSecret", "privacy"] as const).filter(
        (check) => draft.secrecyCheck[check],
      );
      const secrecy = marked.length === 0 ? [t("form.secrecyNone")] : marked.map((check) => t(`form.${check}`));
      return formats.list([t(`verb.${draft.verb}`), t(`route.${draft.legalRoute}`), ...secrecy]);
    }
    case "place":
      return formats.list([
        `${formats.moment(draft.validFrom)} – ${formats.moment(draft.validTo)}`,
        ...(draft.supervisor === null ? [] : [nameOfId(draft.supervisor)]),
      ]);
  }
  return unreachable(part);
}
