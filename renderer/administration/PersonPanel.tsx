import { Button, Select } from "antd";
import { useState } from "react";
import type { ReactNode } from "react";
import type { AdministeredPerson, AdministrationView, RevocationReason } from "../../shared/model/administration.ts";
import { workstation } from "../bridge.ts";
import { useLanguage } from "../i18n/language.tsx";
import { useSession } from "../session/store.ts";
import { nameOf } from "../shell/names.ts";
import { Facts, Field, Panel } from "../ui/parts.tsx";
import { AuthorisationEditor } from "./AuthorisationEditor.tsx";
import { AuthorisationHistory } from "./AuthorisationHistory.tsx";
import { CertificateFiles } from "./CertificateFiles.tsx";
import { allReasons } from "./lists.ts";
import { PersonEditor } from "./PersonEditor.tsx";
import { useAdministration } from "./store.ts";

/** One person: what is written, certificate, graded authorisation, and what can be ordered about them. */
export function PersonPanel({
  one,
  view,
}: {
  readonly one: AdministeredPerson;
  readonly view: AdministrationView;
}): ReactNode {
  const { t, locale, formats } = useLanguage();
  const me = useSession(({ current }) => current?.person.person);
  const [editing, setEditing] = useState<"nothing" | "record" | "authorisation">("nothing");
  const { person } = one;
  if (editing === "record") {
    return <PersonEditor one={one} known={view.people} onClose={() => setEditing("nothing")} />;
  }
  if (editing === "authorisation") {
    return <AuthorisationEditor one={one} onClose={() => setEditing("nothing")} />;
  }
  const mayAct = !one.revoked && person.person !== me;
  return (
    <div className="admin-side">
      <Panel
        title={nameOf(person, locale)}
        acts={mayAct ? <Button onClick={() => setEditing("record")}>{t("admin.person.edit")}</Button> : null}
      >
        <Facts
          rows={[
            [t("admin.person.number"), person.person],
            [t("admin.person.unit"), person.unit],
            [t("admin.person.post"), person.post],
            [t("admin.person.certificateNo"), person.certificateNo],
            [t("admin.person.roles"), formats.list(person.roles.map((role) => t(`role.${role}`)))],
          ]}
        />
        {person.person === me ? <p className="hint">{t("admin.person.self")}</p> : null}
        {one.revoked ? <p className="notice notice-red">{t("admin.person.withdrawnNote")}</p> : null}
      </Panel>
      <CertificatePanel one={one} mayAct={mayAct} />
      <Panel
        title={t("admin.auth.title")}
        acts={
          mayAct && !one.outside ? (
            <Button onClick={() => setEditing("authorisation")}>{t("admin.auth.change")}</Button>
          ) : null
        }
      >
        {one.outside ? <p className="hint">{t("admin.auth.outside")}</p> : <AuthorisationHistory one={one} />}
      </Panel>
      {mayAct ? <Withdraw one={one} /> : null}
    </div>
  );
}

function CertificatePanel({ one, mayAct }: { readonly one: AdministeredPerson; readonly mayAct: boolean }): ReactNode {
  const { t, locale, formats } = useLanguage();
  const { ask, askOrder } = useAdministration();
  const { person } = one;
  const name = nameOf(person, locale);
  return (
    <Panel title={t("admin.cert.title")}>
      <Facts
        rows={[
          [
            t("admin.cert.expires"),
            one.certificateExpires === undefined ? t("common.none") : formats.date(one.certificateExpires),
          ],
          [
            t("admin.cert.digest"),
            person.certificate === undefined ? undefined : (
              <span key="digest" className="digest">
                {person.certificate}
              </span>
            ),
          ],
        ]}
      />
      {mayAct ? (
        <>
          <p className="hint">{t("admin.cert.hint")}</p>
          <div className="acts">
            <Button
              onClick={() =>
                ask({
                  summary: t("admin.sum.issue", { name, number: person.person }),
                  sign: (pin) => workstation.administration.requestCertificate({ person: person.person, pin }),
                })
              }
            >
              {t(person.certificate === undefined ? "admin.cert.issue" : "admin.cert.renew")}
            </Button>
            {person.certificate === undefined ? null : (
              <RevokeButton
                label={t("admin.cert.revoke")}
                onRevoke={(reason) =>
                  askOrder(t("admin.sum.revokeCert", { name, reason: t(`admin.reason.${reason}`) }), {
                    order: "certificate.revoke",
                    person: person.person,
                    reason,
                    note: "",
                  })
                }
              />
            )}
          </div>
          <CertificateFiles one={one} />
        </>
      ) : null}
    </Panel>
  );
}

function Withdraw({ one }: { readonly one: AdministeredPerson }): ReactNode {
  const { t, locale } = useLanguage();
  const askOrder = useAdministration((store) => store.askOrder);
  const name = nameOf(one.person, locale);
  return (
    <Panel title={t("admin.person.withdraw")}>
      <p className="hint">{t("admin.person.withdrawHint")}</p>
      <RevokeButton
        label={t("admin.person.withdraw")}
        onRevoke={(reason) =>
          askOrder(t("admin.sum.withdraw", { name, reason: t(`admin.reason.${reason}`) }), {
            order: "person.revoke",
            person: one.person.person,
            reason,
            note: "",
          })
        }
      />
    </Panel>
  );
}

/** Something that ends needs a reason from the list before it can be signed. */
function RevokeButton({
  label,
  onRevoke,
}: {
  readonly label: string;
  readonly onRevoke: (reason: RevocationReason) => void;
}): ReactNode {
  const { t } = useLanguage();
  const [reason, setReason] = useState<RevocationReason | null>(null);
  return (
    <div className="admin-line">
      <Field label={t("admin.reason")}>
        {(id) => (
          <Select
            id={id}
            value={reason}
            options={allReasons.map((one) => ({ value: one, label: t(`admin.reason.${one}`) }))}
            onChange={setReason}
          />
        )}
      </Field>
      <Button
        danger
        disabled={reason === null}
        onClick={() => {
          if (reason !== null) {
            onRevoke(reason);
          }
        }}
      >
        {label}
      </Button>
    </div>
  );
}
