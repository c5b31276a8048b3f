import { Button } from "antd";
import { useCallback, useEffect, useMemo, useState } from "react";
import type { ReactNode } from "react";
import type { AssetId, Footage } from "../../shared/model/footage.ts";
import type { PolicyPack } from "../../shared/model/policy.ts";
import type { RequestRecord } from "../../shared/model/request.ts";
import type { StationStatus } from "../../shared/model/station.ts";
import { showFootage } from "../footage/store.ts";
import { countFrames } from "../footage/timing.ts";
import { useLanguage } from "../i18n/language.tsx";
import { useSession } from "../session/store.ts";
import { valueOf } from "../shell/loadable.ts";
import { nameOf } from "../shell/names.ts";
import { useRouter } from "../shell/router.ts";
import { useStation } from "../station/store.ts";
import { ScreenHead } from "../ui/parts.tsx";
import { Signature } from "../ui/Signature.tsx";
import { Loaded, Waiting } from "../ui/states.tsx";
import { Chain } from "./form/Chain.tsx";
import { discardDraft, loadDraft, useAutosave } from "./form/autosave.ts";
import type { Saving } from "./form/autosave.ts";
import { emptyDraft, formOf, parts, withAsset } from "./form/draft.ts";
import type { Draft } from "./form/draft.ts";
import { Section } from "./form/Section.tsx";
import { unreachable } from "../shell/unreachable.ts";
import { useRequests } from "./store.ts";

/** Form F1 in the paper's order and words. The draft is never lost; signing is a moment of its own. */
export function RequestForm({ asset }: { readonly asset?: AssetId }): ReactNode {
  const policy = useStation((store) => store.policy);
  const status = useStation((store) => valueOf(store.status));
  return (
    <Loaded of={policy} onRetry={() => void useStation.getState().loadPolicy()}>
      {(pack) =>
        status === undefined ? (
          <Waiting />
        ) : (
          <Restored policy={pack} status={status} {...(asset === undefined ? {} : { asset })} />
        )
      }
    </Loaded>
  );
}

/** Waits for the draft kept by the station, then takes in the recording that was asked for. */
function Restored({
  policy,
  status,
  asset,
}: {
  readonly policy: PolicyPack;
  readonly status: StationStatus;
  readonly asset?: AssetId;
}): ReactNode {
  const [start, setStart] = useState<{
    readonly draft: Draft;
    readonly footage: readonly Footage[];
    readonly wasKept: boolean;
  } | null>(null);
  const roomId = status.room.id;
  const hours = policy.validity.defaultHours;
  useEffect(() => {
    let isCurrent = true;
    const begin = async (): Promise<void> => {
      const empty = emptyDraft(roomId, new Date().toISOString(), hours);
      const kept = await loadDraft(empty);
      const wanted = [...(kept?.assets.map((one) => one.asset) ?? []), ...(asset === undefined ? [] : [asset])];
      const found = await Promise.all(wanted.map(async (one) => showFootage(one)));
      const footage = found.filter((one) => one !== null);
      const chosen = footage.find((one) => one.asset === asset);
      const draft = kept ?? empty;
      if (isCurrent) {
        setStart({ draft: chosen === undefined ? draft : withAsset(draft, chosen), footage, wasKept: kept !== null });
      }
    };
    void begin();
    return () => {
      isCurrent = false;
    };
  }, [asset, roomId, hours]);
  return start === null ? (
    <Waiting rows={12} />
  ) : (
    <Form policy={policy} start={start} empty={emptyDraft(roomId, status.now, hours)} />
  );
}

