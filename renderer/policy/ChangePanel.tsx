import { Button, DatePicker, Input } from "antd";
import { useEffect, useState } from "react";
import type { ReactNode } from "react";
import type { PolicyOffer } from "../../shared/model/policy-offer.ts";
import type { PolicyPack } from "../../shared/model/policy.ts";
import { useLanguage } from "../i18n/language.tsx";
import { useSession } from "../session/store.ts";
import { usePersonName } from "../shell/names.ts";
import { Facts, Field, Panel, Tag } from "../ui/parts.tsx";
import type { Tone } from "../ui/parts.tsx";
import { Refusal } from "../ui/Refusal.tsx";
import { Signature } from "../ui/Signature.tsx";
import { Empty, Loaded } from "../ui/states.tsx";
import { Differences } from "./Differences.tsx";
import { Findings, useFindings } from "./Findings.tsx";
import { usePolicyChange } from "./store.ts";
import type { Looked } from "./store.ts";

const tones: Readonly<Record<PolicyOffer["state"], Tone>> = {
  offered: "amber",
  scheduled: "accent",
  inForce: "green",
  replaced: "quiet",
  withdrawn: "quiet",
  refused: "red",
};

/** Putting another pack into force: a legal officer signs it, an administrator sets its day. */
export function ChangePanel({ inForce }: { readonly inForce: PolicyPack }): ReactNode {
  const { t } = useLanguage();
  const roles = useSession(({ current }) => current?.person.roles ?? []);
  const { offers, looked, failure, asked, load, cancel } = usePolicyChange();
  useEffect(() => {
    void load();
  }, [load]);
  return (
    <Panel title={t("policy.change.title")} acts={<Button onClick={() => void load()}>{t("admin.refresh")}</Button>}>
      <div className="admin-form">
        <p className="hint">{t("policy.change.hint")}</p>
        <Loaded of={offers} rows={3} onRetry={() => void load()}>
          {(list) =>
            list.length === 0 ? (
              <Empty what={t("policy.change.none")} hint={t("policy.change.noneHint")} />
            ) : (
              <Offers offers={list} />
            )
          }
        </Loaded>
        {roles.includes("legalOfficer") ? <Files /> : null}
        {failure === null ? null : <Refusal failure={failure} />}
        {looked === null ? null : (
          <LookedAt looked={looked} inForce={inForce} isAdministrator={roles.includes("administrator")} />
        )}
        {asked === null ? null : <Signature summary={asked.summary} sign={asked.sign} onClose={cancel} />}
      </div>
    </Panel>
  );
}

