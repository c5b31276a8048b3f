import type { ReactNode } from "react";
import { useLanguage } from "../i18n/language.tsx";

/** A moment to the second, or that there has been none. */
export function Moment({ at }: { readonly at: string | undefined }): ReactNode {
  const { t, formats } = useLanguage();
  return <span className="figures">{at === undefined ? t("station.never") : formats.exact(at)}</span>;
}