function Form({
  policy,
  start,
  empty,
}: {
  readonly policy: PolicyPack;
  readonly start: { readonly draft: Draft; readonly footage: readonly Footage[]; readonly wasKept: boolean };
  readonly empty: Draft;
}): ReactNode {
  const { t } = useLanguage();
  const [draft, setDraft] = useState(start.draft);
  const [known, setKnown] = useState<ReadonlyMap<string, Footage>>(
    () => new Map(start.footage.map((one) => [one.asset, one])),
  );
  const [isSigning, setSigning] = useState(false);
  const [filed, setFiled] = useState<RequestRecord | null>(null);
  const saving = useAutosave(draft, filed !== null);
  const learn = useCallback((footage: readonly Footage[]) => {
    setKnown((before) => new Map([...before, ...footage.map((one) => [one.asset, one] as const)]));
  }, []);
  const chosen = useMemo(
    () => draft.assets.map(({ asset }) => known.get(asset)).filter((one) => one !== undefined),
    [draft.assets, known],
  );
  const form = formOf(draft);
  const summary = useSummary(draft);
  if (filed !== null) {
    return <Filed record={filed} />;
  }
  return (
    <div className="screen form-screen">
      <ScreenHead title={t("form.title")} note={t("form.note")}>
        <SavingState saving={saving} wasKept={start.wasKept} />
        <Button
          onClick={() => {
            setDraft(empty);
            void discardDraft();
          }}
        >
          {t("form.draftDiscard")}
        </Button>
      </ScreenHead>
      <div className="form-body">
        <div className="paper">
          {draft.completes === null ? null : <p className="notice notice-amber">{t("way.completing")}</p>}
          {parts.map((part) => (
            <Section
              key={part}
              part={part}
              draft={draft}
              policy={policy}
              known={known}
              onDraft={setDraft}
              onKnown={learn}
            />
          ))}
          <div className="paper-foot">
            <Button type="primary" size="large" disabled={form === null} onClick={() => setSigning(true)}>
              {t("form.submit")}
            </Button>
          </div>
        </div>
        <Chain draft={draft} footage={chosen} policy={policy} />
      </div>
      {isSigning && form !== null ? (
        <Signature
          summary={summary}
          onClose={() => setSigning(false)}
          sign={async (pin) => {
            const result = await useRequests.getState().file(form, pin, draft.completes);
            if (!result.ok) {
              return result.failure;
            }
            await discardDraft();
            setFiled(result.value);
            return null;
          }}
        />
      ) : null}
    </div>
  );
}

/** The whole request in one sentence, as it will be signed. */
function useSummary(draft: Draft): string {
  const { t, pick, formats, locale } = useLanguage();
  const me = useSession(({ current }) => current?.person);
  const supervisor = useSession(({ people }) =>
    people.roomSupervisor?.find(({ person }) => person === draft.supervisor),
  );
  const room = useStation(({ status }) => valueOf(status)?.room);
  return t("form.summary", {
    name: me === undefined ? "" : nameOf(me, locale),
    purpose: draft.purpose === null ? "" : t(`purpose.${draft.purpose}`),
    case: draft.caseNo,
    verb: t(`verb.${draft.verb}`).toLowerCase(),
    count: draft.assets.length,
    frames: countFrames(draft.assets.flatMap(({ ranges }) => ranges)),
    from: formats.moment(draft.validFrom),
    to: formats.moment(draft.validTo),
    room: room === undefined ? draft.room : pick(room),
    supervisor: supervisor === undefined ? "" : nameOf(supervisor, locale),
  });
}

function SavingState({ saving, wasKept }: { readonly saving: Saving; readonly wasKept: boolean }): ReactNode {
  const { t, formats } = useLanguage();
  const [isRestored] = useState(wasKept);
  switch (saving.state) {
    case "none":
      return isRestored ? <span className="quiet">{t("form.draftFound")}</span> : null;
    case "saving":
      return <span className="quiet">{t("form.draftSaving")}</span>;
    case "saved":
      return <span className="quiet figures">{t("form.draftSaved", { at: formats.time(saving.at) })}</span>;
    case "failed":
      return <span className="amber">{t("form.draftFailed")}</span>;
  }
  return unreachable(saving);
}

function Filed({ record }: { readonly record: RequestRecord }): ReactNode {
  const { t } = useLanguage();
  return (
    <div className="screen">
      <div className="done" aria-live="polite">
        <h1>{t("form.done", { number: record.number })}</h1>
        <p>{t("form.doneNext")}</p>
        <p className="digest">{record.digest}</p>
        <Button type="primary" onClick={() => useRouter.getState().go({ at: "requests", id: record.id })}>
          {t("form.doneOpen")}
        </Button>
      </div>
    </div>
  );
}
