import { Checkbox, Input, Select } from "antd";
import type { ReactNode } from "react";
import type { OutsideViewer } from "../../../shared/model/request.ts";
import { useLanguage } from "../../i18n/language.tsx";
import { Field } from "../../ui/parts.tsx";
import { emptyViewer } from "./draft.ts";

const kinds = ["residentId", "passport", "lawyerLicence", "officialCertificate", "other"] as const;

/** Somebody from outside without a certificate, for whom a clerk asks (O-11, O-22). */
export function ViewerFields({
  viewer,
  onChange,
}: {
  readonly viewer: OutsideViewer | null;
  readonly onChange: (viewer: OutsideViewer | null) => void;
}): ReactNode {
  const { t } = useLanguage();
  const text = (field: "name" | "idNo" | "unit" | "contact", of: OutsideViewer): ReactNode => (
    <Field label={t(`viewer.${field}`)}>
      {(id) => (
        <Input
          id={id}
          value={of[field]}
          maxLength={field === "unit" ? 128 : field === "idNo" ? 32 : 64}
          autoComplete="off"
          onChange={(event) => {
            onChange({ ...of, [field]: event.target.value });
          }}
        />
      )}
    </Field>
  );
  return (
    <>
      <Field label={t("viewer.title")} wide>
        {(id) => (
          <Checkbox
            id={id}
            checked={viewer !== null}
            onChange={(event) => {
              onChange(event.target.checked ? emptyViewer : null);
            }}
          >
            {t("viewer.byClerk")}
          </Checkbox>
        )}
      </Field>
      {viewer === null ? null : (
        <>
          {text("name", viewer)}
          <Field label={t("viewer.idKind")}>
            {(id) => (
              <Select
                id={id}
                value={viewer.idKind}
                options={kinds.map((value) => ({ value, label: t(`idKind.${value}`) }))}
                onChange={(idKind) => {
                  onChange({ ...viewer, idKind });
                }}
              />
            )}
          </Field>
          {text("idNo", viewer)}
          {text("unit", viewer)}
          {text("contact", viewer)}
          <Field label={t("viewer.protected")} wide>
            {(id) => (
              <Checkbox
                id={id}
                checked={viewer.protected}
                onChange={(event) => {
                  onChange({ ...viewer, protected: event.target.checked });
                }}
              >
                {t("viewer.protectedHint")}
              </Checkbox>
            )}
          </Field>
        </>
      )}
    </>
  );
}
