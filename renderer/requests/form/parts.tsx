import { Checkbox, Input, Radio, Select } from "antd";
import { useEffect } from "react";
import type { ReactNode } from "react";
import type { PolicyPack } from "../../../shared/model/policy.ts";
import { mayOffer, opensRoom, routesFor } from "../../../shared/access/policy/approval.ts";
import { presenceRules } from "../../../shared/access/policy/room.ts";
import { useLanguage } from "../../i18n/language.tsx";
import { useSession } from "../../session/store.ts";
import { valueOf } from "../../shell/loadable.ts";
import { nameOf } from "../../shell/names.ts";
import { useStation } from "../../station/store.ts";
import { Article } from "../../ui/article.tsx";
import { Facts, Field } from "../../ui/parts.tsx";
import type { Draft } from "./draft.ts";
import { PaperChoice } from "./PaperChoice.tsx";
import { ViewerFields } from "./ViewerFields.tsx";
import { WindowPicker } from "./WindowPicker.tsx";

/** What each part of the form is given. */
export interface PartProps {
  readonly draft: Draft;
  readonly policy: PolicyPack;
  readonly change: (part: Partial<Draft>) => void;
}

export function ApplicantPart({ draft, policy, change }: PartProps): ReactNode {
  const { t, locale } = useLanguage();
  const person = useSession(({ current }) => current?.person);
  return (
    <>
      {person === undefined ? null : (
        <Facts
          rows={[
            [t("form.name"), nameOf(person, locale)],
            [t("form.unit"), person.unit],
            [t("form.post"), person.post],
            [t("form.certificate"), person.certificateNo],
          ]}
        />
      )}
      <Field label={t("form.class")}>
        {(id) => (
          <Select
            id={id}
            value={draft.applicantClass}
            options={policy.applicantClasses.map(({ class: value }) => ({ value, label: t(`applicant.${value}`) }))}
            onChange={(applicantClass) => {
              change(
                applicantClass === "staff" ? { applicantClass, viewer: null, attachments: [] } : { applicantClass },
              );
            }}
          />
        )}
      </Field>
      {draft.applicantClass === "staff" ? (
        <Field label={t("form.dutyBasis")} hint={t("form.dutyBasisHint")} wide>
          {(id) => (
            <Input
              id={id}
              value={draft.dutyBasis}
              maxLength={500}
              onChange={(event) => {
                change({ dutyBasis: event.target.value });
              }}
            />
          )}
        </Field>
      ) : (
        <>
          <ViewerFields viewer={draft.viewer} onChange={(viewer) => change({ viewer })} />
          <PaperChoice draft={draft} policy={policy} change={change} />
        </>
      )}
    </>
  );
}

export function PurposePart({ draft, policy, change }: PartProps): ReactNode {
  const { t } = useLanguage();
  const article = policy.purposes.find(({ purpose }) => purpose === draft.purpose)?.article;
  const text = (field: "caseNo" | "caseCause" | "caseParty", label: string): ReactNode => (
    <Field label={label}>
      {(id) => (
        <Input
          id={id}
          value={draft[field]}
          maxLength={field === "caseNo" ? 64 : 200}
          onChange={(event) => {
            change({ [field]: event.target.value });
          }}
        />
      )}
    </Field>
  );
  return (
    <>
      <Field label={t("form.purpose")} wide>
        {(id) => (
          <Radio.Group
            id={id}
            aria-label={t("form.purpose")}
            value={draft.purpose}
            options={policy.purposes.map(({ purpose }) => ({ value: purpose, label: t(`purpose.${purpose}`) }))}
            onChange={(event) => {
              // The group offers purposes only.
              change({ purpose: event.target.value as Draft["purpose"] });
            }}
          />
        )}
      </Field>
      <Article id={article ?? policy.purposes[0]?.article} />
      <Field label={t("form.detail")} hint={t("form.detailHint")} wide>
        {(id) => (
          <Input.TextArea
            id={id}
            rows={3}
            maxLength={2000}
            value={draft.purposeDetail}
            onChange={(event) => {
              change({ purposeDetail: event.target.value });
            }}
          />
        )}
      </Field>
      {text("caseNo", t("form.caseNo"))}
      {text("caseCause", t("form.caseCause"))}
      {text("caseParty", t("form.caseParty"))}
      <Field label={t("form.inspected")}>
        {(id) => (
          <Input
            id={id}
            value={draft.inspectedUnit}
            maxLength={200}
            onChange={(event) => {
              change({ inspectedUnit: event.target.value });
            }}
          />
        )}
      </Field>
    </>
  );
}