function Offers({ offers }: { readonly offers: readonly PolicyOffer[] }): ReactNode {
  const { t, pick, formats } = useLanguage();
  const nameIt = usePersonName();
  const openOffer = usePolicyChange((store) => store.openOffer);
  return (
    <table className="table table-roomy">
      <thead>
        <tr>
          <th scope="col">{t("policy.change.pack")}</th>
          <th scope="col">{t("policy.change.signed")}</th>
          <th scope="col">{t("policy.change.state")}</th>
          <th scope="col">{t("policy.change.acts")}</th>
        </tr>
      </thead>
      <tbody>
        {offers.map((offer) => (
          <tr key={offer.digest} data-offer={offer.digest} data-state={offer.state}>
            <td>
              {t("policy.version", { title: pick(offer.title), version: offer.version })}
              <span className="row-note digest">{offer.digest.slice(0, 16)}</span>
            </td>
            <td className="nowrap">
              {nameIt(offer.signedBy)}
              <span className="row-note figures">{formats.moment(offer.signedAt)}</span>
            </td>
            <td>
              <Tag tone={tones[offer.state]}>{t(`policy.state.${offer.state}`)}</Tag>
              {offer.from === undefined || offer.activatedBy === undefined ? null : (
                <span className="row-note">
                  {t("policy.change.from", { date: formats.date(offer.from), name: nameIt(offer.activatedBy) })}
                </span>
              )}
            </td>
            <td className="nowrap">
              <Button size="small" onClick={() => void openOffer(offer.digest)}>
                {t("policy.change.look")}
              </Button>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Packs that lie in the import folder, for whoever signs them. */
function Files(): ReactNode {
  const { t } = useLanguage();
  const { files, looked, lookForFiles, openFile } = usePolicyChange();
  useEffect(() => {
    void lookForFiles();
  }, [lookForFiles]);
  const chosen = looked?.from === "file" ? looked.name : null;
  return (
    <div className="admin-form">
      <div className="acts">
        <span>{t("policy.change.files")}</span>
        {(files?.files ?? []).map((name) => (
          <Button key={name} type={name === chosen ? "primary" : "default"} onClick={() => void openFile(name)}>
            {name}
          </Button>
        ))}
        <Button onClick={() => void lookForFiles()}>{t("bundle.look")}</Button>
      </div>
      {files === null || files.files.length > 0 ? null : (
        <p className="hint">{t("policy.change.noFiles", { folder: files.folder })}</p>
      )}
    </div>
  );
}

function LookedAt({
  looked,
  inForce,
  isAdministrator,
}: {
  readonly looked: Looked;
  readonly inForce: PolicyPack;
  readonly isAdministrator: boolean;
}): ReactNode {
  const { t, pick } = useLanguage();
  if (looked.from === "offer") {
    const { offer, pack } = looked;
    const waits = offer.state === "offered" || offer.state === "scheduled" || offer.state === "refused";
    return (
      <PackLook pack={pack} digest={offer.digest} inForce={inForce}>
        {isAdministrator && waits ? <Activation offer={offer} pack={pack} /> : null}
      </PackLook>
    );
  }
  if (looked.preview.state === "unusable") {
    return (
      <div className="notice notice-amber" role="alert" data-unusable={looked.preview.problems.length}>
        <p>{t("policy.change.unusable")}</p>
        <ul>
          {looked.preview.problems.map((problem) => (
            <li key={problem.en}>{pick(problem)}</li>
          ))}
        </ul>
      </div>
    );
  }
  const { pack, digest } = looked.preview;
  return (
    <PackLook pack={pack} digest={digest} inForce={inForce}>
      <SignFile name={looked.name} pack={pack} digest={digest} inForce={inForce} />
    </PackLook>
  );
}

function PackLook({
  pack,
  digest,
  inForce,
  children,
}: {
  readonly pack: PolicyPack;
  readonly digest: string;
  readonly inForce: PolicyPack;
  readonly children: ReactNode;
}): ReactNode {
  const { t, pick } = useLanguage();
  return (
    <section className="admin-form" data-look={digest} aria-label={t("policy.change.look")}>
      <Facts
        rows={[
          [t("policy.change.pack"), t("policy.version", { title: pick(pack.title), version: pack.version })],
          [t("policy.change.authority"), pick(pack.authority)],
          [
            "SHA-256",
            <span key="digest" className="digest">
              {digest}
            </span>,
          ],
        ]}
      />
      <h3>{t("policy.findings")}</h3>
      <Findings pack={pack} />
      <h3>{t("policy.change.differences", { version: inForce.version })}</h3>
      <Differences before={inForce} after={pack} />
      {children}
    </section>
  );
}

/** The legal officer's act. What the rules exclude is said before anybody types a PIN. */
function SignFile({
  name,
  pack,
  digest,
  inForce,
}: {
  readonly name: string;
  readonly pack: PolicyPack;
  readonly digest: string;
  readonly inForce: PolicyPack;
}): ReactNode {
  const { t, pick } = useLanguage();
  const askFile = usePolicyChange((store) => store.askFile);
  const isBroken = useFindings(pack).some(({ severity }) => severity === "error");
  const why = isBroken
    ? t("words.administration.policy-broken")
    : pack.version <= inForce.version
      ? t("words.administration.policy-older")
      : pack.authority.code === inForce.authority.code
        ? null
        : t("words.administration.policy-other-authority");
  return (
    <div className="admin-form">
      {why === null ? null : (
        <p className="notice notice-amber" role="alert">
          {why}
        </p>
      )}
      <div className="acts">
        <Button
          type="primary"
          disabled={why !== null}
          onClick={() =>
            askFile(
              t("policy.change.sumSign", {
                title: pick(pack.title),
                version: pack.version,
                digest: digest.slice(0, 16),
              }),
              name,
              digest,
            )
          }
        >
          {t("policy.change.sign")}
        </Button>
      </div>
    </div>
  );
}

/** The administrator's act: the day from which the pack is in force, or that it never will be. */
function Activation({ offer, pack }: { readonly offer: PolicyOffer; readonly pack: PolicyPack }): ReactNode {
  const { t, pick, formats } = useLanguage();
  const nameIt = usePersonName();
  const { askActivation, askWithdrawal } = usePolicyChange();
  const [from, setFrom] = useState<string | null>(null);
  const [note, setNote] = useState("");
  const words = { title: pick(pack.title), version: pack.version, name: nameIt(offer.signedBy) };
  return (
    <div className="admin-form">
      <Field label={t("policy.change.day")} hint={t("policy.change.dayHint")}>
        {(id) => (
          <DatePicker
            id={id}
            format="YYYY-MM-DD"
            allowClear={false}
            onChange={(value) => setFrom(value === null ? null : value.format("YYYY-MM-DD"))}
          />
        )}
      </Field>
      <div className="acts">
        <Button
          type="primary"
          disabled={from === null}
          onClick={() =>
            from === null
              ? undefined
              : askActivation(
                  t("policy.change.sumActivate", { ...words, date: formats.date(from) }),
                  offer.digest,
                  from,
                )
          }
        >
          {t("policy.change.activate")}
        </Button>
      </div>
      <Field label={t("policy.change.note")}>
        {(id) => <Input id={id} value={note} maxLength={500} onChange={(event) => setNote(event.target.value)} />}
      </Field>
      <div className="acts">
        <Button
          disabled={note.trim().length === 0}
          onClick={() => askWithdrawal(t("policy.change.sumWithdraw", words), offer.digest, note)}
        >
          {t("policy.change.withdraw")}
        </Button>
      </div>
    </div>
  );
}
