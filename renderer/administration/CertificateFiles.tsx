import { Button, Select } from "antd";
import { useEffect, useState } from "react";
import type { ReactNode } from "react";
import type { AdministeredPerson } from "../../shared/model/administration.ts";
import { workstation } from "../bridge.ts";
import { useLanguage } from "../i18n/language.tsx";
import { nameOf } from "../shell/names.ts";
import { Field } from "../ui/parts.tsx";
import { useArrivals } from "./arrivals.ts";
import { useAdministration } from "./store.ts";

/** A certificate of an accepted outside authority, brought as a file. */
export function CertificateFiles({ one }: { readonly one: AdministeredPerson }): ReactNode {
  const { t, locale } = useLanguage();
  const ask = useAdministration((store) => store.ask);
  const { arrivals, look } = useArrivals();
  const [name, setName] = useState<string | null>(null);
  useEffect(() => {
    void look();
  }, [look]);
  if (arrivals === null || arrivals.certificates.length === 0) {
    return null;
  }
  return (
    <div className="admin-line">
      <Field label={t("admin.cert.file")}>
        {(id) => (
          <Select
            id={id}
            value={name}
            options={arrivals.certificates.map((file) => ({ value: file, label: file }))}
            onChange={setName}
          />
        )}
      </Field>
      <Button
        disabled={name === null}
        onClick={() => {
          if (name !== null) {
            ask({
              summary: t("admin.sum.accept", { name: nameOf(one.person, locale), file: name }),
              sign: (pin) => workstation.administration.acceptCertificate({ person: one.person.person, name, pin }),
            });
          }
        }}
      >
        {t("admin.cert.accept")}
      </Button>
    </div>
  );
}