export function MannerPart({ draft, policy, change }: PartProps): ReactNode {
  const { t } = useLanguage();
  const article = policy.verbs.find(({ verb }) => verb === draft.verb)?.article;
  const verbs = policy.verbs.filter(({ verb }) => mayOffer(policy, verb, draft.applicantClass).allowed);
  const routes = routesFor(policy, draft.verb, draft.applicantClass);
  const checks = ["stateSecret", "businessSecret", "privacy"] as const;
  return (
    <>
      <Field label={t("form.verb")} wide>
        {(id) => (
          <Radio.Group
            id={id}
            aria-label={t("form.verb")}
            value={draft.verb}
            options={verbs.map(({ verb }) => ({ value: verb, label: t(`verb.${verb}`) }))}
            onChange={(event) => {
              // The group offers verbs only.
              change({ verb: event.target.value as Draft["verb"], original: false });
            }}
          />
        )}
      </Field>
      <Article id={article} />
      <Field label={t("form.route")} wide>
        {(id) => (
          <Radio.Group
            id={id}
            aria-label={t("form.route")}
            value={draft.legalRoute}
            options={routes.map(({ route: value }) => ({ value, label: t(`route.${value}`) }))}
            onChange={(event) => {
              // The group offers routes only.
              change({ legalRoute: event.target.value as Draft["legalRoute"] });
            }}
          />
        )}
      </Field>
      {opensRoom(draft.verb) ? null : (
        <>
          <p className="notice notice-amber">{t("way.orderOnly")}</p>
          <Field label={t("form.original")} wide>
            {(id) => (
              <Checkbox
                id={id}
                checked={draft.original}
                onChange={(event) => {
                  change({ original: event.target.checked });
                }}
              >
                {t("form.originalHint")}
              </Checkbox>
            )}
          </Field>
          {draft.original ? <Article id={policy.provision.backupFirst.article} /> : null}
        </>
      )}
      <Field label={t("form.secrecy")} wide>
        {() => (
          <div className="checks">
            {checks.map((check) => (
              <Checkbox
                key={check}
                checked={draft.secrecyCheck[check]}
                onChange={(event) => {
                  change({ secrecyCheck: { ...draft.secrecyCheck, [check]: event.target.checked } });
                }}
              >
                {t(`form.${check}`)}
              </Checkbox>
            ))}
          </div>
        )}
      </Field>
    </>
  );
}

export function PlacePart({ draft, policy, change }: PartProps): ReactNode {
  const { t, pick, locale } = useLanguage();
  const room = useStation(({ status }) => valueOf(status)?.room);
  const me = useSession(({ current }) => current?.person.person);
  const supervisors = useSession(({ people }) => people.roomSupervisor);
  useEffect(() => {
    void useSession.getState().loadPeople("roomSupervisor");
  }, []);
  return (
    <>
      <Field label={t("form.room")}>
        {(id) => (
          <Select
            id={id}
            value={draft.room}
            options={room === undefined ? [] : [{ value: room.id, label: pick(room) }]}
            onChange={(value) => {
              change({ room: value });
            }}
          />
        )}
      </Field>
      <Field label={t("form.window")} wide>
        {(id) => <WindowPicker id={id} validFrom={draft.validFrom} validTo={draft.validTo} onChange={change} />}
      </Field>
      <Field label={t("form.supervisor")} hint={t("form.supervisorHint")}>
        {(id) => (
          <Select
            id={id}
            value={draft.supervisor}
            options={(supervisors ?? [])
              .filter(({ person }) => person !== me)
              .map((person) => ({
                value: person.person,
                label: locale === "en" ? nameOf(person, locale) : `${nameOf(person, locale)} · ${person.post}`,
              }))}
            onChange={(supervisor) => {
              change({ supervisor });
            }}
          />
        )}
      </Field>
      <Article id={presenceRules(policy, draft.applicantClass).article} />
    </>
  );
}
